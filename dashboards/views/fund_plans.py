"""Fund plans: what was planned, paid unplanned, or missed?"""

from collections.abc import Mapping
from typing import Any

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
    Row,
    Table,
    Tiles,
    page_of,
)


def _payment_lead(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str | None]:
    return {"as_of": arguments["paid"], "unplanned": f"payment_request|{finding['subject_key']}"}


def _amounts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(f"{name}_amount", "money", name, has_help=name == "missed") for name in names)


EXECUTED = (
    Field("executed_date", "date", "day", sort="day"),
    Field("document_number", is_link=True),
    Field("party_name", sort="party"),
    Field("plan_state", "label", has_help=True),
    Field("shown_amount", "money", "shown", sort="shown"),
    Field("fund_category", "label"),
    Field("department_name"),
    Field("company_name"),
    Field("contract_number", leads=("contracts", {"contract": "contract_key"})),
    Field("executed_amount", "money", "own_amount", currency_column="currency"),
)


def _executed(beside: str) -> Table:
    """What was executed of the plan of one thing; the page's other kind of thing does not count there."""
    return Table(
        "page_executions",
        key="execution_key",
        name="executed",
        fields=EXECUTED,
        opens="execution",
        is_source=True,
        sort="-day",
        then=("document_number",),
        given={beside: None, "outside": False},
        find=True,
    )


MONTH = Level(
    "month",
    (
        Table(
            "page_categories",
            key="fund_category",
            name="categories",
            fields=(
                Field("fund_category", "label", "category", is_link=True),
                *_amounts("original", "planned", "executed", "unplanned", "missed"),
                Field("executed_share", "percent"),
            ),
            opens="category",
        ),
        Table(
            "page_departments",
            key="owner_key",
            name="departments",
            fields=(
                Field("department_name", sort="department", is_link=True, none="no_department"),
                Field("company_name", sort="company"),
                *_amounts("planned", "executed", "unplanned", "missed"),
                Field("executed_share", "percent"),
                Field("revision_count", "count", sort="revisions"),
            ),
            opens="owner",
            sort="company",
            then=("department_name",),
            find=True,
        ),
        Table(
            "page_executions",
            key="execution_key",
            name="unplanned",
            fields=EXECUTED,
            opens="unplanned",
            is_source=True,
            sort="-shown",
            then=("executed_date", "document_number"),
            given={"category": None, "owner": None, "outside": True, "find": None},
        ),
    ),
)
CATEGORY = Level(
    "category",
    (
        Table(
            "page_items",
            key="plan_item_key",
            name="items",
            fields=(
                Field("contract_number", leads=("contracts", {"contract": "contract_key"}), none="no_contract"),
                Field("party_name"),
                Field("company_name"),
                *_amounts("original", "planned", "executed", "unplanned", "missed"),
            ),
        ),
        _executed(beside="owner"),
    ),
    title=lambda page, _: page.word(f"fund_category.{page.state['category']}"),
    is_shared=True,
)
OWNER = Level(
    "owner",
    (
        Table(
            "page_plans",
            key="fund_plan_key",
            name="plans",
            fields=(
                Field("plan_number", is_link=True),
                Field("revision_number", "count"),
                Field("original_amount", "money", "original_own", currency_column="currency"),
                Field("planned_amount", "money", "planned_own", currency_column="currency"),
            ),
            opens="plan",
        ),
        _executed(beside="category"),
    ),
    title="owner_name",
    facts=Facts(
        "page_owner", (Field("department_name"), Field("company_name"), Field("month_start_date", "date", "month"))
    ),
)
PLAN = Level(
    "plan",
    (
        Table(
            "page_lines",
            key="fund_plan_line_key",
            name="lines",
            fields=(
                Field("revision_number", "count"),
                Field("line_number", "count", is_link=True),
                Field("fund_category", "label"),
                Field("contract_number", leads=("contracts", {"contract": "contract_key"})),
                Field("line_direction", "label"),
                Field("planned_amount", "money", "planned_own", currency_column="currency"),
                Field("revised_amount", "money", "revised", currency_column="currency", has_help=True),
                Field("submitted_date", "date"),
                Field("approved_date", "date"),
                Field("revision_reason"),
            ),
            opens="planned",
            is_source=True,
        ),
    ),
    title="plan_number",
    above=(Above("owner", "owner_key", "owner_name"),),
    facts=Facts(
        "page_plan",
        (
            Field("plan_number"),
            Field("company_name"),
            Field("department_name"),
            Field("employee_name"),
            Field("month_start_date", "date", "month"),
            Field("revision_number", "count"),
            Field("submitted_date", "date"),
            Field("payment_amount", "money", "payments", currency_column="currency"),
            Field("receipt_amount", "money", "receipts", currency_column="currency"),
        ),
    ),
    is_shared=True,
)
DRILL = Drill(
    area="fund_plans",
    group="money",
    tiles=Tiles(
        "page_indicators",
        (
            Figure("unplanned_amount", "unplanned", note=Note("lines", "unplanned_count")),
            Figure("unplanned_share", "unplanned_share", "percent"),
            Figure("missed_amount", "missed", note=Note("items", "missed_count")),
            Figure("executed_share", "executed_share", "percent"),
            Figure("planned_amount", "planned", note=Note("plans", "plan_count")),
            Figure("original_amount", "original"),
            Figure("executed_amount", "executed"),
            Figure("revision_count", "revisions", "count"),
        ),
        nothing="item_count",
    ),
    chart=OverTime(
        "page_months",
        colours={"in_plan": "#2f8f83", "unplanned": "#c23f2c", "missed": "#c9a227"},
        lines={"planned_amount": "#1d2b3a"},
    ),
    filters=(Filter("direction", ("payment", "receipt"), default="payment", form="segments"),),
    levels=(MONTH, CATEGORY, OWNER, PLAN),
    definitions=("planned", "executed", "unplanned", "missed", "departments", "currency"),
    needs=("fund_plans",),
    subjects={
        "payment_request": _payment_lead,
        "fund_plan": lambda finding, arguments: {"plan": finding["subject_key"]},
    },
)
page = page_of(DRILL)
