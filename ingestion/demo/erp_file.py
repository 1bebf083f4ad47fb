"""The SQLite file of the demonstration ERP: its tables, and how dates and money stand in them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl

from ingestion.demo.erp_schema import SCHEMA
from ingestion.demo.erp_world import CURRENCIES, RATE_UNIT

_RATE_DIGITS = len(str(RATE_UNIT)) - 1


def write_database(path: Path, tables: dict[str, pl.DataFrame]) -> None:
    """Write the tables to a new file beside `path`, and rename it to `path` when it is complete.

    Args:
        path: the file that is replaced.
        tables: by name, at least with the table's columns; dates, instants, money and rates as whole numbers.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(partial)) as connection:
            connection.executescript(SCHEMA)
            for table, frame in tables.items():
                connection.execute(f"create index {table}_updated on {table} (updated_at)")
                columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
                marks = ", ".join("?" * len(columns))
                connection.executemany(f"insert into {table} values ({marks})", _as_stored(frame, columns).rows())
            connection.commit()
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _as_stored(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Dates as YYYY-MM-DD, instants as YYYY-MM-DD HH:MM:SS (UTC), money and rates as exact decimal text."""
    return frame.select(_stored(name) if frame[name].dtype.is_integer() else pl.col(name) for name in columns)


def _stored(name: str) -> pl.Expr:
    column = pl.col(name)
    if name.endswith(("_date", "_on")):
        return column.cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d")
    if name.endswith("_at"):
        return pl.from_epoch(column, "s").dt.to_string("%Y-%m-%d %H:%M:%S")
    if name in ("rate", "exchange_rate"):
        return _decimal(column, _RATE_DIGITS)
    if "amount" in name:
        return _decimal(column, 2)
    if name.endswith("currency"):
        return column.replace_strict(np.arange(len(CURRENCIES)), np.array(CURRENCIES)).alias(name)
    return column


def _decimal(column: pl.Expr, digits: int) -> pl.Expr:
    whole, rest = column.abs() // 10**digits, column.abs() % 10**digits
    sign = pl.when(column < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.format("{}{}.{}", sign, whole, rest.cast(pl.String).str.zfill(digits)).alias(column.meta.output_name())
