"""Versions of rows, and the databases that hold one day of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest

from ingestion.demo.group import schema
from ingestion.demo.group.store import PostgresStore, SqliteStore, Store, fill
from ingestion.demo.group.versions import Change, history, moved, on_day, stamp
from tests.servers import READER, Postgres

ORDER = schema.Table(
    "orders",
    {
        "id": schema.key(),
        "title": schema.text(),
        "status": schema.text("draft", "posted", "cancelled"),
        "amount": schema.MONEY,
        "rate": schema.optional(schema.RATE),
        "ordered_on": schema.DAY,
        "is_urgent": schema.FLAG,
        **schema.STAMPS,
    },
)
LINE = schema.Table(
    "order_line",
    {"id": schema.key(), "order_id": schema.key("orders"), "quantity": schema.QUANTITY, **schema.STAMPS},
    parent=("orders", "order_id"),
    indexes=(("order_id",),),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def rows() -> pl.DataFrame:
    """1 lives plainly, 2 is seen late, 3 is deleted before it would be posted, 4 changes twice on a day."""
    created = [datetime(2026, 3, one, 2, 30) for one in (1, 2, 3, 4)]
    return pl.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "title": ["plain", 'late, by "three" days', "gone", "twice\nchanged"],
            "status": ["draft"] * 4,
            "amount": [100, -5, 1_234_567, 7],
            "rate": [71_234_567, None, None, 10_000_000],
            "ordered_on": [one.date() for one in created],
            "is_urgent": [True, False, False, True],
            "created_at": created,
            "_posted_on": [day("2026-03-05"), day("2026-03-03"), day("2026-03-08"), day("2026-03-06")],
            "_cancelled_on": [None, None, None, day("2026-03-06")],
            "_seen_on": [None, day("2026-03-05"), None, None],
            "_gone_on": [None, None, day("2026-03-06"), None],
        }
    )


def versions() -> pl.DataFrame:
    return history(
        rows(),
        Change("_posted_on", {"status": pl.lit("posted")}),
        Change("_cancelled_on", {"status": pl.lit("cancelled")}),
    )


def seen(on: str) -> dict[int, str]:
    return dict(on_day(versions(), pl.lit(day(on))).select("id", "status").sort("id").iter_rows())


def test_a_day_shows_what_is_seen_on_it() -> None:
    assert seen("2026-02-28") == {}
    assert seen("2026-03-03") == {1: "draft", 3: "draft"}
    assert seen("2026-03-04") == {1: "draft", 3: "draft", 4: "draft"}
    # posted before it was seen: it comes posted; deleted before it would be posted: never posted
    assert seen("2026-03-05") == {1: "posted", 2: "posted", 3: "draft", 4: "draft"}
    assert seen("2026-03-06") == {1: "posted", 2: "posted", 4: "cancelled"}
    assert seen("2030-01-01") == {1: "posted", 2: "posted", 4: "cancelled"}


def test_what_is_seen_late_is_stamped_before_what_was_read_already() -> None:
    late = on_day(versions(), pl.lit(day("2026-03-05"))).filter(pl.col("id") == 2)
    assert late["created_at"].item() == datetime(2026, 3, 2, 2, 30)
    read = on_day(versions(), pl.lit(day("2026-03-04")))["updated_at"].max()
    assert isinstance(read, datetime)
    assert late["created_at"].item() < read


def test_stamps_are_in_working_hours_and_do_not_depend_on_the_rows_around() -> None:
    frame = pl.DataFrame({"id": range(1000), "_on": [day("2026-03-05")] * 1000})
    stamps = frame.select(stamp(pl.col("_on"), 1))["_on"]
    assert stamps.min() >= datetime(2026, 3, 5, 1)
    assert stamps.max() < datetime(2026, 3, 5, 10)
    assert stamps.n_unique() == 1000
    assert frame[500:].select(stamp(pl.col("_on"), 1))["_on"].to_list() == stamps[500:].to_list()


@pytest.mark.parametrize("through", [["2026-03-02"], ["2026-03-05"], ["2026-03-03", "2026-03-04", "2026-03-05"]])
def test_steps_lead_where_one_step_leads(through: list[str]) -> None:
    frame, end = versions(), day("2026-03-09")
    held = on_day(frame, pl.lit(day("2026-03-01")))
    before = day("2026-03-01")
    for after in [*map(day, through), end]:
        goes, comes = moved(frame, pl.lit(before), pl.lit(after))
        held = pl.concat([held.join(goes, on="id", how="anti"), comes])
        before = after
    assert held.sort("id").equals(on_day(frame, pl.lit(end)).sort("id"))


@contextmanager
def sqlite(folder: Path) -> Iterator[Store]:
    with SqliteStore.replacing(folder / "group" / "oa.sqlite") as store:
        yield store


def lines() -> pl.DataFrame:
    created = datetime(2026, 3, 1, 2, 30)
    return pl.DataFrame(
        {"id": [10, 11], "order_id": [1, 4], "quantity": [1, -2500], "created_at": created, "updated_at": created}
    )


def read_sqlite(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma foreign_keys = on")
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        return connection.execute(query).fetchall()


def test_sqlite_holds_exact_texts(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        fill(store, [ORDER, LINE], {"orders": on_day(versions(), pl.lit(day("2026-03-06"))), "order_line": lines()})
    path = tmp_path / "group" / "oa.sqlite"
    assert read_sqlite(
        path, "select id, title, status, amount, rate, ordered_on, is_urgent from orders order by 1"
    ) == [
        (1, "plain", "posted", "1.00", "7.1234567", "2026-03-01", 1),
        (2, 'late, by "three" days', "posted", "-0.05", None, "2026-03-02", 0),
        (4, "twice\nchanged", "cancelled", "0.07", "1.0000000", "2026-03-04", 1),
    ]
    assert read_sqlite(path, "select id, order_id, quantity, created_at from order_line") == [
        (10, 1, "0.001", "2026-03-01 02:30:00"),
        (11, 4, "-2.500", "2026-03-01 02:30:00"),
    ]
    with SqliteStore.changing(path) as store:
        store.delete(LINE, pl.Series([10]))
        store.delete(ORDER, pl.Series([1, 2]))
    assert read_sqlite(path, "select id from orders") == [(4,)]


def test_a_file_that_fails_to_be_made_leaves_the_old_one(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        fill(store, [ORDER], {"orders": on_day(versions(), pl.lit(day("2026-03-06")))})
    with pytest.raises(sqlite3.IntegrityError), sqlite(tmp_path) as store:
        fill(store, [ORDER], {"orders": versions()})  # keys stand twice
    assert [path.name for path in (tmp_path / "group").iterdir()] == ["oa.sqlite"]
    assert len(read_sqlite(tmp_path / "group" / "oa.sqlite", "select * from orders")) == 3


def test_postgres_holds_the_same(postgres: Postgres) -> None:
    postgres.create_database("group_store")
    postgres.execute("group_store", f"grant create on database group_store to {READER}")
    url = postgres.url("group_store")
    for _ in range(2):  # made anew in the place of the old
        with PostgresStore.opened(url, "oa") as store:
            fill(store, [ORDER, LINE], {"orders": on_day(versions(), pl.lit(day("2026-03-06"))), "order_line": lines()})
    with PostgresStore.opened(url, "oa") as store:
        store.delete(LINE, pl.Series([10]))
        store.delete(ORDER, pl.Series([1]))
    with psycopg.connect(url) as connection:
        found = connection.execute("select id, title, status, amount::text, rate::text, is_urgent from oa.orders")
        assert sorted(found.fetchall()) == [
            (2, 'late, by "three" days', "posted", "-0.05", None, False),
            (4, "twice\nchanged", "cancelled", "0.07", "1.0000000", True),
        ]
        assert connection.execute("select quantity, created_at from oa.order_line").fetchall() == [
            (pytest.approx(-2.5), datetime(2026, 3, 1, 2, 30))
        ]
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute("delete from oa.orders where id = 4")
            connection.commit()
