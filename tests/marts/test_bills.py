"""Bills event by event, against the ERP's own notes and journals."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from quarterdeck.access import Viewer
from quarterdeck.reports.running import run_report
from quarterdeck.reports.treasury import BILL_EVENTS
from quarterdeck.warehouse import Warehouse as Door
from tests.marts.test_treasury import CODES
from tests.warehouse import AS_OF, Warehouse


@pytest.mark.parametrize("day", [AS_OF, date(2026, 3, 31), date(2025, 8, 15), date(2024, 2, 10)], ids=str)
def test_bills_in_hand_and_of_ours_are_what_the_books_say_on_any_day(warehouse: Warehouse, day: date) -> None:
    booked: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for company, kind, amount in warehouse.source_rows(
        "erp",
        "select company_id, account_class, amount from journal_line join account on account.id = account_id "
        "join (select id as entry, posting_date from journal_entry) on entry = entry_id "
        f"where account_class in ('notes_receivable', 'notes_payable') and posting_date <= '{day}'",
    ):
        booked[CODES[company], "received" if kind == "notes_receivable" else "issued"] += Decimal(amount)
    with Door(warehouse.settings.layout) as door:
        events = run_report(
            door,
            Viewer.everything(),
            BILL_EVENTS,
            from_date=date(2000, 1, 1),
            until_date=day,
            company=None,
            system=None,
        )
    found: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in events.iter_rows(named=True):
        found[row["company"], row["side"]] += row["bills_amount"]
        parts = ("bills", "receivable", "payable", "cash", "interest", "fee")
        assert sum(row[f"{part}_amount"] for part in parts) == 0, row
    assert {key: amount for key, amount in found.items() if amount} == {
        key: amount for key, amount in booked.items() if amount
    }
    told = warehouse.source_rows(
        "erp", f"select count(*), sum(interest_amount) from note_event where happened_on <= '{day}'"
    )
    own = events.filter(~events["is_assumed"])
    assert (own.height, float(own["interest_amount"].sum())) == (told[0][0], pytest.approx(float(told[0][1] or 0)))
