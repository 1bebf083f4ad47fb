"""Statements: what did we earn, and what do we own and owe?"""

from collections.abc import Mapping
from typing import Any

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
from dashboards.components.statements import PARTS, STATED, in_statement


def _control(page: Page) -> Sign:
    """Whether what the statements rest on ties: open items, banks, the statements themselves, the journal."""
    rows = page.read("page_ties")
    differing = rows.filter(pl.col("tie_state") == "differs")
    day = page.formats.day(page.state.as_of)
    if differing.is_empty():
        return Sign("good", page.word("ties", day=day))
    names = ", ".join(page.word(f"tie.{tie}") for tie in differing["tie"])
    return Sign("bad", page.word("differs", day=day, names=names))


def _line(page: Page, row: Mapping[str, Any]) -> str:
    return page.word(f"line.{row['statement_line']}")


_SIDES = tuple(
    Field(f"{side}_amount", "money", side, currency_column="company_currency") for side in ("debit", "credit")
)


def _figures(*, sort: bool, has_share: bool = False) -> tuple[Field, ...]:
    """Amounts of a line or an account, as the statement has them; lines stand in the statement's order."""
    return (
        Field("books_amount", "money", "books", sort=sort, has_help=True, when=in_statement(*STATED, group=True)),
        Field(
            "translated_amount", "money", "translated", has_help=True, when=in_statement("balance_sheet", group=True)
        ),
        Field(
            "eliminated_amount", "money", "eliminated", sort=sort, has_help=True, when=in_statement(*STATED, group=True)
        ),
        Field("shown_amount", "money", "shown", sort=sort, when=in_statement(*STATED)),
        Field("before_amount", "money", "before", sort=sort, has_help=True, when=in_statement(*STATED)),
        Field("change_amount", "money", "change", sort=sort, when=in_statement(*STATED)),
        *((Field("change_share", "percent", when=in_statement(*STATED)),) if has_share else ()),
        Field("budget_amount", "money", "budget", when=in_statement("profit_and_loss")),
        *(
            Field(f"{name}_amount", "money", name, sort=sort, when=in_statement("trial_balance"))
            for name in ("opening", "debit", "credit", "closing")
        ),
    )


LINES = Level(
    "lines",
    (
        Table(
            "page_lines",
            key="line_key",
            name="lines",
            fields=(
                Field("line", "label", is_link=True),
                *_figures(sort=False, has_share=True),
            ),
            opens="line",
        ),
        PARTS,
        Table(
            "page_late",
            key="entry",
            name="late",
            fields=(
                Field("month_end_date", "date", "closed_month"),
                *(Field(name, "date") for name in ("close_date", "posting_date")),
                Field("recorded_at", "instant"),
                Field("journal_entry_number", is_link=True),
                Field("company_name", when=lambda page, _: page.is_group),
                *(Field(name) for name in ("account_number", "account_name", "description")),
                *_SIDES,
            ),
            opens="entry",
        ),
        Table(
            "page_ties",
            key="tie_key",
            name="tie_list",
            fields=(
                Field("tie", "label"),
                Field("checked_date", "date"),
                *(Field(name, "count") for name in ("checked_count", "differing_count")),
                *(Field(f"{side}_amount", "money", side) for side in ("left", "right", "difference")),
                Field("tie_state", "label"),
            ),
        ),
    ),
)
ACCOUNTS = Level(
    "line",
    (
        Table(
            "page_accounts",
            key="account",
            name="accounts",
            fields=(
                Field("account_number", sort=True),
                Field("account_name", sort=True, is_link=True, badge="is_bought_within"),
                Field("company_name", sort=True, when=lambda page, _: page.is_group),
                *_figures(sort=True),
            ),
            opens="account",
            sort="account_number",
            then=("company_name", "account"),
        ),
    ),
    title=lambda page, _: page.word(f"line.{page.state['line']}"),
    is_shared=True,
)
ENTRIES = Level(
    "account",
    (
        Table(
            "page_entries",
            key="entry",
            name="entries",
            fields=(
                Field("posting_date", "date", sort=True),
                Field("journal_entry_number", sort=True, is_link=True),
                Field("document_type", table="document_type"),
                Field("document_number", sort=True),
                *(Field(name) for name in ("description", "department_name", "project_code")),
                Field("counterparty_company_name"),
                Field("debit_amount", "money", "debit", currency_column="company_currency", sort=True),
                Field("credit_amount", "money", "credit", currency_column="company_currency", sort=True),
                Field("shown_amount", "money", "stated", sort=True, has_help=True),
            ),
            opens="entry",
            sort="-posting_date",
            then=("journal_entry_number", "ledger_entry_key"),
            count="line_count",
            find=True,
        ),
    ),
    title="account_title",
    above=(Above("line", "statement_line", _line),),
)
ENTRY = Level(
    "entry",
    (
        Table(
            "page_entry_lines",
            key="ledger_entry_key",
            name="entry_lines",
            fields=(
                Field("account_number", is_link=True),
                *(
                    Field(name)
                    for name in ("account_name", "description", "department_name", "project_code", "party_name")
                ),
                *_SIDES,
                Field("ledger_amount", "money", "document_amount", currency_column="currency"),
                Field("currency"),
            ),
            opens="record",
            is_source=True,
        ),
    ),
    title="journal_entry_number",
    above=(Above("line", "statement_line", _line), Above("account", "account", "account_title")),
    facts=Facts(
        "page_entry",
        (
            Field("posting_date", "date"),
            *(Field(name) for name in ("company_name", "counterparty_company_name")),
            Field("document_type", table="document_type"),
            *(Field(name) for name in ("document_number", "description")),
            Field("debit_amount", "money", "entry_amount", currency_column="company_currency"),
            Field("recorded_at", "instant"),
        ),
    ),
)
DRILL = Drill(
    area="statements",
    group="money",
    tiles=Tiles(
        "page_indicators",
        (
            Figure("revenue_amount", "revenue", falling_is_good=False),
            Figure(
                "gross_margin_share",
                "gross_margin",
                "percent",
                falling_is_good=False,
                note=Note("gross_profit", "gross_profit_amount", "money"),
            ),
            Figure("operating_profit_amount", "operating_profit", falling_is_good=False),
            Figure("result_amount", "result", falling_is_good=False),
            Figure(
                "net_assets_amount", "net_assets", falling_is_good=False, note=Note("assets", "assets_amount", "money")
            ),
            Figure(
                "debt_share",
                "debt",
                "percent",
                falling_is_good=True,
                note=Note("liabilities", "liabilities_amount", "money"),
            ),
            Figure("cash_amount", "cash", falling_is_good=False, note=Note("of_assets", "cash_share", "percent")),
            Figure("budget_share", "budget", "percent", note=Note("budgeted", "budget_amount", "money")),
        ),
        nothing="cell_count",
    ),
    chart=OverTime(
        "page_months",
        {"revenue": "#2f8f83", "cost_of_sales": "#c9a227", "operating_expenses": "#7a8794"},
        lines={"operating": "#a33a2a"},
    ),
    filters=(
        Filter("span", ("month", "quarter", "year"), default="year", form="segments", keeps_levels=True),
        Filter("department", query="page_departments"),
        Filter("project", query="page_projects"),
        Filter(
            "statement",
            ("profit_and_loss", "balance_sheet", "trial_balance"),
            default="profit_and_loss",
            stands_above="lines",
        ),
        Filter("by", ("company", "department", "project", "month"), default="company", stands_above="parts"),
    ),
    levels=(LINES, ACCOUNTS, ENTRIES, ENTRY),
    control=_control,
    definitions=("profit_and_loss", "balance_sheet", "trial_balance", "group", "before", "budget", "late", "ties"),
)
page = page_of(DRILL)
