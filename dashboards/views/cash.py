"""Cash: how much money do we have, where, and what can we use?"""

from collections.abc import Callable

import polars as pl

from dashboards.components.drill import (
    Above,
    Drill,
    Facts,
    Field,
    Figure,
    Filter,
    Level,
    Note,
    OverTime,
    Page,
    Table,
    Tiles,
    page_of,
)
from dashboards.components.freshness import Sign


def _control(page: Page) -> Sign | None:
    """Whether the banks' statements tie to the ledger on the day, account by account."""
    [row] = page.read("control").iter_rows(named=True)
    day = page.formats.day(page.state.as_of)
    if not row["checked_count"]:
        return None
    if not row["differing_count"]:
        return Sign("good", page.word("ties", day=day, count=page.formats.count(row["checked_count"])))
    said = page.word(
        "differs",
        day=day,
        count=page.formats.count(row["checked_count"]),
        differing=page.formats.count(row["differing_count"]),
    )
    return Sign("bad", said)


def _some(column: str) -> Callable[[Page, pl.DataFrame], bool]:
    """Whether any row has a value there."""
    return lambda _, rows: bool(rows[column].is_not_null().any())


ACCOUNTS = Level(
    "accounts",
    (
        Table(
            "accounts",
            key="bank_account_key",
            fields=(
                Field("bank_account_number", sort="number", is_link=True),
                Field("bank_name", sort="bank"),
                Field("company_name", sort="company"),
                Field("purpose", "label"),
                Field("state", "label", sort=True, has_help=True),
                Field("currency", sort=True),
                Field("balance_amount", "money", currency_column="currency", sort="balance"),
                Field("transit_amount", "money", currency_column="currency", when=_some("transit_amount")),
                Field("shown_amount", "money", "shown", sort="shown", is_barred=True),
                Field("ledger_state", "label", has_help=True),
                Field("last_line_date", "date", sort="last_line"),
            ),
            opens="account",
            sort="-shown",
            find=True,
            total="total_accounts",
        ),
        Table(
            "flows",
            key="category",
            fields=(
                Field("category_name", "label", is_link=True),
                Field("section", "label"),
                Field("inflow_amount", "money"),
                Field("outflow_amount", "money"),
                Field("net_amount", "money", sort="net"),
                Field("line_count", "count", sort="lines"),
            ),
            opens="category",
        ),
    ),
)
ACCOUNT = Level(
    "account",
    (
        Table(
            "account_lines",
            key="bank_line_key",
            fields=(
                Field("value_date", "date", sort="date", is_link=True),
                Field("category_name", "label"),
                Field("counterparty_name", sort="party"),
                Field("purpose"),
                Field("cash_amount", "money", currency_column="currency", sort="amount"),
                Field("balance_amount", "money", "running", currency_column="currency"),
                Field("explained_by", "label", has_help=True),
            ),
            opens="line",
        ),
    ),
    title="account_name",
    facts=Facts(
        "account",
        (
            Field("company_name"),
            Field("bank_name"),
            Field("bank_account_number"),
            Field("purpose", "label"),
            Field("state", "label"),
            Field("balance_amount", "money", "balance", currency_column="currency"),
            Field("ledger_amount", "money", currency_column="currency"),
            Field("apart_amount", "money", currency_column="currency"),
            Field("difference_amount", "money", currency_column="currency"),
            Field("ledger_account_number"),
        ),
    ),
)
CATEGORY = Level(
    "category",
    (
        Table(
            "category_lines",
            key="bank_line_key",
            fields=(
                Field("value_date", "date", sort="date", is_link=True),
                Field("company_name", sort="company"),
                Field("bank_account_number"),
                Field("counterparty_name", sort="party"),
                Field("purpose"),
                Field("cash_amount", "money", currency_column="currency"),
                Field("shown_amount", "money", "shown", sort="shown"),
                Field("explained_by", "label", has_help=True),
            ),
            opens="line",
        ),
    ),
    title=lambda page, row: page.word(f"category_name.{row['category_name']}"),
    is_shared=True,
)
LINE = Level(
    "line",
    (
        Table(
            "evidence",
            key="evidence_key",
            fields=(
                Field("evidence_role", "label", is_link=True),
                Field("document_number"),
                Field("document_date", "date"),
                Field("document_amount", "money", "amount", currency_column="currency"),
                Field("source_table"),
            ),
            opens="record",
            is_source=True,
        ),
    ),
    title=lambda page, row: page.word("line", day=page.formats.day(row["value_date"])),
    above=(Above("account", "bank_account_key", "account_name"),),
    facts=Facts(
        "line",
        (
            Field("value_date", "date"),
            Field("cash_amount", "money", currency_column="currency"),
            Field("cash_amount_company", "money", "in_company", currency_column="company_currency"),
            Field("category_name", "label"),
            Field("explained_by", "label"),
            Field("account_name", leads=("cash", {"account": "bank_account_key"})),
            Field("other_account_name"),
            Field("company_name"),
            Field("counterparty_name"),
            Field("party_name", leads=("receivables", {"customer": "customer_key"})),
            Field("contract_number"),
            Field("purpose"),
            Field("bank_reference"),
            Field("recorded_at", "instant"),
        ),
    ),
)
DRILL = Drill(
    area="cash",
    group="money",
    tiles=Tiles(
        "indicators",
        (
            Figure("cash_amount", "cash", falling_is_good=False),
            Figure("free_amount", "free", falling_is_good=False),
            Figure("undrawn_amount", "undrawn", falling_is_good=False),
            Figure("available_amount", "available", falling_is_good=False),
            Figure("restricted_amount", "restricted"),
            Figure("transit_amount", "transit"),
            Figure("operating_amount", "operating"),
            Figure("unexplained_count", "unexplained", "count", note=Note("worth", "unexplained_amount", "money")),
        ),
        nothing="account_count",
    ),
    chart=OverTime(
        "over_time",
        colours={"free": "#2f8f83", "restricted": "#c9a227", "in_transit": "#7a8794"},
        series="state",
    ),
    filters=(Filter("span", ("month", "quarter", "year"), default="month", form="segments", stands_above="flows"),),
    levels=(ACCOUNTS, ACCOUNT, CATEGORY, LINE),
    control=_control,
    definitions=("cash", "undrawn", "transit", "flows", "explained", "currency", "control"),
    needs=("bank_accounts",),
    subjects={
        "bank_line": lambda finding, _: {"line": finding["subject_key"]},
        "bank_line_unbooked": lambda finding, _: {"line": finding["subject_key"]},
        "bank_account": lambda finding, _: {"account": finding["subject_key"]},
    },
)
page = page_of(DRILL)
