"""Collections and credit: who owes us most, against which limit, and does collecting keep up?"""

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
    Row,
    Rows,
    Table,
    Tiles,
    page_of,
)
from dashboards.components.receivables.buckets import buckets_of
from dashboards.components.receivables.parties import CUSTOMER_LINK, PARTIES, PARTY_RECORDS
from dashboards.components.tables import Column

_PARTS = ("receivable", "late", "delivered_unbilled", "open_order", "bill", "unapplied", "collateral")


def _amounts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(f"{name}_amount", "money", name, sort=True, has_help=True) for name in names)


def _of_many(page: Page, _: object = None) -> bool:
    return page.is_group


def _delivery(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str] | None:
    """What was delivered to a customer; a supplier's delivery comes with its bill, and is a matter of payables."""
    return None if "item_key" in arguments else {"document": f"delivered_unbilled@{finding['subject_key']}"}


PROMISES = (
    Field("promised_date", "date", sort=True, is_link=True),
    Field("promise_state", "label", sort=True),
    Field("promised_amount", "money", sort=True, currency_column="currency"),
    Field("paid_amount", "money", "paid_in_time", currency_column="currency", has_help=True),
    Field("document_number", sort=True),
    Field("promise_date", "date", sort=True),
    Field("employee_name", sort=True),
    Field("contact_name"),
    Field("company_name", sort=True, when=_of_many),
)
DISPUTES = (
    Field("document_number", sort=True, is_link=True),
    Field("dispute_reason", "label", sort=True),
    Field("open_date", "date", "since", sort=True),
    Field("open_days", "count", sort=True),
    Field("disputed_amount", "money", sort=True, currency_column="currency"),
    Field("open_amount", "money", "disputed_open", currency_column="currency", has_help=True),
    Field("shown_amount", "money", "shown", sort=True),
    Field("employee_name", sort=True),
    Field("company_name", sort=True, when=_of_many),
)


def _losses(page: Page, frame: pl.DataFrame) -> Rows:
    """The buckets have the names that the settings give them."""
    money, buckets = page.currency, buckets_of(page.reader.settings.aging.buckets, "due", page.words)
    labels = {bucket.number: bucket.label for bucket in buckets}
    return frame, [
        Column("bucket_number", page.column_word("bucket"), "label", labels=labels),
        Column("debit_amount", page.column_word("assessed", currency=money), "money", money),
        Column("expected_loss_share", page.column_word("loss_share"), "percent"),
        Column("expected_loss_amount", page.column_word("expected_loss", currency=money), "money", money),
    ]


def _promises(*first: Field) -> Table:
    return Table(
        "promises",
        key="payment_promise_key",
        fields=(*first, *PROMISES),
        opens="promise",
        is_source=True,
        sort="-promised_date",
        then=("payment_promise_key",),
    )


def _disputes(*first: Field) -> Table:
    return Table(
        "disputes",
        key="dispute_key",
        fields=(*first, *DISPUTES),
        opens="dispute",
        is_source=True,
        sort="-shown_amount",
        then=("dispute_key",),
    )


CUSTOMERS = Level(
    "customers",
    (
        Table(
            "customers",
            key="customer_key",
            fields=(
                Field("customer_name", sort=True, is_link=True),
                Field("exposure_amount", "money", "exposure", sort=True, is_barred=True, has_help=True),
                Field("exposure_share", "percent", sort=True),
                Field("limit_amount", "money", "limit", sort=True),
                Field("headroom_amount", "money", "headroom", sort=True, has_help=True),
                Field("limit_state", "label", sort=True),
                *_amounts(*_PARTS),
                Field("broken_count", "count", sort=True, has_help=True),
            ),
            opens="customer",
            sort="-exposure_amount",
            then=("customer_name", "customer_key"),
            find=True,
            total="total_customers",
        ),
        PARTIES,
        _promises(CUSTOMER_LINK),
        _disputes(CUSTOMER_LINK),
        Table(
            "retention",
            key="exposed_key",
            fields=(
                Field("document_number", sort=True, is_link=True),
                Field("customer_name", sort=True),
                Field("contract_number", sort=True, leads=("contracts", {"contract": "contract_key"})),
                Field("due_date", "date", sort=True),
                Field("days_late", "count", sort=True),
                Field("shown_amount", "money", "shown", sort=True),
                Field("company_name", sort=True, when=_of_many),
            ),
            opens="document",
            sort="-shown_amount",
            then=("exposed_key",),
        ),
        Table("loss", key="bucket_number", name="losses", fields=_losses),
        Table(
            "customers",
            key="customer_key",
            name="own_companies",
            fields=(
                Field("customer_name", sort=True, is_link=True),
                Field("exposure_amount", "money", "exposure", sort=True),
                *_amounts(*_PARTS),
            ),
            opens="customer",
            sort="-exposure_amount",
            then=("customer_name", "customer_key"),
            given={"own": True, "limit_state": None, "find": None},
        ),
    ),
)
CUSTOMER = Level(
    "customer",
    (
        Table(
            "parts",
            key="part_key",
            fields=(
                Field("component", "label", sort=True, is_link=True),
                Field("company_name", sort=True),
                Field("shown_amount", "money", "shown", sort=True, is_barred=True),
                Field("late_amount", "money", "late", sort=True, has_help=True),
                Field("document_count", "count", sort=True),
                Field("first_due_date", "date", sort=True),
            ),
            opens="part",
            sort="-shown_amount",
            then=("part_key",),
        ),
        PARTY_RECORDS,
        _promises(),
        _disputes(),
    ),
    title="customer_name",
    facts=Facts(
        "customer",
        (
            Field("customer_name", leads=("receivables", {"customer": "customer_key"})),
            Field("customer_id"),
            Field("exposure_amount", "money", "exposure"),
            Field("limit_amount", "money", "limit"),
            Field("headroom_amount", "money", "headroom"),
            Field("limit_state", "label"),
            Field("late_amount", "money", "late"),
            Field("kept_count", "count"),
            Field("broken_count", "count", "broken_ever"),
            Field("open_count", "count", "promised_open"),
            Field("last_receipt_date", "date"),
        ),
    ),
    is_shared=True,
)
PART = Level(
    "part",
    (
        Table(
            "documents",
            key="exposed_key",
            fields=(
                Field("document_number", sort=True, is_link=True),
                Field("document_type", table="document_type"),
                Field("document_date", "date", sort=True),
                Field("due_date", "date", sort=True),
                Field("open_amount", "money", "open", sort=True, currency_column="currency"),
                Field("shown_amount", "money", "shown", sort=True, is_barred=True),
                Field("late_amount", "money", "late", sort=True, has_help=True),
            ),
            opens="document",
            sort="-shown_amount",
            then=("exposed_key",),
        ),
    ),
    title=lambda page, row: page.word(f"component.{row['component']}"),
    above=(Above("customer", "customer_key", "customer_name"),),
)
DOCUMENT = Level(
    "document",
    (
        Table(
            "effects",
            key="effect_key",
            fields=(
                Field("effect_date", "date"),
                Field("effect_type", table="effect_type", is_link=True),
                Field("counter_document_number"),
                Field("effect_amount", "money", currency_column="currency"),
                Field("running_amount", "money", "running", currency_column="currency"),
            ),
            opens="effect",
            is_source=True,
        ),
    ),
    title=lambda page, row: page.word("document_title", number=row["document_number"]),
    above=(Above("customer", "customer_key", "customer_name"),),
)
DRILL = Drill(
    area="credit",
    group="money",
    tiles=Tiles(
        "indicators",
        (
            Figure(
                "over_limit_amount",
                "over_limit",
                note=Note("over_limit_customers", "over_limit_count"),
                also=(Note("over_limit_parties", "over_party_count"),),
                leads={"limit_state": "over"},
            ),
            Figure("top_five_share", kind="percent", note=Note("of_exposure", "exposure_amount", "money")),
            Figure(
                "effectiveness_share",
                "effectiveness",
                "percent",
                falling_is_good=False,
                note=Note("index", "index_share", "percent"),
            ),
            Figure("expected_loss_amount", "expected_loss", note=Note("loss_share", "expected_loss_share", "percent")),
            Figure(
                "dso_days",
                "dso",
                "number",
                falling_is_good=True,
                note=Note("countback", "countback_days", "number"),
                also=(Note("with_bills", "dso_bill_days", "number"), Note("both", "countback_bill_days", "number")),
            ),
            Figure("kept_share", "kept", "percent", note=Note("promises", "decided_count")),
            Figure("disputed_amount", "disputed", note=Note("disputes", "dispute_count")),
            Figure("retention_late_amount", "retention_late", note=Note("retentions", "retention_count")),
        ),
        nothing="customer_count",
    ),
    chart=OverTime("months", {"received": "#2f8f83", "overdue": "#c23f2c"}, lines={"sales_amount": "#34495a"}),
    filters=(Filter("limit_state", ("over", "within", "none"), stands_above="customers"),),
    levels=(CUSTOMERS, CUSTOMER, PART, DOCUMENT),
    subjects={
        "customer": lambda finding, _: {"customer": finding["subject_key"]},
        "delivery": _delivery,
        "delivery_since_invoiced": _delivery,
    },
    parameters=lambda page: {"buckets": page.reader.settings.aging.buckets},
    definitions=(
        *("exposure", "limit", "party", "effectiveness", "expected_loss", "dso"),
        *("promises", "disputes", "retention", "group"),
    ),
)
page = page_of(DRILL)
