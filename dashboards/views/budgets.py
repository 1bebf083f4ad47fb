"""Budgets: who spends what of which budget, and when will it be exceeded?"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboards.components.drill import (
    Above,
    Drill,
    Field,
    Figure,
    Level,
    Note,
    OverTime,
    Page,
    Row,
    Table,
    Tiles,
    page_of,
)

_COLOURS = {"spent": "#2f6f9f", "committed": "#eda63a", "expected": "#c9d3da"}


def _amount(name: str) -> Field:
    return Field(f"{name}_amount", "money", name, sort=True, has_help=True)


def _cycle(page: Page, frame: pl.DataFrame) -> str:
    """How long claims take, said once under their table."""
    if frame.is_empty() or frame["median_cycle_days"][0] is None:
        return ""
    days, approval, count = frame.select("median_cycle_days", "median_approval_days", "paid_claim_count").row(0)
    return page.word(
        "claims_cycle",
        days=page.formats.days(days),
        approval=page.formats.days(approval),
        count=page.formats.count(count),
    )


def _of_budget(_: Row, arguments: Mapping[str, Any]) -> dict[str, str | None] | None:
    if "account_key" not in arguments:
        return None
    return {"department": arguments["department_key"], "account": arguments["account_key"]}


def _of_claim(finding: Row, _: Mapping[str, Any]) -> dict[str, str | None] | None:
    return {"claim": finding["subject_key"]}


def _of_cost(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str | None] | None:
    """To the life of the cost, in the year in which it was booked."""
    if not arguments.get("department_key"):
        return None
    return {
        "department": arguments["department_key"],
        "account": arguments["account_key"],
        "entry": f"actual#{finding['subject_key']}",
    }


_FIGURES = (
    Field("state", "label", sort=True),
    *(_amount(name) for name in ("revised", "committed", "actual", "available")),
    Field("utilisation_share", "percent", "utilisation", sort=True, has_help=True),
    _amount("outlook"),
    Field("outlook_share", "percent", "outlook_share", sort=True, has_help=True),
    _amount("original"),
)
DEPARTMENTS = Level(
    "departments",
    (
        Table(
            "page_departments",
            key="department_key",
            name="departments",
            fields=(
                Field("department_name", sort=True, is_link=True),
                Field("company_name", sort=True, when=lambda page, _: page.is_group),
                *_FIGURES,
            ),
            opens="department",
            sort="available_amount",
            find=True,
        ),
        Table(
            "page_claims",
            key="expense_claim_line_key",
            name="claims",
            fields=(
                Field("claim_number", sort=True, is_link=True),
                Field("employee_name", sort=True),
                Field("department_name", sort=True),
                Field("company_name", sort=True, when=lambda page, _: page.is_group),
                Field("claim_fault", "label", sort=True),
                Field("expense_subject", table="budgets.expense_subject", sort=True),
                Field("gross_amount", "money", "claimed", currency_column="currency", sort=True),
                Field("allowed_amount", "money", "allowed", currency_column="currency"),
                Field("currency"),
                Field("invoice_number"),
                Field("first_document_number"),
                Field("approved_date", "date", sort=True),
                Field("paid_date", "date", sort=True),
                Field("cycle_days", "number", sort=True),
            ),
            note=_cycle,
            opens="claim",
            is_source=True,
            sort="claim_fault",
            then=("claim_number", "expense_claim_line_key"),
        ),
    ),
)
SUBJECTS = Level(
    "department",
    (
        Table(
            "page_subjects",
            key="account_key",
            name="subjects",
            fields=(
                Field("account_name", sort=True, is_link=True),
                Field("account_number", sort=True),
                *_FIGURES,
            ),
            opens="account",
            sort="available_amount",
        ),
    ),
    title="department_name",
)
ENTRIES = Level(
    "account",
    (
        Table(
            "page_entries",
            key="entry_key",
            name="entries",
            fields=(
                Field("document_number", sort=True, is_link=True),
                Field("budget_stage", "label", sort=True),
                Field("counterparty", sort=True),
                Field("event_date", "date", sort=True),
                Field("expected_date", "date", sort=True),
                Field("committed_amount", "money", "committed", currency_column="currency", sort=True),
                Field("actual_amount", "money", "actual", currency_column="currency", sort=True),
                Field("currency"),
            ),
            opens="entry",
            sort="-event_date",
            then=("document_number",),
        ),
    ),
    title="account_name",
    above=(Above("department", "department_key", "department_name"),),
)
PATH = Level(
    "entry",
    (
        Table(
            "page_path",
            key="budget_consumption_key",
            name="path",
            fields=(
                Field("event_date", "date", is_link=True),
                Field("movement_kind", "label"),
                Field("document_class", "label", table="budgets.budget_stage"),
                Field("document_number"),
                Field("committed_amount", "money", "committed", currency_column="currency"),
                Field("actual_amount", "money", "actual", currency_column="currency"),
                Field("open_amount", "money", "open", currency_column="currency"),
                Field("spent_amount", "money", "spent", currency_column="currency"),
                Field("currency"),
                Field("commitment_number"),
                Field("counterparty"),
                Field("department_name"),
                Field("account_name"),
            ),
            opens="movement",
            is_source=True,
        ),
    ),
    title="entry_title",
    above=(
        Above("department", "department_key", "above_department_name"),
        Above("account", "account_key", "above_account_name"),
    ),
)
DRILL = Drill(
    area="budgets",
    group="money",
    tiles=Tiles(
        "page_indicators",
        (
            Figure("revised_amount", "revised", note=Note("of_departments", "department_count")),
            Figure("actual_amount", "actual", falling_is_good=True),
            Figure("committed_amount", "committed"),
            Figure("available_amount", "available"),
            Figure("utilisation_share", "utilisation", "percent"),
            Figure("outlook_amount", "outlook"),
            Figure("outlook_share", "outlook_share", "percent"),
            Figure("original_amount", "original"),
        ),
        nothing="department_count",
    ),
    chart=OverTime("page_months", _COLOURS, lines={"budget": "#a33a2a"}),
    levels=(DEPARTMENTS, SUBJECTS, ENTRIES, PATH),
    definitions=("revised", "committed", "actual", "utilisation", "outlook", "path", "claims"),
    subjects={
        "budget": _of_budget,
        "department_budget": lambda _, arguments: {"department": arguments["department_key"]},
        "invoice_claimed_twice": _of_claim,
        "invoice_taken_back": _of_claim,
        "expense_claim_line": _of_claim,
        "cost_on_subject": _of_cost,
        "cost_on_department": _of_cost,
        "cost_against_order": _of_cost,
        "cost_against_timesheet": _of_cost,
        "cost_against_there_and_back": _of_cost,
    },
)
page = page_of(DRILL)
