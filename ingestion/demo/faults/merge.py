"""How rows that were added come among the others: with keys of their time, and everything that refers to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.schema import Table
from ingestion.demo.group.versions import FROM
from ingestion.demo.group.world import Ints

TEMPORARY = 10**9
"""Keys of added rows begin here until they have their place."""
DOCUMENTS = {
    **{name: name for name in ("sales_invoice", "purchase_invoice", "receipt", "payment", "settlement")},
    **{name: name for name in ("supplier_settlement", "goods_receipt", "stock_move", "note_event", "loan_event")},
    "goods_issue": "delivery",
    "transfer": "fund_transfer",
    "reclassification": "journal_entry",  # what corrects another entry names it
}
"""What a journal entry's document type means as a table; others are no rows of a table."""


@dataclass(frozen=True)
class Shift:
    """How the keys of one table move when rows come between its rows.

    Attributes:
        after: rising; for every added row in its new order, the key of the row behind which it comes.
        added: the added rows' keys in that order.
    """

    after: Ints
    added: Ints

    def moved(self, keys: pl.Series) -> pl.Series:
        """The keys as they are now; null stays null."""
        old = keys.fill_null(0).cast(pl.Int64).to_numpy()
        new = old + np.searchsorted(self.after, old, side="left")
        is_new = old >= TEMPORARY
        if is_new.any():
            order = np.argsort(self.added)
            place = order[np.searchsorted(self.added, old[is_new], sorter=order)]
            new[is_new] = self.after[place] + place + 1
        return pl.select(pl.when(keys.is_not_null()).then(pl.Series(new))).to_series().cast(keys.dtype).alias(keys.name)


def shift_of(versions: pl.DataFrame, added: pl.DataFrame, key: str) -> Shift:
    """Where added rows come: behind the rows that were seen before them, or with them."""
    first = versions.group_by(key).agg(pl.col(FROM).min()).sort(key)
    seen = np.maximum.accumulate(first[FROM].to_physical().to_numpy())
    new = added.group_by(key).agg(pl.col(FROM).min()).sort(FROM, key)
    place = np.searchsorted(seen, new[FROM].to_physical().to_numpy(), side="right")
    known = first[key].to_numpy().astype(np.int64)
    # before the first row of all there is none; a small group's table may have no row of its own at all
    before = known[0] - 1 if len(known) else 0
    return Shift(np.concatenate([[before], known])[place], new[key].to_numpy().astype(np.int64))


def merged(
    tables: Sequence[Table], versions: dict[str, pl.DataFrame], added: Mapping[str, Sequence[pl.DataFrame]]
) -> tuple[dict[str, pl.DataFrame], dict[str, Shift]]:
    """All versions with the added ones among them.

    Args:
        tables: of the system.
        versions: of the rows that were there; it is emptied, for a large group's tables need not stand in memory twice.
        added: of the added rows, with temporary keys, by table.

    Returns:
        the versions, every key and reference moved; and how the keys have moved, by table.
    """
    new = {name: pl.concat(frames) for name, frames in added.items() if frames}
    shifts = {
        table.name: shift_of(versions[table.name], new[table.name], table.key) for table in tables if table.name in new
    }  # noqa: E501
    found = {}
    for table in tables:
        frame = versions.pop(table.name)
        if table.name in new:
            frame = pl.concat([frame, new[table.name]])
        references = {name: column.references for name, column in table.columns.items() if column.references}
        moving = {name: shifts[other] for name, other in references.items() if other in shifts}
        if table.name in shifts:
            moving[table.key] = shifts[table.name]
        if moving:
            frame = frame.with_columns(shift.moved(frame[name]) for name, shift in moving.items())
        if table.name == "journal_entry":
            frame = _documents(frame, shifts)
        found[table.name] = frame.sort(table.key, FROM) if table.name in shifts else frame
    if "bank_line" in new:
        found["bank_line"] = _running(found["bank_line"], found["bank_account"])
    if "journal_entry" in new:
        found["journal_entry"] = _renumbered(found["journal_entry"])
    return found, shifts


def _documents(entries: pl.DataFrame, shifts: Mapping[str, Shift]) -> pl.DataFrame:
    """Entries name documents of many tables."""
    column = entries["document_id"]
    for kind, table in DOCUMENTS.items():
        if table in shifts:
            is_kind = (entries["document_type"] == kind).to_numpy()
            column = column.scatter(
                np.flatnonzero(is_kind), shifts[table].moved(entries["document_id"].filter(is_kind))
            )
    return entries.with_columns(document_id=column)


def _running(lines: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Bank lines with place and balance after it, by day."""
    opening = accounts.unique("id").select(bank_account_id="id", _opening="opening_amount")
    return (
        lines.sort("value_date", "id")
        .join(opening, on="bank_account_id", maintain_order="left")
        .with_columns(
            sequence=pl.int_range(1, pl.len() + 1).over("bank_account_id").cast(lines.schema["sequence"]),
            balance_amount=pl.col("_opening") + pl.col("amount").cum_sum().over("bank_account_id"),
        )
        .select(lines.columns)
        .sort("id", FROM)
    )


def _renumbered(entries: pl.DataFrame) -> pl.DataFrame:
    """Numbers of entries have no gap: company, year, place."""
    first = entries.unique("id", keep="first").sort("id").select("id", "number", "company_id", "posting_date")
    place = pl.int_range(1, pl.len() + 1).over("company_id", pl.col("posting_date").dt.year())
    head = pl.col("number").str.replace(r"\d+$", "")
    numbers = first.select("id", number=head + place.cast(pl.String).str.zfill(6))
    return entries.drop("number").join(numbers, on="id", maintain_order="left").select(entries.columns)
