"""The landing zone as it lies on disk: which loads are complete, and which files they brought.

dlt writes `<landing>/<system>/<table>/<load_id>.<file>.parquet` and, when a load is complete, a file about it below
`<landing>/<system>/_dlt_loads/`. Files of a load that is not listed there are not seen by anybody.
"""

from pathlib import Path

LOADS_TABLE = "quarterdeck_loads"
"""Landed beside the tables: one row a table and load, saying how it was read and what it brought."""

TABLES_FILE = "tables.json"
"""In a system's folder: the source's name of each table → landing names and key columns."""

LOAD_ID_OF_FILENAME = r"regexp_extract(parse_filename(filename), '^(\d+\.\d+)\.', 1)"
"""SQL for the load id from DuckDB's `filename` column."""


def completed_loads(system_folder: Path) -> list[str]:
    """Ids of the completed loads of a system, oldest first."""
    # dlt's filesystem destination marks a load with a file `<schema>__<load_id>.jsonl` when it is complete.
    return sorted(
        file.name.removesuffix(".jsonl").rpartition("__")[2]
        for file in (system_folder / "_dlt_loads").glob("*__*.jsonl")
    )


def load_of(file: Path) -> str:
    """The load that wrote a landed file: `<seconds>.<fraction>` at the beginning of its name."""
    return ".".join(file.name.split(".")[:2])


def landed_files(system_folder: Path, table: str) -> list[Path]:
    """Parquet files of a table that belong to completed loads, oldest load first."""
    completed = set(completed_loads(system_folder))
    return sorted(f for f in (system_folder / table).glob("*.parquet") if load_of(f) in completed)
