"""The figures of the banks' page, against the ERP's own file and against each other."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from dashboards.views.treasury import DRILL
from quarterdeck.access import Viewer
from quarterdeck.warehouse import Warehouse as Door
from tests.drills.conftest import Open
from tests.marts.test_treasury import at_banks, counted
from tests.warehouse import AS_OF, Warehouse

DAYS = (AS_OF, date(2025, 8, 15))
HELD = (
    "select id, matures_on, amount, max(kind <> 'received') from (select note.id, matures_on, "
    "note.amount, company_id, note_event.kind from note join note_event on note_id = note.id where side = 'receivable' "
    "and happened_on <= '{day}') where company_id = {company} group by id, matures_on, amount"
)


def read(warehouse: Warehouse, name: str, day: date, company: str | None, **more: str | None) -> pl.DataFrame:
    given = {"company": company, "system": None, "bank": None} | more
    with Door(warehouse.settings.layout) as door:
        return door.read(f"treasury/{name}", Viewer.everything(), as_of=day, **given)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("company", ["YZE", "YZC"])
def test_tiles_are_what_stands_at_the_banks(warehouse: Warehouse, day: date, company: str) -> None:
    banks = [amounts for (owner, _), amounts in at_banks(warehouse, day).items() if owner == company]
    [tiles] = read(warehouse, "page_indicators", day, company).to_dicts()
    assert tiles["limit_amount"] == sum(amounts["limit"] for amounts in banks)
    assert tiles["used_amount"] == sum(counted(amounts) for amounts in banks if amounts["limit"])
    assert tiles["unlined_amount"] == sum(counted(amounts) for amounts in banks if not amounts["limit"])
    assert tiles["undrawn_amount"] == sum(max(amounts["limit"] - counted(amounts), Decimal(0)) for amounts in banks)
    assert tiles["guaranteed_amount"] == sum(amounts["guaranteed"] for amounts in banks)
    assert tiles["margin_amount"] == sum(amounts["margin"] for amounts in banks)
    key = {"YZE": 2, "YZC": 4}[company]
    notes = warehouse.source_rows("erp", HELD.format(day=day, company=key))
    assert tiles["held_amount"] == sum((Decimal(amount) for _, _, amount, moved in notes if not moved), Decimal(0))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_lists_add_up_to_tiles_and_to_the_ladder(warehouse: Warehouse, day: date) -> None:
    [tiles] = read(warehouse, "page_indicators", day, None).to_dicts()
    lines = read(warehouse, "page_lines", day, None, find=None)
    total, parts = lines.filter(pl.col("line_key").is_null()), lines.filter(pl.col("line_key").is_not_null())
    for column in ("limit", "guaranteed", "margin"):
        assert total[f"{column}_amount"].item() == parts[f"{column}_amount"].sum() == tiles[f"{column}_amount"]
    assert total["headroom_amount"].item() == tiles["undrawn_amount"]
    assert parts.filter(pl.col("line_state") == "no_facility")["headroom_amount"].is_null().all()
    papers = read(warehouse, "page_maturities", day, None, kind="all", find=None)
    ladder = read(warehouse, "page_ladder", day, None)
    ends = ladder["period_date"].unique().sort().to_list()
    assert ends[:5] == [day + timedelta(days=7 * week - 1) for week in range(5)] and ends[5] > day + timedelta(days=27)
    expected: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    for due, kind, amount in papers.select("due_date", "paper_kind", "shown_amount").rows():
        end = next((end for end in ends if due is not None and due <= end), None)
        if end is not None and kind != "limit":
            expected[end, kind] += amount
    shown = {row[:2]: row[2] for row in ladder.select("period_date", "paper_kind", "shown_amount").rows() if row[2]}
    assert shown == expected and expected
    chosen = [
        read(warehouse, "page_maturities", day, None, kind=kind, find=None) for kind in ("pay", "receive", "recourse")
    ]
    chosen += [
        read(warehouse, "page_maturities", day, None, kind=kind, find=None) for kind in ("guarantee", "facility")
    ]
    assert sum(frame.height for frame in chosen) == papers.height
    soon = chosen[0].filter(pl.col("days_until_due") < 30)
    assert soon["shown_amount"].sum() == tiles["month_amount"]


def test_a_banks_line_leads_to_what_takes_from_it_and_a_finding_to_its_bill(warehouse: Warehouse, page: Open) -> None:
    lines = read(warehouse, "page_lines", AS_OF, "YZE", find="CMB")
    key = lines.filter(pl.col("bank_name").is_not_null())["line_key"][0]
    with Door(warehouse.settings.layout) as door:
        uses = door.read("treasury/page_uses", Viewer.everything(), as_of=AS_OF, line=key)
        [line] = door.read(
            "treasury/page_line", Viewer.everything(), as_of=AS_OF, company=None, system=None, bank=None, line=key
        ).to_dicts()
    assert line["counted_amount"] == uses["counted_amount"].sum()
    assert line["limit_amount"] == uses.filter(pl.col("paper_kind") == "limit")["paper_amount"].sum()
    html = page("treasury", line=key)
    assert all(number in html for number in uses["document_number"].to_list())
    [(bill, number)] = warehouse.rows(
        "select bill_key, bill_number from serving.marts.fct_bill_events where event_type = 'discounted' "
        "and not is_assumed order by bill_key limit 1"
    )
    lead = DRILL.subjects["bill"]({"subject_key": bill}, {})
    assert lead is not None and number in page("treasury", **{key: value for key, value in lead.items() if value})
