"""The list of customers: its columns are the aging buckets, which the settings set."""

import polars as pl

from dashboards.components.drill import Page, Rows
from dashboards.components.receivables.buckets import CREDIT
from dashboards.components.tables import Column

CUSTOMER_SORTS = ("name", "open", "overdue", "overdue_share", "credit", "oldest", "share")


def customer_table(page: Page, frame: pl.DataFrame) -> Rows:
    """Customers: what each owes, how much of it is overdue, and in which buckets."""
    numbers = frame["bucket_numbers"][0].to_list() if frame.height else []
    frame = frame.with_columns(
        pl.col("bucket_amounts").list.get(index).alias(f"bucket {number}") for index, number in enumerate(numbers)
    )

    def money(name: str, key: str, sort: str, help_: str = "") -> Column:
        return Column(name, page.column_word(key), "money", page.currency, sort=sort, help=help_)

    columns = [
        Column(
            "customer_name",
            page.column_word("customer"),
            sort="name",
            is_link=True,
            badge="is_intercompany",
            badge_text=page.words("badge.is_intercompany"),
        ),
        money("open_amount", "open", "open", page.word("help.open")),
        money("overdue_amount", "overdue", "overdue", page.word("help.overdue")),
        Column("overdue_share", page.column_word("overdue_share"), "percent", sort="overdue_share"),
        Column("oldest_days", page.column_word("oldest_days"), "count", sort="oldest"),
        *(
            Column(f"bucket {category.value}", category.label, "money", page.currency, sort=category.code)
            for category in page.categories
            if category.value in numbers and category.value != CREDIT
        ),
        money("credit_amount", "credit", "credit", page.word("help.credit")),
        Column("share", page.column_word("share"), "percent", sort="share", help=page.word("help.share")),
        Column("document_count", page.column_word("document_count"), "count"),
    ]
    return frame, columns


def own_totals(page: Page, cells: pl.DataFrame) -> str:
    """What each company's books say in their own currency, where that is not the shown one; else nothing."""
    own = cells.filter(
        pl.col("bucket_number").is_null()
        & pl.col("company_key").is_not_null()
        & (pl.col("company_currency") != page.currency)
    )
    return " · ".join(
        page.word(
            "own_total",
            company=row["company_name"],
            currency=row["company_currency"],
            amount=page.formats.money(row["company_amount"], row["company_currency"]),
        )
        for row in own.iter_rows(named=True)
    )
