"""A statement by companies, departments, projects or months, on the page of statements."""

from collections.abc import Callable

import polars as pl

from dashboards.components.drill import Field, Page, Table

STATED = ("profit_and_loss", "balance_sheet")
"""Those of which a line has an amount, and not opening, debits and credits."""


def in_statement(*statements: str, group: bool | None = None) -> Callable[[Page, pl.DataFrame], bool]:
    """Shown of these statements, and where `group` says so only of the group or only of a company."""
    return lambda page, _: page.state["statement"] in statements and group in (None, page.is_group)


def _by(*parts: str) -> Callable[[Page, pl.DataFrame], bool]:
    return lambda page, _: page.state["by"] in parts


def _has_before(page: Page, _: object) -> bool:
    """A year before has no months of this year."""
    return page.state["statement"] in STATED and page.state["by"] != "month"


def _is_balanced(page: Page, _: object) -> bool:
    """Shown of the trial balance where each row has an opening and a closing."""
    return page.state["statement"] == "trial_balance" and page.state["by"] != "month"


_of_profit, _of_sheet, _of_trial = (in_statement(name) for name in (*STATED, "trial_balance"))
PARTS = Table(
    "page_parts",
    key="part_key",
    name="parts",
    fields=(
        Field(
            "company_name",
            leads=("statements", {"company": "company", "span": "chosen_span"}),
            when=_by("company"),
        ),
        Field(
            "department_name",
            leads=("statements", {"department": "department", "span": "chosen_span"}),
            when=_by("department"),
        ),
        Field("company_name", when=lambda page, _: page.is_group and page.state["by"] == "department"),
        Field(
            "project_name",
            leads=("statements", {"project": "project", "span": "chosen_span"}),
            when=_by("project"),
        ),
        Field(
            "month_date",
            "date",
            "month",
            leads=("statements", {"as_of": "month_day", "span": "month_span"}),
            when=_by("month"),
        ),
        *(Field(f"{name}_amount", "money", name, when=_of_profit) for name in ("revenue", "gross_profit")),
        Field("gross_margin_share", "percent", "gross_margin", when=_of_profit),
        Field("operating_profit_amount", "money", "operating_profit", sort=True, is_barred=True, when=_of_profit),
        *(
            Field(f"{name}_amount", "money", name, sort=True, when=_of_sheet)
            for name in ("cash", "assets", "liabilities")
        ),
        Field("net_assets_amount", "money", "net_assets", sort=True, is_barred=True, when=_of_sheet),
        Field("before_amount", "money", "operating_before", sort=True, when=_has_before),
        Field("result_amount", "money", "result", sort=True, when=_of_profit),
        Field(
            "eliminated_amount", "money", "eliminated_result", has_help=True, when=in_statement(STATED[0], group=True)
        ),
        Field(
            "eliminated_amount", "money", "eliminated_assets", has_help=True, when=in_statement(STATED[1], group=True)
        ),
        Field("opening_amount", "money", "opening", when=_is_balanced),
        *(Field(f"{name}_amount", "money", name, sort=True, when=_of_trial) for name in ("debit", "credit")),
        Field("closing_amount", "money", "closing", when=_is_balanced),
    ),
)
"""What each earned, owned and owed, or its debits and credits; only the chosen statement's."""
