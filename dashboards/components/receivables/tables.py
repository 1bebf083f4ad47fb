"""Tables of receivables: which columns each has. Frames are those of the named queries."""

from typing import Any

import polars as pl

from dashboards.components.numbers import Formats
from dashboards.components.receivables.buckets import CREDIT, Bucket
from dashboards.components.tables import Column
from dashboards.components.words import Words

Table = tuple[pl.DataFrame, pl.DataFrame, list[Column]]
"""The rows, the foot, and the columns."""


def bucket_table(cells: pl.DataFrame, buckets: list[Bucket], currency: str, words: Words) -> Table:
    """Bucket by company, with totals."""
    is_cell = pl.col("company_key").is_not_null()
    companies = dict(cells.filter(is_cell).select("company_key", "company_name").iter_rows())
    wide = cells.with_columns(pl.col("company_key").fill_null("")).pivot(
        on="company_key", index="bucket_number", values="shown_amount", on_columns=[*companies, ""]
    )
    order = pl.DataFrame(
        {"bucket_number": [bucket.number for bucket in buckets]}, schema={"bucket_number": wide.schema["bucket_number"]}
    )
    rows = order.join(wide, on="bucket_number", how="inner", maintain_order="left")
    counts = cells.filter(pl.col("company_key").is_null()).select("bucket_number", "document_count")
    rows = rows.join(counts, on="bucket_number", how="left", maintain_order="left")
    total = wide.filter(pl.col("bucket_number").is_null()).with_columns(
        pl.lit(None, counts.schema["document_count"]).alias("document_count")
    )
    columns = [
        Column("bucket_number", words("receivables.column.bucket"), "label", labels=_labels(buckets), is_link=True)
    ]
    if len(companies) > 1:
        columns += [Column(key, name, "money", currency) for key, name in companies.items()]
    columns += [
        Column("", words("receivables.column.total", currency=currency), "money", currency),
        Column(
            "document_count",
            words("receivables.column.documents"),
            "count",
            help=words("receivables.help.bucket_documents"),
        ),
    ]
    return rows, total, columns


def own_totals(cells: pl.DataFrame, currency: str, words: Words, formats: Formats) -> str:
    """What each company's books say in their own currency, where that is not the shown one; else nothing."""
    own = cells.filter(
        pl.col("bucket_number").is_null()
        & pl.col("company_key").is_not_null()
        & (pl.col("company_currency") != currency)
    )
    return " · ".join(
        words(
            "receivables.own_total",
            company=row["company_name"],
            currency=row["company_currency"],
            amount=formats.money(row["company_amount"], row["company_currency"]),
        )
        for row in own.iter_rows(named=True)
    )


def customer_table(frame: pl.DataFrame, buckets: list[Bucket], currency: str, words: Words) -> Table:
    """Customers: what each owes, how much of it is overdue, and in which buckets."""
    shown = [bucket for bucket in buckets if bucket.number != CREDIT]
    numbers = frame["bucket_numbers"][0].to_list() if frame.height else []
    frame = frame.with_columns(
        pl.col("bucket_amounts").list.get(index).alias(f"bucket {number}") for index, number in enumerate(numbers)
    )

    def money(name: str, key: str, sort: str, help_: str = "") -> Column:
        return Column(name, words(f"receivables.column.{key}"), "money", currency, sort=sort, help=help_)

    columns = [
        Column(
            "customer_name",
            words("receivables.column.customer"),
            sort="name",
            is_link=True,
            badge="is_intercompany",
            badge_text=words("receivables.intercompany"),
        ),
        money("open_amount", "open", "open", words("receivables.help.open")),
        money("overdue_amount", "overdue", "overdue", words("receivables.help.overdue")),
        Column("overdue_share", words("receivables.column.overdue_share"), "percent", sort="overdue_share"),
        Column("oldest_days", words("receivables.column.oldest_days"), "count", sort="oldest"),
        *(
            Column(f"bucket {bucket.number}", bucket.label, "money", currency, sort=bucket.code)
            for bucket in shown
            if bucket.number in numbers
        ),
        money("credit_amount", "credit", "credit", words("receivables.help.credit")),
        Column(
            "share", words("receivables.column.share"), "percent", sort="share", help=words("receivables.help.share")
        ),
        Column("document_count", words("receivables.column.documents"), "count"),
    ]
    return _split(frame, "customer_key", columns)


def document_table(
    frame: pl.DataFrame, buckets: list[Bucket], words: Words, *, is_group: bool, by_instalment: bool
) -> Table:
    """Open documents of a customer, or their instalments."""
    frame = frame.with_columns(_known(frame, "document_type", "document_type", words))
    if by_instalment:
        frame = frame.with_columns(_known(frame, "line_type", "line_type", words))
    shown_currency = frame["shown_currency"][0] if frame.height else ""

    def column(name: str, key: str, kind: Any = "text", **more: Any) -> Column:
        return Column(name, words(f"receivables.column.{key}"), kind, **more)

    label = words("receivables.column.shown", currency=shown_currency)
    columns = [
        column("document_number", "number", sort="number", is_link=True),
        column("document_type", "type", sort="type"),
    ]
    if by_instalment:
        columns += [column("instalment_number", "instalment", "count"), column("line_type", "line_type")]
    columns += [
        # a document in instalments is as late as its oldest open one, and the heading says so
        column("due_date", "due_date" if by_instalment else "oldest_due_date", "date", sort="due_date"),
        column("days_past_due", "days_past_due", "count", sort="days"),
        column("bucket_number", "bucket", "label", labels=_labels(buckets)),
        Column("shown_amount", label, "money", shown_currency, sort="shown"),
        column("currency", "currency"),
        column("document_amount", "document_amount", "money", currency_column="currency"),
        column("residual_amount", "residual", "money", currency_column="currency", sort="residual"),
    ]
    if is_group:
        columns += [
            column("company_currency", "company_currency"),
            column("residual_amount_company", "carrying", "money", currency_column="company_currency"),
            column("company_name", "company", sort="company"),
        ]
    columns += [
        column("document_date", "document_date", "date", sort="document_date"),
        column("posting_date", "posting_date", "date", sort="posting_date"),
    ]
    return _split(frame, "item_key", columns)


def effect_table(frame: pl.DataFrame, words: Words) -> tuple[pl.DataFrame, list[Column]]:
    """The dated effects of one document, with the residual after each."""
    row = frame.row(0, named=True)
    frame = frame.with_columns(
        _known(frame, "effect_type", "effect_type", words),
        _known(frame, "counter_document_type", "document_type", words),
        _known(frame, "line_type", "line_type", words),
    )

    def column(name: str, key: str, kind: Any = "text", **more: Any) -> Column:
        return Column(name, words(f"receivables.column.{key}", **_currency(row, name)), kind, **more)

    columns = [
        column("effect_date", "effect_date", "date"),
        column("effect_type", "effect_type", is_link=True),
        column("counter_document_type", "counter_type"),
        column("counter_document_number", "counter_number"),
    ]
    if row["has_instalments"]:
        columns += [column("instalment_number", "instalment", "count"), column("line_type", "line_type")]
    columns += [
        column("effect_amount", "effect_amount", "money", currency=row["currency"]),
        column("residual_amount", "running", "money", currency=row["currency"]),
    ]
    if row["currency"] != row["company_currency"]:
        columns += [
            column("effect_amount_company", "effect_amount", "money", currency=row["company_currency"]),
            column("residual_amount_company", "running", "money", currency=row["company_currency"]),
        ]
    return frame, [*columns, column("recorded_at", "recorded_at", "instant")]


def _currency(row: dict[str, Any], name: str) -> dict[str, str]:
    if not name.startswith(("effect_amount", "residual_amount")):
        return {}
    return {"currency": row["company_currency"] if name.endswith("_company") else row["currency"]}


def _labels(buckets: list[Bucket]) -> dict[int, str]:
    return {bucket.number: bucket.label for bucket in buckets}


def _known(frame: pl.DataFrame, name: str, table: str, words: Words) -> pl.Series:
    """A column of the source's words in the reader's language, where we know them."""
    return pl.Series(
        name, [None if word is None else words.known(table, word) for word in frame[name]], dtype=pl.String
    )


def _split(frame: pl.DataFrame, key: str, columns: list[Column]) -> Table:
    """Rows, and the row of totals, which has no key."""
    is_total = pl.col(key).is_null()
    return frame.filter(~is_total), frame.filter(is_total), columns
