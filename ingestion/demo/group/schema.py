"""Tables of the four systems as data: one statement of columns makes the database and the manifest."""

from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What stands in a column: (DDL of SQLite, DDL of PostgreSQL, DuckDB type of the manifest).

    In frames, money is whole minor units (Int64), a rate whole ten-millionths, a quantity whole thousandths and a
    share whole ten-thousandths: exact, and quick to add up. In SQLite they are exact text, in PostgreSQL numeric.
    """

    KEY = ("integer", "bigint", "bigint")
    WHOLE = ("integer ", "integer", "integer")
    TEXT = ("text", "text", "varchar")
    FLAG = ("integer  ", "boolean", "boolean")
    DAY = ("text ", "date", "date")
    INSTANT = ("text  ", "timestamp", "timestamp")
    MONEY = ("text   ", "numeric(18,2)", "decimal(38,3)")
    RATE = ("text    ", "numeric(18,7)", "decimal(21,9)")
    QUANTITY = ("text     ", "numeric(18,3)", "decimal(38,3)")
    SHARE = ("text      ", "numeric(9,4)", "decimal(9,4)")

    @property
    def digits(self) -> int | None:
        """Digits behind the point of a number that is kept as a whole one; None for everything else."""
        return _DIGITS.get(self)


_DIGITS = {Kind.MONEY: 2, Kind.RATE: 7, Kind.QUANTITY: 3, Kind.SHARE: 4}


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        kind: what stands in it.
        is_nullable: null may stand in it.
        references: table whose key stands in it.
        allowed: the only texts that may stand in it.
    """

    kind: Kind
    is_nullable: bool = False
    references: str | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of a system.

    Attributes:
        name: its name.
        columns: in order; `id` comes first.
        parent: (table, column with its key) whose rows bring this table's rows and take them away; None: on its own.
        indexes: lists of columns that are looked up.
    """

    name: str
    columns: dict[str, Column]
    parent: tuple[str, str] | None = None
    indexes: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def key(self) -> str:
        """The primary key column: the first."""
        return next(iter(self.columns))

    def ddl(self, *, postgres: bool) -> list[str]:
        """Statements that make the table and its indexes."""
        lines = [self._line(name, column, postgres=postgres) for name, column in self.columns.items()]
        body = ",\n    ".join(lines)
        indexes = [("updated_at",), *self.indexes] if "updated_at" in self.columns else [*self.indexes]
        return [
            f"create table {self.name} (\n    {body}\n)",
            *(
                f"create index {self.name}_{'_'.join(columns)} on {self.name} ({', '.join(columns)})"
                for columns in indexes
            ),
        ]

    def _line(self, name: str, column: Column, *, postgres: bool) -> str:
        words = [name, column.kind.value[postgres].strip()]
        if name == self.key:
            words.append("primary key")
        elif not column.is_nullable:
            words.append("not null")
        if column.allowed:
            words.append(f"check ({name} in ({', '.join(repr(text) for text in column.allowed)}))")
        if column.references:
            words.append(f"references {column.references} deferrable initially deferred")
        return " ".join(words)


def key(references: str | None = None) -> Column:
    """A key; of another table's row when one is named."""
    return Column(Kind.KEY, references=references)


def optional(column: Column) -> Column:
    """The same column, in which null may stand."""
    return Column(column.kind, True, column.references, column.allowed)


def text(*allowed: str) -> Column:
    """A text; one of the allowed ones when any are named."""
    return Column(Kind.TEXT, allowed=allowed)


WHOLE, FLAG, DAY, INSTANT = (Column(kind) for kind in (Kind.WHOLE, Kind.FLAG, Kind.DAY, Kind.INSTANT))
MONEY, RATE, QUANTITY, SHARE = (Column(kind) for kind in (Kind.MONEY, Kind.RATE, Kind.QUANTITY, Kind.SHARE))
CHILD_STAMP = {"updated_at": INSTANT}
"""Of rows that come and go with their parents."""
STAMPS = {"created_at": INSTANT, "updated_at": INSTANT}
