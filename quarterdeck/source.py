"""Down to the source: the landed versions of one row that a figure was made of."""

import json

import duckdb
import polars as pl

from quarterdeck.access import Viewer
from quarterdeck.errors import QuarterdeckError, QueryRefused
from quarterdeck.layout import Layout
from quarterdeck.warehouse import Warehouse
from quarterdeck.zone import LOAD_ID_OF_FILENAME, TABLES_FILE, landed_files


def source_row(
    warehouse: Warehouse, layout: Layout, viewer: Viewer, *, system: str, table: str, key: str
) -> pl.DataFrame:
    """All landed versions of one source row, newest first.

    Args:
        warehouse: the door, which is asked first whether the viewer may see any record that is made of the row.
        layout: where the landing zone lies.
        viewer: who asks.
        system, table, key: as facts carry them: system, source_table, source_key.

    Returns:
        _load_id varchar, _is_deleted boolean, then every landed column of the source with its own type.

    Raises:
        QueryRefused: the viewer sees no document that is made of this row.
        QuarterdeckError: the row is not in the landing zone.
    """
    with warehouse.edition() as edition:
        is_seen = edition.holds_source_row(viewer, system=system, table=table, key=key)
    if not is_seen:
        raise QueryRefused(f"No document that you may see is made of {table} {key!r} of system {system!r}.")
    folder = layout.landing / system
    try:
        entries = json.loads((folder / TABLES_FILE).read_text(encoding="utf-8"))[table]
    except (OSError, KeyError, json.JSONDecodeError):
        raise QuarterdeckError(f"The landing zone has no table {table!r} of system {system!r}; refresh it.") from None
    # rows of one source table may be landed apart: schedules with the invoices that they belong to
    files = [str(file) for entry in entries for file in landed_files(folder, entry["table"])]
    column = '"' + entries[0]["key"].replace('"', '""') + '"'
    with duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    ) as landing:
        versions = landing.execute(
            f"""
            select {LOAD_ID_OF_FILENAME} as _load_id, _is_deleted,
                columns(c -> c not in ('filename', '_row_hash', '_is_deleted'))
            from read_parquet(?, union_by_name = true, filename = true)
            where {column}::varchar = ?
            order by _load_id desc
            """,
            [files, key],
        ).pl()
    if versions.is_empty():
        raise QuarterdeckError(f"{table} {key!r} of system {system!r} is not in the landing zone any more.")
    return versions
