"""What a kind of system declares: tables, keys, cursors, delete policies, and the columns that models read.

A manifest is data. Everything else in `ingestion` reads it; adding a kind is adding a folder below
`ingestion/systems/` whose package has a `MANIFEST`.
"""

import importlib
from dataclasses import dataclass, field
from enum import Enum


class DeletePolicy(Enum):
    """How physical deletions in a source table are noticed (decision 3)."""

    NEVER = "never"
    """The source never deletes."""
    KEY_SET = "key_set"
    """The source's keys are compared with the landed ones whenever their proofs disagree."""
    WITH_PARENT = "with_parent"
    """The newest version of a parent brings its whole set of children."""


@dataclass(frozen=True)
class Table:
    """One table of a kind.

    Attributes:
        name: its name in the landing zone and in staging (`landing.<kind>__<name>`).
        source: its name in the source's database.
        columns: the columns that models read, with the DuckDB type that staging is given. Every other column of
            the source is landed too, unread.
        key: the source's primary key column.
        cursor: column that grows with every change, or columns of which the first that is not null counts; None:
            the whole table is read each time.
        deletes: how deletions are noticed.
        parent: for WITH_PARENT: the parent table's name here, and the column that holds the parent's key.
        where: a condition, in the source's SQL, that says which rows are the business of this table.
        proof: further columns (text, whole numbers, dates) whose content a checksum proves after every read.
        measures: exact numeric columns whose sums are proven beside it.
        optional: the table may be absent from the source.
    """

    name: str
    source: str
    columns: dict[str, str]
    key: str
    cursor: str | tuple[str, ...] | None = None
    deletes: DeletePolicy = DeletePolicy.KEY_SET
    parent: tuple[str, str] | None = None
    where: str | None = None
    proof: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    optional: bool = False

    @property
    def cursor_columns(self) -> tuple[str, ...]:
        """The cursor's columns, the one that counts first."""
        return (self.cursor,) if isinstance(self.cursor, str) else self.cursor or ()


@dataclass(frozen=True)
class Manifest:
    """A kind of system.

    Attributes:
        kind: name of the kind, as in the settings.
        tables: what is landed, parents before children.
        ignore_columns: columns that are not landed (bookkeeping of the source's own screens).
        provides: conformed entities for which `models/staging/<kind>/<kind>__<entity>.sql` exists; equal to
            `vars: provides:` of dbt_project.yml, which a test compares.
    """

    kind: str
    tables: tuple[Table, ...]
    ignore_columns: frozenset[str] = frozenset()
    provides: tuple[str, ...] = field(default=())

    def table(self, name: str) -> Table:
        """The table of that landing name."""
        return next(table for table in self.tables if table.name == name)


def manifest_of(kind: str) -> Manifest:
    """The manifest of a kind."""
    return importlib.import_module(f"ingestion.systems.{kind}").MANIFEST
