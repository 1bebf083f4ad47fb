"""The warehouse of a book in a fraction of a second: dbt's compiled SQL, run in memory in the order of its manifest.

dbt itself takes many seconds a build. It is run once; `Plan` takes from it the SQL of every model, the contracts, and
the relations that hold nothing for this kind of system. A test proves that both ways give the same tables.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ingestion.manifest import manifest_of
from quarterdeck.named_queries import NamedQuery
from quarterdeck.settings import KINDS
from tests.properties.books import PRESENTATION_CURRENCY, Document, Group, PartyAccount
from tests.properties.erp_tables import Rows, erp_rows, stored

KIND = "demo_erp"
_WANTED = ("intermediate", "marts", "audits")
_STAMP = "2026-01-01 00:00:00"


@dataclass(frozen=True)
class Step:
    """One relation to make: by its SQL, under its contract's definition if it has one."""

    relation: str
    sql: str
    definition: str | None


@dataclass(frozen=True)
class Plan:
    """How a warehouse of this kind of system is made.

    Attributes:
        inputs: relation → its columns, for relations that are filled by hand (landing, settings) or stay empty.
        seeds: relation → rows.
        steps: the models, each after what it reads.
        tests: name → SQL that must find nothing, for tests of error severity over what is made here.
    """

    inputs: Mapping[str, str]
    seeds: Mapping[str, pa.Table]
    steps: tuple[Step, ...]
    tests: Mapping[str, str]


def read_plan(manifest_file: Path, build_file: Path) -> Plan:
    """The plan, from what one dbt build left behind."""
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    nodes: dict[str, Any] = manifest["nodes"] | manifest["sources"]
    wanted = [k for k, n in nodes.items() if n["resource_type"] == "model" and n["schema"] in _WANTED]
    with closing(duckdb.connect()) as connection:
        connection.execute(f"attach '{build_file}' as build (read_only)")
        inputs: dict[str, str] = {}
        seeds: dict[str, pa.Table] = {}
        steps: list[Step] = []
        for relation in _filled(connection):
            inputs[relation] = _columns(connection, relation)
        for key in _in_order(nodes, wanted):
            node = nodes[key]
            relation = node["relation_name"]
            if node["resource_type"] == "model" and not _is_other_kind(node):
                steps.append(Step(relation, node["compiled_code"], _definition(node)))
                continue
            if node["resource_type"] == "seed":
                seeds[relation] = connection.execute(f"select * from {relation}").to_arrow_table()
                continue
            inputs[relation] = _columns(connection, relation)
    made = {step.relation for step in steps} | set(seeds)
    tests = {
        node["name"]: node["compiled_code"]
        for node in nodes.values()
        if node["resource_type"] == "test"
        and node["config"]["severity"].lower() == "error"
        and node["depends_on"]["nodes"]  # else of a kind that is not configured
        and {nodes[parent]["relation_name"] for parent in node["depends_on"]["nodes"]} <= made
    }
    return Plan(inputs, seeds, tuple(steps), tests)


class Warehouse:
    """Relations of the build in a DuckDB of one's own, under the names that compiled SQL uses."""

    def __init__(self, plan: Plan):
        """Prepare everything that no book changes."""
        self._plan = plan
        self._holds_snapshot = False
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 1")
        self.connection.execute("set TimeZone = 'UTC'")
        self.connection.execute("attach ':memory:' as build; attach ':memory:' as serving")
        relations = [*plan.inputs, *plan.seeds, *(step.relation for step in plan.steps)]
        for database, schema in sorted({tuple(relation.split(".")[:2]) for relation in relations}):
            self.connection.execute(f"create schema if not exists {database}.{schema}")
        self.connection.execute("use serving")
        for relation, columns in plan.inputs.items():
            self.connection.execute(f"create table {relation} ({columns})")
        for relation, rows in plan.seeds.items():
            self.connection.register("rows", rows)
            self.connection.execute(f"create table {relation} as from rows")
            self.connection.unregister("rows")

    def build_group(self, group: Group) -> None:
        """The warehouse of a group's books, without any landing zone."""
        if self._holds_snapshot:  # of which books replace a part only
            for relation in self._landed:
                self.connection.execute(f"truncate {relation}")
            self._holds_snapshot = False
        fill(self.connection, group)
        self.build()

    def build_snapshot(self, build_file: Path) -> None:
        """The warehouse of a landing zone as a snapshot shows it."""
        self.connection.execute(f"attach '{build_file}' as snapshot (read_only)")
        for relation in self._landed:
            self.connection.execute(f"truncate {relation}")
            seen = relation.replace('"build"', "snapshot", 1)
            self.connection.execute(f"insert into {relation} by name select * from {seen}")
        self.connection.execute("detach snapshot")
        self._holds_snapshot = True
        self.build()

    @property
    def _landed(self) -> list[str]:
        return [one for one in self._plan.inputs if one.split(".")[1] in ('"landing"', '"settings"')]

    def tables(self, without: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every model's rows, sorted, without one column."""
        return {
            step.relation: self.rows(f"select columns(name -> name <> '{without}') from {step.relation} order by all")
            for step in self._plan.steps
        }

    def build(self) -> None:
        """Make every model anew."""
        for step in self._plan.steps:
            if step.definition is None:
                self.connection.execute(f"create or replace table {step.relation} as {step.sql}")
            else:
                self.connection.execute(f"create or replace table {step.relation} ({step.definition})")
                self.connection.execute(f"insert into {step.relation} by name {step.sql}")

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Rows of a query over what is published."""
        return self.connection.execute(sql, list(parameters)).fetchall()

    def ask(self, query: NamedQuery, **given: object) -> list[dict[str, Any]]:
        """Rows of a named query, by column."""
        found = self.connection.execute(query.sql, query.bind(given))
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def failing_tests(self) -> list[str]:
        """Tests of dbt that find something, and so would stop a publication."""
        return [name for name, sql in self._plan.tests.items() if self.connection.execute(sql).fetchone()]


def fill(connection: duckdb.DuckDBPyConnection, group: Group) -> None:
    """Replace what a build reads (tables in `build.landing` and `build.settings`) by the books of a group's systems."""
    landed = {system: erp_rows(book) for system, book in group.books.items()}
    for table in manifest_of(KIND).tables:
        _replace(connection, f"build.landing.{KIND}__{table.name}", _versions(landed, table.name, table.columns))
    for name, rows in _settings(group).items():
        _replace(connection, f"build.settings.{name}", rows)


def _replace(connection: duckdb.DuckDBPyConnection, relation: str, rows: list[dict[str, object]]) -> None:
    connection.execute(f"truncate {relation}")
    if rows:
        _insert(connection, relation, pa.Table.from_pylist(rows))


def _insert(connection: duckdb.DuckDBPyConnection, relation: str, rows: pa.Table) -> None:
    connection.register("rows", rows)
    connection.execute(f"insert into {relation} by name select * from rows")
    connection.unregister("rows")


def item_key(system: str, account: PartyAccount, document: Document) -> str:
    """The key that the warehouse gives to a document."""
    if document.kind == "cash":
        name = "receipt" if account.side == "receivable" else "payment"
    else:
        name = "invoice" if account.side == "receivable" else "bill"
    return f"{system}|{name}:{document.id}"


def company_key(system: str, code: str | None) -> str:
    """Our code of a book's company, which no other system's book shares."""
    return f"{system}-{code}"


def _settings(group: Group) -> dict[str, list[dict[str, object]]]:
    """What the settings say, as the snapshot writes it: the first company of a book is the parent of the others."""
    companies = [(system, one) for system, book in group.books.items() for one in book.companies if one.code]
    return {
        "systems": [{"system": system, "kind": KIND, "time_zone": "UTC"} for system in group.books],
        "companies": [
            {
                "company_code": company_key(system, one.code),
                "company_name": f"Company {one.code} of {system}",
                "currency": one.currency,
                "parent_code": None if one.code == "C1" else company_key(system, "C1"),
            }
            for system, one in companies
        ],
        "source_companies": [
            {"company_code": company_key(system, one.code), "system": system, "company_id": str(one.id)}
            for system, one in companies
        ],
        "options": [
            {
                "presentation_currency": PRESENTATION_CURRENCY,
                "fiscal_year_start_month": 1,
                "time_zone": "UTC",
                "as_of_date": group.as_of,
            }
        ],
    }


def _versions(landed: Mapping[str, Rows], table: str, columns: Iterable[str]) -> list[dict[str, object]]:
    """Rows as the landing zone shows them after one load."""
    return [
        {name: _text(row.get(name, _STAMP if name == "updated_at" else None)) for name in columns}
        | {"system": system, "_load_id": "1.0", "_is_deleted": False}
        for system, rows in landed.items()
        for row in rows[table]
    ]


def _text(value: object) -> str | None:
    return None if value is None else str(stored(value))


def _filled(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Relations of a snapshot that `fill` fills."""
    found = connection.execute(
        "select distinct schema_name, table_name from duckdb_columns() where database_name = 'build' and "
        f"(schema_name = 'settings' or (schema_name = 'landing' and table_name like '{KIND}%'))"
    ).fetchall()
    return [f'"build"."{schema}"."{name}"' for schema, name in found]


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    described = connection.execute(f"describe {relation}").fetchall()
    return ", ".join(f"{name} {kind}" for name, kind, *_ in described)


def _in_order(nodes: Mapping[str, Any], wanted: Iterable[str]) -> list[str]:
    """Nodes and all that they read, what is read first; the inside of another kind's staging is left out."""
    found: dict[str, None] = {}

    def visit(key: str) -> None:
        if key in found:
            return
        if not _is_other_kind(nodes[key]):
            for parent in nodes[key].get("depends_on", {}).get("nodes", []):
                visit(parent)
        found[key] = None

    for key in wanted:
        visit(key)
    return list(found)


def _is_other_kind(node: Mapping[str, Any]) -> bool:
    return node["resource_type"] == "model" and any(
        f"models/staging/{kind}/" in node["original_file_path"] for kind in KINDS if kind != KIND
    )


def _definition(node: Mapping[str, Any]) -> str | None:
    """Columns under the model's contract, as dbt makes them."""
    if not node["contract"]["enforced"]:
        return None
    return ", ".join(
        f"{column['name']} {column['data_type']}"
        + (" not null" if any(one["type"] == "not_null" for one in column["constraints"]) else "")
        for column in node["columns"].values()
    )
