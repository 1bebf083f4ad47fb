"""Banks: what falls due there, and how much room is left?"""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from dashboards.components.drill import (
    Drill,
    Facts,
    Field,
    Figure,
    Filter,
    Level,
    Note,
    OverTime,
    Page,
    Row,
    Table,
    Tiles,
    page_of,
)
from dashboards.components.freshness import Sign

KINDS = ("all", "pay", "receive", "recourse", "guarantee", "facility")


def _control(page: Page) -> Sign | None:
    """Whether the bills tie to the ledger's accounts of bills at the newest month end."""
    [row] = page.read("control").iter_rows(named=True)
    if not row["checked_count"]:
        return None
    day, count = page.formats.day(row["month_end_date"]), page.formats.count(row["checked_count"])
    if not row["differing_count"]:
        return Sign("good", page.word("ties", day=day, count=count))
    differing = page.formats.count(row["differing_count"])
    return Sign("bad", page.word("differs", day=day, count=count, differing=differing))


def _control_lead(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str | None]:
    return {"as_of": arguments["month_end"], "system": finding["system"]}


def _bill_lead(finding: Row, _: Mapping[str, Any]) -> dict[str, str | None]:
    return {"paper": f"bill|{finding['subject_key']}"}


def _some(column: str) -> Callable[[Page, pl.DataFrame], bool]:
    """Whether any row has a value there."""
    return lambda _, rows: bool(rows[column].is_not_null().any())


def _paper_title(page: Page, row: Row) -> str:
    return page.word(f"paper_type.{row['paper_type']}") + f" {row['document_number'] or ''}"


BANKS = Level(
    "banks",
    (
        Table(
            "page_lines",
            key="line_key",
            name="lines",
            fields=(
                Field("bank_name", sort="bank", is_link=True),
                Field("company_name", sort="company"),
                Field("line_state", "label", has_help=True),
                Field("headroom_amount", "money", "headroom", sort="headroom", is_barred=True, has_help=True),
                Field("limit_amount", "money", "limit"),
                Field("drawn_amount", "money", "drawn"),
                Field("accepted_amount", "money", "accepted"),
                Field("guaranteed_amount", "money", "guaranteed"),
                Field("margin_amount", "money", "margin"),
                Field("facility_end_date", "date", sort="facility_end"),
            ),
            opens="line",
            sort="-headroom",
            then=("company_name", "bank_name"),
            find=True,
            total="total_lines",
        ),
        Table(
            "page_maturities",
            key="paper_key",
            name="maturities",
            fields=(
                Field("due_date", "date", sort="due"),
                Field("document_number", is_link=True),
                Field("paper_kind", "label"),
                Field("shown_amount", "money", "shown", sort="shown", is_barred=True),
                Field("days_until_due", "count"),
                Field("party_name", sort="party"),
                Field("bank_name", "text", "bank_or_acceptor", sort="bank_due"),
                Field("company_name"),
                Field("margin_amount", "money", "margin_own", currency_column="currency"),
            ),
            opens="paper",
            sort="due",
            then=("document_number",),
            find=True,
        ),
    ),
)
LINE = Level(
    "line",
    (
        Table(
            "page_uses",
            key="paper_key",
            name="uses",
            fields=(
                Field("paper_kind", "label"),
                Field("document_number", is_link=True),
                Field("paper_amount", "money", "amount", currency_column="currency", sort="amount"),
                Field("margin_amount", "money", "margin_own", currency_column="currency"),
                Field("counted_amount", "money", "counted", currency_column="currency", has_help=True),
                Field("interest_rate", "percent"),
                Field("party_name"),
                Field("from_date", "date"),
                Field("due_date", "date", sort="due"),
                Field("days_until_due", "count"),
            ),
            opens="paper",
        ),
    ),
    title="line_name",
    facts=Facts(
        "page_line",
        (
            Field("company_name"),
            Field("bank_name"),
            Field("line_state", "label"),
            Field("limit_amount", "money", "granted", currency_column="currency"),
            Field("counted_amount", "money", "counted", currency_column="currency"),
            Field("headroom_amount", "money", "left", currency_column="currency"),
            Field("drawn_amount", "money", "lent", currency_column="currency"),
            Field("accepted_amount", "money", "bills_accepted", currency_column="currency"),
            Field("guaranteed_amount", "money", "guarantees_given", currency_column="currency"),
            Field("margin_amount", "money", "margin_own", currency_column="currency"),
        ),
    ),
)
PAPER = Level(
    "paper",
    (
        Table(
            "page_events",
            key="event_key",
            name="events",
            fields=(
                Field("event_date", "date", "day"),
                Field("event_type", "label", "event", is_link=True),
                Field("event_amount", "money", "amount", currency_column="currency"),
                Field("cash_amount", "money", "cash", currency_column="currency", when=_some("cash_amount")),
                Field("cost_amount", "money", "cost", currency_column="currency", when=_some("cost_amount")),
                Field("interest_rate", "percent", when=_some("interest_rate")),
                Field(
                    "recourse_amount",
                    "money",
                    "recourse",
                    currency_column="currency",
                    has_help=True,
                    when=_some("recourse_amount"),
                ),
                Field("margin_amount", "money", "margin_own", currency_column="currency", when=_some("margin_amount")),
            ),
            opens="event",
            is_source=True,
        ),
    ),
    title=_paper_title,
    facts=Facts(
        "page_paper",
        (
            Field("paper_type", "label"),
            Field("document_number"),
            Field("paper_state", "label"),
            Field("paper_amount", "money", "amount", currency_column="currency"),
            Field("due_date", "date"),
            Field("days_until_due", "count"),
            Field("margin_amount", "money", "margin_own", currency_column="currency"),
            Field("interest_rate", "percent"),
            Field("bill_kind", "label"),
            Field("guarantee_kind", "label"),
            Field("company_name"),
            Field("bank_name", "text", "bank_or_acceptor"),
            Field("party_name"),
            Field("contract_number", leads=("contracts", {"contract": "contract_key"})),
            Field("claim_reopened_date", "date"),
            Field("since_date", "date"),
        ),
    ),
    is_shared=True,
)
DRILL = Drill(
    area="treasury",
    group="money",
    tiles=Tiles(
        "page_indicators",
        (
            Figure("undrawn_amount", "headroom"),
            Figure("month_amount", "month", note=Note("next", "next_due_date", "date"), leads={"kind": "pay"}),
            Figure("limit_amount", "limit"),
            Figure("used_amount", "counted", note=Note("unlined", "unlined_amount", "money")),
            Figure("held_amount", "held", note=Note("late", "late_count"), leads={"kind": "receive"}),
            Figure("recourse_amount", "recourse", leads={"kind": "recourse"}),
            Figure(
                "guaranteed_amount", "guaranteed", note=Note("papers", "guarantee_count"), leads={"kind": "guarantee"}
            ),
            Figure("margin_amount", "margin", note=Note("expired", "expired_margin_amount", "money")),
        ),
        nothing="paper_count",
    ),
    chart=OverTime(
        "page_ladder",
        colours={
            "loan": "#c23f2c",
            "acceptance": "#d9622b",
            "own_bill": "#eda63a",
            "bill_held": "#2f8f83",
            "bill_passed_on": "#8fc1b5",
            "guarantee": "#8aa0b2",
        },
        series="paper_kind",
        grain="day",
    ),
    filters=(
        Filter("bank", query="page_banks"),
        Filter("kind", KINDS, default="all", form="segments", stands_above="maturities"),
    ),
    levels=(BANKS, LINE, PAPER),
    control=_control,
    definitions=("headroom", "carried", "bills", "guarantees", "ladder", "covenants", "currency"),
    needs=("bills", "credit_facilities", "loans", "guarantees"),
    subjects={
        "bill": _bill_lead,
        "bill_held": _bill_lead,
        "bills_receivable_control": _control_lead,
        "bills_payable_control": _control_lead,
    },
)
page = page_of(DRILL)
