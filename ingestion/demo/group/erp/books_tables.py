"""Versions of the ERP's tables of the books: accounts, the journal, budgets."""

import numpy as np
import polars as pl

from ingestion.demo.group.books import Books
from ingestion.demo.group.books_chart import SUBJECTS
from ingestion.demo.group.budgets import Budgets
from ingestion.demo.group.erp.money_tables import fitted
from ingestion.demo.group.versions import FROM, SEEN, UNTIL, Change, history, stamp
from ingestion.demo.group.world import World, dates

_BEFORE = 60
_UNDONE = ("sales_invoice", "purchase_invoice", "receipt", "payment", "settlement", "supplier_settlement")
"""Documents whose second entry undoes the first; that of others is a later part, or the other company's side."""


def make_books_tables(world: World, projects: pl.DataFrame, books: Books, budgets: Budgets) -> dict[str, pl.DataFrame]:
    """Versions of account, journal_entry, journal_line, budget_version, budget_line, budget_adjustment."""
    installed = pl.lit(dates(np.array([world.timeline.first - _BEFORE]))[0])
    subject = pl.when(pl.col("role").is_in(list(SUBJECTS))).then("role")
    codes = projects.select(pl.col("id").cast(pl.Int64).alias("project_id"), project_code="code")
    entries = history(
        books.entries.with_columns(
            pl.col("document_type").cast(pl.String),
            is_reversal=(pl.col("step") == 1) & pl.col("document_type").cast(pl.String).is_in(_UNDONE),
            created_at=stamp(pl.col("entered_on"), 41),
        ).rename({"seen_on": SEEN})
    )
    versions = _versions(budgets)
    adjustments = budgets.adjustments.join(codes, on="project_id", how="left", maintain_order="left")
    tables = {
        "account": history(books.accounts.with_columns(created_at=stamp(installed, 40), subject=subject)),
        "journal_entry": entries,
        "journal_line": _lines(books, entries, codes),
        "budget_version": versions,
        "budget_line": _children(
            budgets.lines.join(codes, on="project_id", how="left", maintain_order="left"), versions, "version_id"
        ),
        "budget_adjustment": history(
            adjustments.with_columns(
                status=pl.lit("applied"),
                created_at=stamp(pl.col("applied_on"), 43),
                approved_on=pl.lit(None, pl.Date),
                _approved="approved_on",
                _approved_on="approved_on",
            ),
            Change("_approved_on", {"status": pl.lit("approved"), "approved_on": pl.col("_approved")}),
        ),
    }
    return fitted(tables)


def _versions(budgets: Budgets) -> pl.DataFrame:
    rows = budgets.versions.with_columns(
        status=pl.lit("draft"),
        created_at=stamp(pl.col("entered_on"), 42),
        approved_on=pl.lit(None, pl.Date),
        _approved="approved_on",
        _approved_on="approved_on",
    )
    return history(
        rows, Change("_approved_on", {"status": pl.lit("approved"), "approved_on": pl.col("_approved")})
    )  # fmt: skip


def _lines(books: Books, entries: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Lines never change; they come with their entry."""
    lines = books.lines.select(
        "id", "entry_id", "account_id", "customer_id", "supplier_id", "currency", "amount", "amount_company",
        "department_id", "project_id", "bank_account_id", "counterparty_company_id", "employee_id", "product_id",
        "quantity", "text",
    )  # fmt: skip
    codes = codes.with_columns(pl.col("project_id").cast(pl.Int32))
    lines = lines.join(codes, on="project_id", how="left", maintain_order="left").drop("project_id")
    seen = entries.select(pl.col("id").cast(pl.Int32), FROM, UNTIL, updated_at="created_at")
    return lines.join(seen, left_on="entry_id", right_on="id", maintain_order="left")


def _children(rows: pl.DataFrame, parents: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows that come with the first version of their parent."""
    seen = parents.group_by("id").agg(pl.col(FROM).min(), updated_at=pl.col("created_at").first())
    return rows.join(seen, left_on=column, right_on="id", maintain_order="left").with_columns(
        pl.lit(None, pl.Date).alias(UNTIL)
    )
