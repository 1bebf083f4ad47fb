"""Receivables: what do customers owe us, and how late is it?"""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.components.drill import (
    Above,
    Bars,
    Category,
    Drill,
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
from dashboards.components.receivables.buckets import CREDIT, buckets_of
from dashboards.components.receivables.customers import CUSTOMER_SORTS, customer_table, own_totals
from dashboards.components.words import Words
from quarterdeck.settings import Settings


def _buckets(words: Words, settings: Settings, given: Mapping[str, str]) -> list[Category]:
    basis = "document" if given.get("basis") == "document" else "due"
    buckets = buckets_of(settings.aging.buckets, basis, words)
    return [Category(bucket.number, bucket.code, bucket.label, bucket.colour) for bucket in buckets]


def _control(page: Page) -> Sign:
    return control_sign(page.read("control"), page.state.as_of, page.words, page.formats)


def _sorts(categories: Sequence[Category]) -> dict[str, str]:
    own = {word: word for word in CUSTOMER_SORTS}
    return {**own, **{category.code: str(category.value) for category in categories}}


def _order(page: Page) -> str:
    if page.category is None:
        return "-overdue"
    return "credit" if page.choice == CREDIT else f"-{page.category.code}"


def _marked(page: Page) -> str | None:
    if page.category is None:
        return None
    return "credit_amount" if page.choice == CREDIT else f"bucket {page.choice}"


def _by_instalment(page: Page, _: object = None) -> bool:
    return bool(page.state["detail"] == "instalment")


def _later(page: Page, effects: Any) -> str:
    count = effects["later_count"][0]
    day = page.formats.day(page.state.as_of)
    return page.word("later_effects", count=page.formats.count(count), day=day) if count else ""


def _in_books(_: Page, effects: Any) -> bool:
    """Whether the books have another currency than the document."""
    return bool(effects["currency"][0] != effects["company_currency"][0])


def _control_lead(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str | None]:
    return {"as_of": arguments["month_end"], "system": finding["system"]}


def _customer(finding: Row, _: object) -> dict[str, str] | None:
    """Who has several limits is looked at beside them."""
    return None if finding["rule"] == "credit_limit_conflict" else {"customer": finding["subject_key"]}


def _item(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str] | None:
    """A document; one that was never posted is in no figure."""
    if finding["rule"] == "unposted":
        return None
    return {"item": arguments.get("item_key") or finding["subject_key"]}


def _retention(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str] | None:
    """Under a contract it is looked at there."""
    return None if arguments.get("contract_key") else {"item": finding["subject_key"]}


CUSTOMERS = Level(
    "customers",
    (
        Table(
            "customers",
            key="customer_key",
            fields=customer_table,
            opens="customer",
            sort=_order,
            sorts=_sorts,
            find=True,
            total="total_customers",
            count="customer_count",
            marked=_marked,
        ),
    ),
)
DOCUMENTS = Level(
    "customer",
    (
        Table(
            "documents",
            key="item_key",
            fields=(
                Field("document_number", sort="number", is_link=True),
                Field("document_type", sort="type", table="document_type"),
                Field("instalment_number", "count", when=_by_instalment),
                Field("line_type", table="line_type", when=_by_instalment),
                Field("due_date", "date", sort=True, when=_by_instalment),
                # a document in instalments is as late as its oldest open one, and the heading says so
                Field("due_date", "date", "oldest_due_date", sort=True, when=lambda page, _: not _by_instalment(page)),
                Field("days_past_due", "count", sort="days"),
                Field("bucket_number", "label", "bucket"),
                Field("shown_amount", "money", "shown", sort="shown"),
                Field("currency"),
                Field("document_amount", "money", currency_column="currency"),
                Field("residual_amount", "money", sort="residual", currency_column="currency"),
                Field("company_currency", when=lambda page, _: page.is_group),
                Field(
                    "residual_amount_company",
                    "money",
                    currency_column="company_currency",
                    when=lambda page, _: page.is_group,
                ),
                Field("company_name", sort="company", when=lambda page, _: page.is_group),
                Field("document_date", "date", sort=True),
                Field("posting_date", "date", sort=True),
            ),
            opens="item",
            sort="-days",
            count="row_count",
        ),
    ),
    title="customer_name",
    is_shared=True,
)
EFFECTS = Level(
    "item",
    (
        Table(
            "effects",
            key="receivable_effect_key",
            name="document",
            fields=(
                Field("effect_date", "date"),
                Field("effect_type", table="effect_type", is_link=True),
                Field("counter_document_type", table="document_type"),
                Field("counter_document_number"),
                Field("instalment_number", "count", when=lambda _, rows: rows["has_instalments"][0]),
                Field("line_type", table="line_type", when=lambda _, rows: rows["has_instalments"][0]),
                Field("effect_amount", "money", currency_column="currency"),
                Field("residual_amount", "money", "running", currency_column="currency"),
                Field(
                    "effect_amount_company",
                    "money",
                    "effect_amount",
                    currency_column="company_currency",
                    when=_in_books,
                ),
                Field(
                    "residual_amount_company", "money", "running", currency_column="company_currency", when=_in_books
                ),
                Field("recorded_at", "instant"),
            ),
            opens="effect",
            is_source=True,
            note=_later,
        ),
    ),
    title=lambda page, row: page.word("document", number=row["document_number"]),
    above=(Above("customer", "customer_key", "customer_name"),),
)
DRILL = Drill(
    area="receivables",
    group="money",
    tiles=Tiles(
        "indicators",
        (
            Figure("open_amount", "open"),
            Figure("overdue_amount", "overdue", falling_is_good=True),
            Figure(
                "overdue_share",
                kind="percent",
                falling_is_good=True,
                note=Note("share_of", "debit_amount", "money"),
            ),
            Figure("long_overdue_amount", "long_overdue", falling_is_good=True),
            Figure("not_due_amount", "not_due"),
            Figure("credit_amount", "credit"),
            Figure("intercompany_amount", "intercompany"),
            Figure("document_count", "documents", "count", note=Note("customers", "customer_count")),
        ),
        nothing="document_count",
    ),
    chart=Bars(
        "by_bucket_and_company",
        "bucket",
        _buckets,
        category="bucket_number",
        count="document_count",
        title=lambda page: page.word(f"chart_title_{page.state['basis']}"),
        note=own_totals,
    ),
    filters=(
        Filter("basis", ("due", "document"), default="due", form="segments", keeps_levels=True),
        Filter("detail", ("document", "instalment"), default="document", stands_above="documents"),
    ),
    levels=(CUSTOMERS, DOCUMENTS, EFFECTS),
    control=_control,
    definitions=("open", "overdue", "bucket", "unapplied", "group", "control"),
    parameters=lambda page: {"buckets": page.reader.settings.aging.buckets, "by_instalment": _by_instalment(page)},
    subjects={
        "customer": _customer,
        "invoice": _item,
        "invoice_since_delivered": _item,
        "receipt": _item,
        "receivable_instalment": _item,
        "retention": _retention,
        "retention_since_paid": _retention,
        "receivable_control": _control_lead,
    },
)
page = page_of(DRILL)
