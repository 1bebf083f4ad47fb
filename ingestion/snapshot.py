"""The snapshot that a build sees: plain views over exactly the files of the completed loads (decision 2).

Into the private build file it writes
    landing.<kind>__<table>   all row versions of all systems of the kind: the manifest's columns with their types,
                              and system, _load_id, _is_deleted; empty and typed where nothing is landed
    landing.loads             one row a load and table
    settings.*                systems, companies, source_companies, options: what the settings say, as tables
"""

import hashlib
import json
import os
from pathlib import Path

import duckdb
import polars as pl

from ingestion.casts import cast
from ingestion.manifest import Table, manifest_of
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.settings import KINDS, OWN_SYSTEM, STATE_KIND, Settings
from quarterdeck.zone import LOAD_ID_OF_FILENAME, LOADS_TABLE, landed_files

_MODEL_FOLDERS = ("models", "macros", "seeds", "tests/dbt")
_MODEL_FILES = (".sql", ".yml", ".yaml", ".csv", ".md", ".py")
_CUSTOM = "models/custom"
_LOADS = {
    "table_name": "varchar",
    "mode": "varchar",
    "read_rows": "bigint",
    "new_rows": "bigint",
    "changed_rows": "bigint",
    "deleted_rows": "bigint",
    "source_rows": "bigint",
    "extracted_at": "timestamp",
}


def fingerprint(settings: Settings) -> str:
    """Changes when a build would see something else: landed files, settings, or models."""
    digest = hashlib.sha256()
    landing = settings.layout.landing
    for system, name, files in _files(settings):
        digest.update(f"{system}/{name}:{[f.relative_to(landing).as_posix() for f in files]}\n".encode())
    digest.update(json.dumps({k: v.to_dicts() for k, v in _settings_tables(settings).items()}, default=str).encode())
    for folder in _MODEL_FOLDERS:
        for file in sorted((PROJECT_ROOT / folder).rglob("*")):
            if file.suffix in _MODEL_FILES and not file.is_relative_to(PROJECT_ROOT / _CUSTOM):
                digest.update(file.relative_to(PROJECT_ROOT).as_posix().encode() + file.read_bytes())
    for name, file in _custom_files(settings.custom_folder):
        digest.update(name.encode() + file.read_bytes())
    for file in sorted(settings.parameters_folder.glob("*.csv")) if settings.parameters_folder else ():
        digest.update(file.name.encode() + file.read_bytes())
    digest.update((PROJECT_ROOT / "dbt_project.yml").read_bytes())
    return digest.hexdigest()[:24]


def write_snapshot(settings: Settings, build_file: Path) -> None:
    """Write the views and tables of the snapshot into the (new) build file."""
    by_table: dict[tuple[str, str], list[tuple[str, list[Path]]]] = {}
    kinds = _kinds(settings)
    for system, name, files in _files(settings):
        by_table.setdefault((kinds[system], name), []).append((system, files))
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create schema if not exists landing")
        connection.execute("create schema if not exists settings")
        for kind in (*KINDS, STATE_KIND):
            for table in manifest_of(kind).tables:
                parts = [
                    _versions(connection, table.columns, system, files)
                    for system, files in by_table.get((kind, table.name), [])
                    if files
                ]
                connection.execute(
                    f"create or replace view landing.{kind}__{table.name} as "
                    + (" union all ".join(parts) or _empty(table))
                )
        _write_loads(connection, settings)
        for name, frame in _settings_tables(settings).items():
            connection.register("settings_frame", frame)
            connection.execute(f"create or replace table settings.{name} as select * from settings_frame")
            connection.unregister("settings_frame")


def _custom_files(folder: Path) -> list[tuple[str, Path]]:
    """The company's own models: name below the folder, and file; links to other folders are followed."""
    return sorted(
        ((Path(parent) / name).relative_to(folder).as_posix(), Path(parent) / name)
        for parent, _, names in os.walk(folder, followlinks=True)
        for name in names
        if Path(name).suffix in _MODEL_FILES and os.access(Path(parent) / name, os.R_OK)
    )


def _kinds(settings: Settings) -> dict[str, str]:
    """System → kind: what is configured, and what people create here."""
    return {**{name: system.kind for name, system in settings.systems.items()}, OWN_SYSTEM: STATE_KIND}


def _files(settings: Settings) -> list[tuple[str, str, list[Path]]]:
    return [
        (system, table.name, landed_files(settings.layout.landing / system, table.name))
        for system, kind in _kinds(settings).items()
        for table in manifest_of(kind).tables
    ]


def _versions(connection: duckdb.DuckDBPyConnection, columns: dict[str, str], system: str, files: list[Path]) -> str:
    listed = "[" + ", ".join(_text(str(file)) for file in files) + "]"
    source = f"read_parquet({listed}, union_by_name = true, filename = true)"
    present = {row[0]: row[1] for row in connection.execute(f"describe select * from {source}").fetchall()}
    selected = ", ".join(
        f'{cast(name, kind, present[name])} as "{name}"' if name in present else f'null::{kind} as "{name}"'
        for name, kind in columns.items()
    )
    lineage = ", _is_deleted" if "_is_deleted" in present else ""
    return f"select {_text(system)} as system, {selected}, {LOAD_ID_OF_FILENAME} as _load_id{lineage} from {source}"


def _empty(table: Table) -> str:
    columns = ", ".join(f'null::{kind} as "{name}"' for name, kind in table.columns.items())
    return (
        f"select null::varchar as system, {columns}, null::varchar as _load_id, "
        "null::boolean as _is_deleted where false"
    )


def _write_loads(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    parts = [
        _versions(connection, _LOADS, system, files)
        for system in _kinds(settings)
        if (files := landed_files(settings.layout.landing / system, LOADS_TABLE))
    ]
    nothing = ", ".join(f"null::{kind} as {name}" for name, kind in _LOADS.items())
    connection.execute(
        "create or replace view landing.loads as "
        + (
            " union all ".join(parts)
            or f"select null::varchar as system, {nothing}, null::varchar as _load_id where false"
        )
    )


def _settings_tables(settings: Settings) -> dict[str, pl.DataFrame]:
    companies = settings.companies
    sources = [(c.code, system, company) for c in companies for system, company in c.source_companies()]
    text = pl.String
    return {
        "systems": pl.DataFrame(
            [(s.name, s.kind, s.time_zone or settings.time_zone) for s in settings.systems.values()],
            schema={"system": text, "kind": text, "time_zone": text},
            orient="row",
        ),
        "companies": pl.DataFrame(
            [(c.code, c.name, c.currency, c.parent, c.calendar) for c in companies],
            schema={
                "company_code": text,
                "company_name": text,
                "currency": text,
                "parent_code": text,
                "calendar": text,
            },
            orient="row",
        ),
        "source_companies": pl.DataFrame(
            sources, schema={"company_code": text, "system": text, "company_id": text}, orient="row"
        ),
        "options": pl.DataFrame(
            [(settings.presentation_currency, settings.fiscal_year_start_month, settings.time_zone, settings.today)],
            schema={
                "presentation_currency": text,
                "fiscal_year_start_month": pl.Int32,
                "time_zone": text,
                "as_of_date": pl.Date,
            },
            orient="row",
        ),
    }


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
