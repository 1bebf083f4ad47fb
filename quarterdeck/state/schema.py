"""The state store's tables, and the steps by which a store of any age comes to have them.

Every table is append-only: a row says who, when (UTC), what and why, and is never changed or removed; a later row takes
its place. Databases hold that by triggers, not only this code. A new table is a `Table` here, one more entry of
`STEPS`, and its lines in `ingestion/systems/state/`; a step that was released is never changed.
"""

from collections.abc import Callable

from sqlalchemy import Column, Connection, DateTime, Integer, MetaData, Table, Text, text

METADATA = MetaData()


def _table(name: str, key: str, *columns: Column) -> Table:
    """An append-only table whose key counts up and is never used again; the newest row has the highest."""
    return Table(name, METADATA, Column(key, Integer, primary_key=True), *columns, sqlite_autoincrement=True)


STEPS_DONE = _table(
    "state_steps",
    "step",
    Column("applied_at", DateTime, nullable=False),
)
"""One row a step of `STEPS` that this store has gone: the highest is its version."""

DECISIONS = _table(
    "decisions",
    "decision_id",
    Column("subject_type", Text, nullable=False),
    Column("subject_key", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("seen_version", Text),
    Column("decided_at", DateTime, nullable=False),
)
"""One row a decision of a person about something that the warehouse shows: of a subject the newest counts."""


CLOSES = _table(
    "closes",
    "close_id",
    Column("month_end_date", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("version", Text),
    Column("close_date", Text, nullable=False),
    Column("known_until", DateTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("decided_at", DateTime, nullable=False),
)
"""One row a close or reopening of a month: of a month the newest counts. `version` is the publication that it pins."""


def _create(connection: Connection, table: Table) -> None:
    table.create(connection)
    refuse_changes(connection, table)


def refuse_changes(connection: Connection, table: Table) -> None:
    """Let the database itself refuse to change or remove rows of a table."""
    refusal = f"rows of {table.name} are never changed or removed"
    if connection.dialect.name == "sqlite":
        for event in ("update", "delete"):
            connection.execute(
                text(
                    f"create trigger {table.name}_no_{event} before {event} on {table.name} "
                    f"begin select raise(abort, '{refusal}'); end"
                )
            )
        return
    connection.execute(
        text(
            f"create function {table.name}_refuse() returns trigger language plpgsql as "
            f"$$ begin raise exception '{refusal}'; end $$"
        )
    )
    connection.execute(
        text(
            f"create trigger {table.name}_refuse before update or delete or truncate on {table.name} "
            f"for each statement execute function {table.name}_refuse()"
        )
    )


STEPS: tuple[Callable[[Connection], None], ...] = (
    lambda connection: _create(connection, DECISIONS),
    lambda connection: _create(connection, CLOSES),
)
"""Step n (from 1) brings a store from version n - 1 to n."""
