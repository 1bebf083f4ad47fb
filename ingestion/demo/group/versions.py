"""Versions of rows: what a table holds on a day, and what changes from one day to another."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.schema import Table

FROM, UNTIL = "_from", "_until"
SEEN, GONE = "_seen_on", "_gone_on"
_WORKING_SECONDS = 9 * 3600
_FIRST_SECOND = 3600  # 9 o'clock in Shanghai is 1 o'clock in UTC


@dataclass(frozen=True)
class Change:
    """Something that happens to a row once.

    Attributes:
        on: column (Date) of the day on which it happens; null: never.
        values: what the row's columns become.
    """

    on: str
    values: dict[str, pl.Expr]


def history(rows: pl.DataFrame, *changes: Change) -> pl.DataFrame:
    """Every version of every row.

    Args:
        rows: the rows as they are first entered: key first, `created_at` (Datetime, UTC), the days of the changes, and
            if need be `_seen_on` (Date: committed later than stamped) and `_gone_on` (Date: physically deleted).
        changes: in the order in which they happen to a row. One that would come before the row is seen, or before the
            change before it, comes with it.

    Returns:
        the rows' columns, `updated_at` (Datetime), `_from` (Date, the first day of the version) and `_until` (Date, the
        first day without it; null: for good). A version that would last no day is not there.
    """
    created = pl.col("created_at").dt.date()
    seen = pl.max_horizontal(pl.col(SEEN), created) if SEEN in rows.columns else created
    gone = pl.col(GONE) if GONE in rows.columns else pl.lit(None, pl.Date)
    current = rows.with_columns(seen.alias(FROM), gone.alias(UNTIL), updated_at=pl.col("created_at"))
    ended = []
    for number, change in enumerate(changes, start=1):
        day = pl.max_horizontal(pl.col(change.on), pl.col(FROM))
        happens = pl.col(change.on).is_not_null() & (pl.col(UNTIL).is_null() | (day < pl.col(UNTIL)))
        current = current.with_columns(happens.alias("_happens"), day.alias("_day"))
        ended.append(
            current.filter("_happens")
            .with_columns(pl.col("_day").alias(UNTIL))
            .filter(pl.col(FROM) < pl.col(UNTIL))
            .drop("_happens", "_day")
        )
        current = current.with_columns(
            *(pl.when("_happens").then(value).otherwise(name).alias(name) for name, value in change.values.items()),
            # never before what happened earlier on the same day
            pl.when("_happens")
            .then(pl.max_horizontal("updated_at", stamp(pl.col("_day"), number)))
            .otherwise("updated_at")
            .alias("updated_at"),
            pl.when("_happens").then("_day").otherwise(FROM).alias(FROM),
        ).drop("_happens", "_day")
    final = current.filter(pl.col(UNTIL).is_null() | (pl.col(FROM) < pl.col(UNTIL)))
    return pl.concat([*ended, final]).drop(change.on for change in changes if change.on.startswith("_"))


def stamp(day: pl.Expr, salt: int = 0, key: str = "id") -> pl.Expr:
    """An instant in the working hours of a day, the same for the same row whenever it is made."""
    second = (pl.col(key).cast(pl.Int64) * 7919 + salt * 104_729) % _WORKING_SECONDS + _FIRST_SECOND
    return day.cast(pl.Datetime("us")) + pl.duration(seconds=second)


def of_table(table: Table, versions: pl.DataFrame) -> pl.DataFrame:
    """The versions with the table's columns and no others, by key and time."""
    return versions.select(*table.columns, FROM, UNTIL).sort(table.key, FROM)


def on_day(versions: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    """The versions that are seen on a day, `_from` and `_until` with them."""
    return versions.filter((pl.col(FROM) <= day) & (pl.col(UNTIL).is_null() | (day < pl.col(UNTIL))))


def moved(versions: pl.DataFrame, before: pl.Expr, after: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the table loses and gains between two days.

    Returns:
        the versions that go (deleted, or replaced by another of the same key), and those that come.
    """
    old, new = on_day(versions, before), on_day(versions, after)
    key = versions.columns[0]
    return old.join(new, on=[key, FROM], how="anti"), new.join(old, on=[key, FROM], how="anti")
