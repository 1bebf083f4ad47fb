"""One published version, open for reading: a sandboxed, read-only DuckDB instance behind the guard."""

import contextlib
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from quarterdeck.access import COMPANY_COLUMN, Viewer
from quarterdeck.catalogue import Catalogue, Relation
from quarterdeck.errors import PublicationError, QuarterdeckError, QueryRefused
from quarterdeck.guard import Guard, Scoped
from quarterdeck.named_queries import NamedQuery
from quarterdeck.ordering import Ordering
from quarterdeck.publication import Publication

_KEPT_STATEMENTS = 512
_UNION = 20
_ABOUT_VALUES = (
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
    duckdb.InvalidInputException,
    duckdb.TypeMismatchException,
)
_LINEAGE = {COMPANY_COLUMN, "system", "source_table", "source_key"}
_COLUMNS = """
    select c.schema_name, c.table_name as relation_name, t.comment as relation_comment,
           c.column_index as column_number, c.column_name, c.data_type, c.comment as column_comment
    from duckdb_columns() as c
    left join (
        select schema_name, table_name, comment from duckdb_tables() where database_name = current_database()
        union all
        select schema_name, view_name, comment from duckdb_views() where database_name = current_database()
    ) as t on t.schema_name = c.schema_name and t.table_name = c.table_name
    where c.database_name = current_database() and not c.internal
    order by c.schema_name, c.table_name, c.column_index
"""


@dataclass(frozen=True)
class Limits:
    """What reading may cost.

    Attributes:
        memory: DuckDB's memory limit for one version, such as "1GB".
        spill: how much it may write to its temporary folder.
        threads: threads of one version.
        seconds: after which a query is stopped; None is never.
    """

    memory: str = "1GB"
    spill: str = "4GB"
    threads: int = 2
    seconds: float | None = 120.0


class Edition:
    """One version; threads may read at the same time."""

    def __init__(self, publication: Publication, queries: Mapping[str, NamedQuery], limits: Limits) -> None:
        self.publication = publication
        self._queries, self._limits = queries, limits
        self._connection = _open(publication.path, limits)
        try:
            self._columns = self._connection.execute(_COLUMNS).pl()
            self._catalogue = _catalogue(self._connection, self._columns)
            self._guard = Guard(self._catalogue)
        except BaseException:
            self._connection.close()
            raise
        self._statements: OrderedDict[tuple[str, bool, frozenset[str] | None], Scoped] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """The published version."""
        return self.publication.version

    def close(self) -> None:
        """Close the instance; nobody may be reading."""
        self._guard.close()
        self._connection.close()

    def catalogue(self) -> pl.DataFrame:
        """Relations and columns, one row a column.

        Returns:
            schema_name, relation_name, relation_comment, column_number (from 1), column_name, data_type,
            column_comment; comments are null where nothing is documented.
        """
        return self._columns

    def parameters_of(self, name: str) -> tuple[str, ...]:
        """The parameters that a named query takes."""
        return tuple(parameter.name for parameter in self._query(name).parameters)

    def read(self, name: str, viewer: Viewer, /, **parameters: Any) -> pl.DataFrame:
        """Run a named query; see `Warehouse.read`."""
        return self.read_ordered(name, viewer, None, **parameters)

    def read_ordered(self, name: str, viewer: Viewer, ordering: Ordering | None, /, **parameters: Any) -> pl.DataFrame:
        """Run a named query, and let the engine sort and cut off its rows.

        Args:
            name: of the query.
            viewer: who reads.
            ordering: None leaves the order to the query.
            **parameters: of the query.
        """
        query = self._query(name)
        values = query.bind(parameters)
        try:
            scoped = self._scope(query.sql, viewer, query.types)
            if scoped.parameters != set(values):
                used, documented = sorted(scoped.parameters), sorted(values)
                raise QuarterdeckError(f"uses the parameters {used}, but documents {documented}; make them agree.")
            return self._run(scoped.sql if ordering is None else ordering.applied_to(scoped.sql), values, viewer)
        except QuarterdeckError as error:
            raise type(error)(f"{name}: {error}") from None

    def holds_source_row(self, viewer: Viewer, *, system: str, table: str, key: str) -> bool:
        """Whether a row that the viewer may see, in any relation of a company, was made of this source row."""
        relations = [
            relation.full_name
            for relation in self._catalogue.relations.values()
            if {column.lower() for column in relation.columns} >= _LINEAGE
        ]
        where = "where system = $system and source_table = $source_table and source_key = $source_key"
        types = dict.fromkeys(("system", "source_table", "source_key"), "varchar")
        values = {"system": system, "source_table": table, "source_key": key}
        # a union of a hundred parts would be nested too deeply for the guard
        for first in range(0, len(relations), _UNION):
            part = relations[first : first + _UNION]
            sql = " union all ".join(f"select 1 as found from {name} {where}" for name in part)
            scoped = self._scope(sql, viewer, types)
            if not self._run(f"select * from ({scoped.sql}) limit 1", values, viewer).is_empty():
                return True
        return False

    def _query(self, name: str) -> NamedQuery:
        query = self._queries.get(name)
        if query is None:
            raise QueryRefused(f"There is no query {name!r}; there are: {', '.join(self._queries) or 'none'}.")
        return query

    def select(
        self,
        sql: str,
        viewer: Viewer,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
    ) -> pl.DataFrame:
        """Run an analyst's SELECT; see `Warehouse.select`."""
        values = dict(parameters or {})
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 0):
            raise QueryRefused(f"limit must be a whole number of rows from 0, found {limit!r}.")
        scoped = self._scope(sql, viewer, {})
        if scoped.parameters != set(values):
            used, given = ", ".join(sorted(scoped.parameters)) or "none", ", ".join(sorted(values)) or "none"
            raise QueryRefused(
                f"The query's parameters are: {used}; given are: {given}. Give each a value, and no other."
            )
        return self._run(
            scoped.sql if limit is None else f"select * from ({scoped.sql}) limit {limit:d}", values, viewer
        )

    def _scope(self, sql: str, viewer: Viewer, types: Mapping[str, str]) -> Scoped:
        key = (sql, bool(types), viewer.companies)
        with self._lock:
            known = self._statements.get(key)
        if known is not None:
            return known
        scoped = self._guard.scope(sql, viewer, types)
        with self._lock:
            self._statements[key] = scoped
            while len(self._statements) > _KEPT_STATEMENTS:
                self._statements.popitem(last=False)
        return scoped

    def _run(self, sql: str, values: Mapping[str, Any], viewer: Viewer) -> pl.DataFrame:
        try:
            with self._connection.cursor() as cursor, _stopping(cursor, self._limits.seconds):
                return cursor.execute(sql, dict(values)).pl() if values else cursor.execute(sql).pl()
        except duckdb.Error as error:
            raise QueryRefused(self._reason(error, viewer)) from None
        except pl.exceptions.DuplicateError:
            raise QueryRefused("Two columns of the result have one name; name them apart with `as`.") from None
        except pl.exceptions.ComputeError:
            raise QueryRefused(
                "A column of the result has a type that a frame cannot hold, such as an interval; cast it to varchar."
            ) from None

    def _reason(self, error: duckdb.Error, viewer: Viewer) -> str:
        """The engine's message without paths of the machine, and without values not meant for the viewer."""
        if isinstance(error, duckdb.InterruptException):
            return f"The query was stopped after {self._limits.seconds:g} s. Narrow it, or ask for fewer rows."
        if isinstance(error, duckdb.OutOfMemoryException):
            memory = self._limits.memory
            return f"The query needs more than the {memory} it may use. Narrow it, or aggregate earlier."
        if isinstance(error, _ABOUT_VALUES) and viewer.companies is not None:
            return (
                "A value could not be converted or computed; which one is not shown to a viewer of some "
                "companies. Use try_cast(… as …), or check the parameters."
            )
        message = str(error).split("\n\nLINE ", 1)[0].replace(str(self.publication.path.parent), "…")
        return re.sub(r"(?<![\w.])/(?:[\w.\-]+/)+[\w.\-]*", "…", message)


def _open(path: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": limits.memory,
        "max_temp_directory_size": limits.spill,
        "temp_directory": str(path.parent / "spill"),
        "threads": str(limits.threads),
    }
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
    except duckdb.Error as error:
        raise PublicationError(
            f"The published version {path.name} cannot be opened ({type(error).__name__}). "
            "Roll back to another version, or publish anew."
        ) from None
    # A second warehouse of this process shares the instance, which is locked by then and has these settings.
    if not connection.execute("select current_setting('lock_configuration')").fetchall()[0][0]:
        connection.execute("set global python_enable_replacements = false")
        connection.execute("set global TimeZone = 'UTC'")
        connection.execute("set global lock_configuration = true")
    return connection


def _catalogue(connection: duckdb.DuckDBPyConnection, columns: pl.DataFrame) -> Catalogue:
    named = columns.group_by("schema_name", "relation_name", maintain_order=True).agg("column_name")
    database = connection.execute("select current_database()").fetchall()[0][0]
    return Catalogue.of(database, (Relation(schema, name, tuple(names)) for schema, name, names in named.iter_rows()))


@contextlib.contextmanager
def _stopping(cursor: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[None]:
    """Interrupt the cursor's query after so many seconds; DuckDB has no limit of its own."""
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
