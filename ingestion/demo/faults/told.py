"""What is told already, so that one planter does not pull away what another one spoke of."""

import polars as pl

from ingestion.demo.faults.ground import Ground


def untouched(ground: Ground, table: str, rows: pl.DataFrame, key: str = "id") -> pl.DataFrame:
    """The rows whose keys bear no fault or look-alike, and belong to none."""
    told = pl.concat([ground.taken(table), ground.told(table)])
    return rows.filter(~pl.col(key).is_in(told.implode()))
