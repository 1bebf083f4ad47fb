"""What is landed of the demonstration group's systems, from the statement of columns that makes their databases."""

from collections.abc import Iterable

from ingestion.demo.group.schema import Table as GroupTable
from ingestion.manifest import DeletePolicy, Table


def manifest_tables(tables: Iterable[GroupTable]) -> tuple[Table, ...]:
    """The tables of a system's manifest.

    Each row carries a stamp; a child comes and goes with its parent. Every column is proven: it is known which ones
    models read today, not which ones they read tomorrow.
    """
    return tuple(_table(table) for table in tables)


def _table(table: GroupTable) -> Table:
    return Table(
        name=table.name,
        source=table.name,
        columns={name: column.kind.value[2] for name, column in table.columns.items()},
        key=table.key,
        cursor="updated_at",
        deletes=DeletePolicy.WITH_PARENT if table.parent else DeletePolicy.KEY_SET,
        parent=table.parent,
        proof=tuple(name for name in table.columns if name not in (table.key, "updated_at")),
    )
