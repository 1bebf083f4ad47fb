"""What is told already, so that one planter does not pull away what another one spoke of."""

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.versions import FROM


def untouched(ground: Ground, table: str, rows: pl.DataFrame, key: str = "id") -> pl.DataFrame:
    """The rows whose keys bear no fault or look-alike, and belong to none."""
    told = pl.concat([ground.taken(table), ground.told(table)])
    return rows.filter(~pl.col(key).is_in(told.implode()))


def final(ground: Ground, table: str) -> pl.DataFrame:
    """The newest version of every row, deleted or not; `_first`: when it was seen first.

    Where a row's next version would begin behind the timeline, the CRM and the project system have only the one that it
    ends; `Ground.last` takes that for a deleted row's and lacks it.
    """
    rows = ground.versions[table].sort("id", FROM)
    first = rows.unique("id", keep="first", maintain_order=True).select("id", _first=FROM)
    return rows.unique("id", keep="last", maintain_order=True).join(first, on="id", maintain_order="left")
