"""The payables page: its figures are those of the star and of the report; a bill leads to its own life."""

import re
from decimal import Decimal

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.reports.receivables import PAYABLES_DUE
from quarterdeck.reports.running import run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.drills.conftest import Open
from tests.drills.test_contracts_page import figure
from tests.warehouse import AS_OF, Warehouse


@pytest.mark.parametrize(("company", "kind"), [(None, None), ("YZE", None), ("YZG", "retention"), (None, "bill")])
def test_its_figures_are_those_of_the_report(
    page: Open, warehouse: Warehouse, company: str | None, kind: str | None
) -> None:
    given = {name: value for name, value in (("company", company), ("kind", kind)) if value}
    with Door(warehouse.settings.layout) as door:
        due = run_report(
            door, Viewer.everything(), PAYABLES_DUE, as_of=AS_OF, company=company, system=None, detail="document"
        )
    if kind:
        due = due.filter(pl.col("obligation_kind") == kind)
    amount = "open_amount_group" if company is None else "open_amount_company"
    owed = due.filter(pl.col("due_state") != "credit")
    html = page("payables", **given)
    if owed.is_empty():
        assert "We owe nothing" in html
        return
    for name, days in (("Overdue", (-100_000, -1)), ("Due within 7 days", (0, 6)), ("Due within 30 days", (0, 29))):
        expected = owed.filter(pl.col("days_until_due").is_between(*days))[amount].sum()
        assert figure(html, name) == Decimal(expected), name
    # who only has credits of ours to pay back is owed nothing
    assert re.search(rf"to {owed.select('system', 'party_id').n_unique()} suppliers?\b", html)
    bills = due.filter(pl.col("obligation_kind") == "bill")
    assert figure(html, "Bills issued") == Decimal(bills[amount].sum())


def test_a_bill_leads_to_what_happened_to_it(page: Open, warehouse: Warehouse) -> None:
    day = "2026-10-31"
    [(key, number)] = warehouse.rows(
        "select bill_key, bill_number from serving.marts.fct_bill_balances where bill_state = 'issued' "
        f"and until_date <= date '{day}' order by bill_key limit 1"
    )
    html = page("payables", item=key)
    assert number in html and "Bill issued" in html and "Bill paid" in html
