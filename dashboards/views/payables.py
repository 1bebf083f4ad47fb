"""Payables: what do we owe, to whom, and when must it be paid?"""

from collections.abc import Mapping
from typing import Any

from dashboards.components.drill import (
    Above,
    Bars,
    Drill,
    Facts,
    Field,
    Figure,
    Filter,
    Level,
    Note,
    Page,
    Row,
    Table,
    Tiles,
    page_of,
)
from dashboards.components.freshness import Sign, control_sign

DUE = {
    "overdue": "#c23f2c",
    "week": "#d9622b",
    "month": "#eda63a",
    "quarter": "#2f8f83",
    "later": "#8aa0b2",
    "no_due_date": "#b7bcc2",
    "credit": "#5a6fb0",
}
KINDS = ("trade", "retention", "bill", "credit")


def _control(page: Page) -> Sign:
    return control_sign(page.read("control"), page.state.as_of, page.words, page.formats)


def _control_lead(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str | None]:
    return {"as_of": arguments["month_end"], "system": finding["system"]}


def _bill(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str] | None:
    """A supplier's bill, or the one beside which an accrual stands; one that was never posted is in no figure."""
    if finding["rule"] == "unposted" or (finding["subject_type"] == "delivery" and "item_key" not in arguments):
        return None
    return {"item": arguments.get("item_key") or finding["subject_key"]}


def _figure(name: str, *, falling_is_good: bool | None = None, note: Note | None = None, **leads: str) -> Figure:
    return Figure(f"{name}_amount", name, falling_is_good=falling_is_good, note=note, leads=leads)


SUPPLIERS = Level(
    "suppliers",
    (
        Table(
            "page_suppliers",
            key="supplier_key",
            name="suppliers",
            fields=(
                Field("supplier_name", sort=True, is_link=True, badge="is_intercompany"),
                Field("open_amount", "money", "open", sort=True, is_barred=True, has_help=True),
                *(Field(f"{name}_amount", "money", name, sort=True) for name in DUE),
                Field("due_date", "date", "first_due_date", sort=True),
                Field("document_count", "count", sort=True),
            ),
            opens="supplier",
            sort=lambda page: f"-{page.choice}_amount" if page.choice else "-open_amount",
            then=("supplier_name",),
            find=True,
            total="total_suppliers",
            marked=lambda page: f"{page.choice}_amount" if page.choice else None,
        ),
    ),
)
SUPPLIER = Level(
    "supplier",
    (
        Table(
            "page_documents",
            key="document_key",
            name="documents",
            fields=(
                Field("document_number", sort=True, is_link=True, badge="is_conditional"),
                Field("obligation_kind", "label", sort=True),
                Field("instalment_number", "count"),
                Field("due_date", "date", sort=True, badge="is_rescheduled"),
                Field("days_until_due", "count", sort=True),
                Field("shown_amount", "money", "open", sort=True),
                Field("currency"),
                Field("open_amount", "money", "residual", currency_column="currency"),
                Field("contract_number", sort=True, leads=("contracts", {"contract": "contract_key"})),
                Field("document_date", "date", sort=True),
                Field("company_name", sort=True, when=lambda page, _: page.is_group),
            ),
            opens="item",
            sort="due_date",
            then=("document_number", "instalment_number"),
        ),
        Table(
            "page_paid",
            key="payment_key",
            name="paid",
            fields=(
                Field("effect_date", "date", sort=True),
                Field("payment_number", sort=True, is_link=True),
                Field("settlement_medium", "label", sort=True),
                Field("document_number", sort=True),
                Field("due_date", "date"),
                Field("days_late", "count", sort=True, has_help=True),
                Field("settled_amount", "money", "settled", sort=True, currency_column="currency"),
                Field(
                    "early_cost_amount_company",
                    "money",
                    "early_cost",
                    sort=True,
                    currency_column="company_currency",
                    has_help=True,
                ),
            ),
            opens="payment",
            is_source=True,
            sort="-effect_date",
            then=("payment_number",),
        ),
    ),
    title="supplier_name",
    facts=Facts(
        "page_supplier",
        (
            Field("supplier_name"),
            Field("supplier_id"),
            Field("supplier_group"),
            Field("country"),
            Field("last_paid_date", "date"),
        ),
    ),
    is_shared=True,
)
ITEM = Level(
    "item",
    (
        Table(
            "page_effects",
            key="payable_effect_key",
            name="effects",
            fields=(
                Field("effect_date", "date"),
                Field("effect_type", table="effect_type", is_link=True),
                Field("counter_document_type", table="document_type"),
                Field("counter_document_number"),
                Field("instalment_number", "count"),
                Field("effect_amount", "money", currency_column="currency"),
                Field("residual_amount", "money", "running", currency_column="currency"),
                Field("recorded_at", "instant"),
            ),
            opens="effect",
            is_source=True,
        ),
    ),
    title=lambda page, row: page.word("document_title", number=row["document_number"]),
    above=(Above("supplier", "supplier_key", "supplier_name"),),
)
DRILL = Drill(
    area="payables",
    group="money",
    tiles=Tiles(
        "page_indicators",
        (
            _figure("owed", note=Note("suppliers", "supplier_count")),
            _figure("overdue", falling_is_good=True, due="overdue"),
            _figure("week", due="week"),
            _figure("month"),
            _figure("bill", kind="bill"),
            _figure("retention", note=Note("conditional", "conditional_amount", "money"), kind="retention"),
            _figure("credit", kind="credit"),
            _figure("early_cost", note=Note("early", "early_amount", "money")),
        ),
        nothing="document_count",
    ),
    chart=Bars("page_by_due", "due", tuple(DUE.items()), category="due_period", count="document_count"),
    filters=(Filter("kind", KINDS),),
    levels=(SUPPLIERS, SUPPLIER, ITEM),
    control=_control,
    definitions=("owed", "due", "retention", "bill", "credit", "early", "group"),
    subjects={
        "supplier": lambda finding, _: {"supplier": finding["subject_key"]},
        "supplier_account": lambda finding, _: {"supplier": finding["subject_key"]},
        "payee_account_change": lambda _, arguments: {"supplier": arguments["supplier_key"]},
        "supplier_invoice": _bill,
        "delivery": _bill,
        "payable_control": _control_lead,
    },
)
page = page_of(DRILL)
