"""The door in use: versions that move, threads, the sandbox, limits."""

import datetime as dt
import threading
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.edition import Edition, Limits
from quarterdeck.errors import PublicationError, QuarterdeckError, QueryRefused
from quarterdeck.layout import Layout
from quarterdeck.ordering import Ordering
from quarterdeck.publication import publish, rollback
from quarterdeck.warehouse import Warehouse
from tests.quarterdeck.door import layout_in, publish_one, serve

EVERYTHING = Viewer.everything()
ONLY_A = Viewer.of("anna", {"A"})
FORBIDDEN = [
    "select * from read_text('/etc/passwd')",
    "attach 'x.duckdb'",
    "copy (select 1) to 'x.csv'",
    "set threads = 8",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set TimeZone = 'Asia/Tokyo'",
    "install httpfs",
    "load httpfs",
    "insert into marts.dim_company values ('X', 'x')",
    "create table marts.x as select 1",
]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return layout_in(tmp_path)


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    folder = tmp_path / "queries"
    (folder / "items").mkdir(parents=True)
    (folder / "items" / "mark.sql").write_text(
        "-- One figure that tells versions apart.\nselect max(amount) as m from marts.fct_items"
    )
    return folder


def test_analysts_values_are_bound(layout: Layout) -> None:
    publish_one(layout)
    with Warehouse(layout) as warehouse:
        sql = "from marts.fct_items select count(*) where note = $text and amount > $least and $day < now()"
        values = {"text": "note of A5'; drop table x", "least": Decimal("-1"), "day": dt.date(2026, 1, 1)}
        assert warehouse.select(sql, EVERYTHING, values).item() == 0
        with pytest.raises(QueryRefused, match="parameters are: day, least, text; given are: text"):
            warehouse.select(sql, EVERYTHING, {"text": "x"})
        with pytest.raises(QueryRefused, match="given are: a"):
            warehouse.select("select 1", EVERYTHING, {"a": 1})
        assert warehouse.select("select $l as l", EVERYTHING, {"l": ["a"]}).rows() == [(["a"],)]


def test_limit_takes_the_first_rows_in_order(layout: Layout) -> None:
    publish_one(layout)
    with Warehouse(layout) as warehouse:
        sql = "select item_key from marts.fct_items order by item_key desc"
        everything = warehouse.select(sql, EVERYTHING)
        assert warehouse.select(sql, EVERYTHING, limit=5).rows() == everything.rows()[:5]
        assert warehouse.select(sql + " limit 3", EVERYTHING, limit=5).height == 3
        assert warehouse.select(sql, EVERYTHING, limit=0).is_empty()
        assert warehouse.select("with a as (select 1 as b) from a -- end", EVERYTHING, limit=5).height == 1
        for limit in (-1, 1.5, True, "1; drop table x"):
            with pytest.raises(QueryRefused, match="limit"):
                warehouse.select(sql, EVERYTHING, limit=limit)  # type: ignore[arg-type]


def test_the_engine_sorts_and_cuts_off_beside_the_total(layout: Layout, tmp_path: Path) -> None:
    folder = tmp_path / "ordered" / "items"
    folder.mkdir(parents=True)
    (folder / "list.sql").write_text(
        """-- Items and their total.
        select item_key, any_value(note) as note, case when item_key <> 'A3' then sum(amount) end as amount
        from marts.fct_items where company_key = 'A' group by grouping sets ((item_key), ())""",
        encoding="utf-8",
    )
    publish_one(layout)
    with Warehouse(layout, queries=folder.parent) as warehouse, warehouse.edition() as edition:
        assert edition.parameters_of("items/list") == ()

        def ordered(column: str, descending: bool, rows: int) -> pl.DataFrame:
            ordering = Ordering("item_key", column, descending, ("note",), rows)
            return edition.read_ordered("items/list", Viewer.of("x", {"A"}), ordering)

        largest = ordered("amount", True, 3)
        assert largest["item_key"].to_list() == [None, "A10", "A21", "A32"]  # 73.5 each, by their note
        assert largest["_row_count"].to_list() == [40] * 4, "the total is not a row, and those cut off are"
        everything = ordered("amount", False, 1000)
        assert (everything["item_key"][0], everything["item_key"][-1], everything.height) == (None, "A3", 41)


def test_a_source_row_is_seen_through_any_record_of_a_company(layout: Layout) -> None:
    with duckdb.connect(str(_written(layout))) as connection:
        connection.execute(
            """create table marts.fct_visits as
            select 'A' as company_key, 'pm' as system, 'visit' as source_table, '7' as source_key;
            create table marts.dim_party as select 'pm' as system, 'party' as source_table, '8' as source_key"""
        )
    publish(layout, version="v1", details={}, keep=1)
    with Warehouse(layout) as warehouse, warehouse.edition() as edition:

        def is_seen(viewer: Viewer, table: str, key: str) -> bool:
            return edition.holds_source_row(viewer, system="pm", table=table, key=key)

        assert is_seen(Viewer.everything(), "visit", "7") and is_seen(Viewer.of("a", {"A"}), "visit", "7")
        assert not is_seen(Viewer.of("b", {"B"}), "visit", "7"), "another company's"
        assert not is_seen(Viewer.everything(), "visit", "8")
        assert not is_seen(Viewer.of("a", {"A"}), "party", "8"), "of no company"


def _written(layout: Layout) -> Path:
    serve(layout)
    return layout.serving_file


def test_catalogue_lists_relations_and_columns(layout: Layout) -> None:
    publish_one(layout)
    with Warehouse(layout) as warehouse:
        found = warehouse.catalogue()
        assert ("marts", "fct_items") in set(found.select("schema_name", "relation_name").iter_rows())
        assert "information_schema" not in found["schema_name"]
        columns = warehouse.columns("MARTS.fct_items")
        assert columns["column_name"].to_list()[:2] == ["item_key", "company_key"]
        assert dict(columns.select("column_name", "data_type").iter_rows())["amount"] == "DECIMAL(18,3)"
        assert warehouse.columns("marts.nothing").is_empty()


def test_without_publication_the_next_step_is_named(layout: Layout) -> None:
    with Warehouse(layout) as warehouse:
        with pytest.raises(PublicationError, match="Run a refresh"):
            warehouse.select("select 1", EVERYTHING)
        publish_one(layout)
        assert warehouse.version == "v1"
    with pytest.raises(QuarterdeckError, match="closed"):
        warehouse.select("select 1", EVERYTHING)


def test_damaged_version_is_an_error_of_publication(layout: Layout) -> None:
    publish_one(layout).path.write_bytes(b"x" * 100_000)
    with Warehouse(layout) as warehouse, pytest.raises(PublicationError, match="cannot be opened") as failure:
        warehouse.select("select 1", EVERYTHING)
    assert str(layout.data_dir) not in str(failure.value)


def test_engine_is_closed_in_itself(layout: Layout) -> None:
    """Behind the guard, the engine itself reaches no file and takes no setting."""
    publish_one(layout)
    with Warehouse(layout) as warehouse, Warehouse(layout) as second, warehouse.edition() as edition:
        connection = edition._connection
        for statement in FORBIDDEN:
            with pytest.raises(duckdb.Error):
                connection.cursor().execute(statement)
        layout_frame = second.select("select 1 as one", EVERYTHING)  # noqa: F841 - a name the engine must not find
        with pytest.raises(duckdb.Error):
            connection.cursor().execute("from layout_frame")
        sql = "select (timestamptz '2026-01-01 23:30:00+00')::date as d"
        assert second.select(sql, EVERYTHING).item() == dt.date(2026, 1, 1)


def test_reader_follows_ten_publications_without_a_failure(layout: Layout, queries: Path) -> None:
    publish_one(layout, "v0", keep=1)
    with Warehouse(layout, queries=queries) as warehouse, warehouse.edition() as held:
        before = held.select("select sum(amount) as s from marts.fct_items", EVERYTHING)
        for number in range(1, 11):
            publish_one(layout, f"v{number}", mark=number, keep=1)
            frame, version = warehouse.read_with_version("items/mark", EVERYTHING)
            assert version == f"v{number}"
            assert frame.item() == Decimal("73.5") * number
            # Its file is deleted by now, and still read.
            assert held.select("select sum(amount) as s from marts.fct_items", EVERYTHING).equals(before)
            assert held.select(f"select {number}, count(*) as n from marts.fct_items", EVERYTHING)["n"].item() == 120
        assert not held.publication.path.exists()
        rollback(layout)
        assert warehouse.version == "v9"


def test_versions_are_closed_with_their_last_reader(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    original = Edition.close

    def close(edition: Edition) -> None:
        closed.append(edition.version)
        original(edition)

    monkeypatch.setattr(Edition, "close", close)
    publish_one(layout, "v1")
    warehouse = Warehouse(layout)
    with warehouse.edition() as first, warehouse.edition() as again:
        assert first is again
        publish_one(layout, "v2")
        assert warehouse.version == "v2"
        assert closed == []
    assert closed == ["v1"]
    publish_one(layout, "v3")
    assert warehouse.version == "v3"
    assert closed == ["v1", "v2"]
    with warehouse.edition() as last:
        warehouse.close()
        assert last.select("select 1 as one", EVERYTHING).item() == 1
    warehouse.close()
    assert closed == ["v1", "v2", "v3"]


def test_same_version_is_not_opened_again(layout: Layout) -> None:
    publish_one(layout)
    with Warehouse(layout) as warehouse:
        with warehouse.edition() as first:
            pass
        layout.pointer.write_text(layout.pointer.read_text())
        with warehouse.edition() as second:
            assert second is first


def test_threads_read_while_versions_pass(layout: Layout, queries: Path) -> None:
    publish_one(layout, "v0", keep=2)
    failures: list[BaseException] = []
    seen: list[list[int]] = [[] for _ in range(6)]
    is_over = threading.Event()

    def work(number: int, warehouse: Warehouse) -> None:
        viewer = ONLY_A if number % 2 else EVERYTHING
        try:
            while not is_over.is_set():
                frame, version = warehouse.read_with_version("items/mark", viewer)
                mark = max(int(version[1:]), 1)
                assert frame.item() == Decimal("73.5") * mark
                rows = warehouse.select("select distinct company_key from marts.fct_items order by 1", viewer)
                assert rows["company_key"].to_list() == (["A"] if viewer is ONLY_A else ["A", "B", "C"])
                seen[number].append(int(version[1:]))
        except BaseException as error:
            failures.append(error)

    with Warehouse(layout, queries=queries) as warehouse:
        threads = [threading.Thread(target=work, args=(number, warehouse)) for number in range(len(seen))]
        for thread in threads:
            thread.start()
        for number in range(1, 9):
            publish_one(layout, f"v{number}", mark=number, keep=2)
        until = time.monotonic() + 60
        while not all(numbers and numbers[-1] == 8 for numbers in seen) and time.monotonic() < until:
            time.sleep(0.02)
        is_over.set()
        for thread in threads:
            thread.join(30)
    assert failures == []
    for versions_seen in seen:
        assert versions_seen == sorted(versions_seen)
        assert versions_seen[-1] == 8


def test_long_query_is_stopped(layout: Layout) -> None:
    publish_one(layout)
    with Warehouse(layout, limits=Limits(seconds=0.3)) as warehouse:
        with pytest.raises(QueryRefused, match=r"stopped after 0.3 s"):
            warehouse.select(
                "select count(*) as n from range(100000000) a, range(100000) b where a.range + b.range < 0",
                EVERYTHING,
            )
        assert warehouse.select("select 1 as one", EVERYTHING).item() == 1


def test_query_that_needs_too_much_memory_is_told_so(layout: Layout) -> None:
    publish_one(layout)
    limits = Limits(memory="20MB", spill="1MB", threads=1)
    with Warehouse(layout, limits=limits) as warehouse, pytest.raises(QueryRefused, match="20MB"):
        warehouse.select("select list(range) as l from range(5000000)", EVERYTHING)


def test_door_costs_little(layout: Layout, queries: Path) -> None:
    publish_one(layout)
    with Warehouse(layout, queries=queries) as warehouse:
        warehouse.read("items/mark", EVERYTHING)
        started = time.perf_counter()
        for _ in range(50):
            warehouse.read("items/mark", EVERYTHING)
        assert (time.perf_counter() - started) / 50 < 0.05


def test_messages_hold_no_paths(layout: Layout) -> None:
    publish_one(layout)
    with Warehouse(layout) as warehouse:
        for sql in (
            "select nothing from marts.fct_items",
            "select 'x'::integer",
            "select 1 / 'a'",
            "select no.x from marts.dim_date",
        ):
            with pytest.raises(QueryRefused) as refusal:
                warehouse.select(sql, EVERYTHING)
            assert str(layout.data_dir) not in str(refusal.value)
            assert "LINE" not in str(refusal.value)
