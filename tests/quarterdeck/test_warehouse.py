"""The door in use: named queries, versions that move, threads, the sandbox."""

import datetime as dt
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from quarterdeck.access import Viewer
from quarterdeck.edition import Edition, Limits
from quarterdeck.errors import PublicationError, QuarterdeckError, QueryRefused
from quarterdeck.layout import Layout
from quarterdeck.named_queries import NamedQuery, load_queries, parse_query
from quarterdeck.publication import rollback
from quarterdeck.warehouse import Warehouse
from tests.quarterdeck.door import layout_in, publish_one

EVERYTHING = Viewer.everything()
ONLY_A = Viewer.of("anna", {"A"})
TOTALS = """-- Totals a company,
-- of items posted until a day.
-- :param until: date — the last day [default today]
-- :param companies: varchar[]? — codes of companies
-- :param least: decimal — smallest amount [default -1000.5]
-- :param numbers: integer[] — parts of keys [default []]
-- :param rows: integer — at most so many
-- :param text: varchar? — a part of the note [default 'note']
-- :param is_open: boolean — whether only open items count [default false]

select company_key, sum(amount) as total
from marts.fct_items
where posting_date <= $until
    and ($companies is null or company_key in $companies)
    and amount >= $least
    and (len($numbers) = 0 or right(item_key, 1)::integer in $numbers)
    and ($text is null or contains(note, $text))
    and (not $is_open or amount > 0)
group by all
order by all
limit $rows
"""


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return layout_in(tmp_path)


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    folder = tmp_path / "queries"
    (folder / "items").mkdir(parents=True)
    (folder / "items" / "totals.sql").write_text(TOTALS, encoding="utf-8")
    (folder / "items" / "mark.sql").write_text(
        "-- One figure that tells versions apart.\nselect max(amount) as m from marts.fct_items"
    )
    (folder / "items" / "wrong.sql").write_text(
        "-- Documents what it does not use.\n-- :param a: integer — a\nselect 1 as one"
    )
    return folder


def test_named_query_binds_its_parameters(layout: Layout, queries: Path) -> None:
    publish_one(layout)
    day = dt.date(2026, 12, 31)
    with Warehouse(layout, queries=queries) as warehouse:
        frame = warehouse.read("items/totals", EVERYTHING, until=day, rows=10)
        assert frame["company_key"].to_list() == ["A", "B", "C"]
        assert isinstance(frame["total"][0], Decimal)
        assert warehouse.read("items/totals", ONLY_A, until=day, rows=10)["company_key"].to_list() == ["A"]
        chosen = warehouse.read(
            "items/totals", EVERYTHING, until=day, rows=10, companies=["B", "C"], numbers=(1, 2)
        )
        assert chosen["company_key"].to_list() == ["B", "C"]
        assert warehouse.read("items/totals", EVERYTHING, until=day, rows=10, companies=[]).is_empty()
        assert (
            warehouse.read("items/totals", EVERYTHING, until=day, rows=10, text=None, is_open=True).height
            == 3
        )
        assert warehouse.read("items/totals", ONLY_A, until=day, rows=10, companies=["B"]).is_empty()
        frame, version = warehouse.read_with_version(
            "items/totals", EVERYTHING, rows=1, least=Decimal("80.1")
        )
        assert version == warehouse.version == "v1"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "needs rows (integer): at most so many"),
        ({"rows": "1"}, "rows must be integer, found str '1'"),
        ({"rows": True}, "rows must be integer"),
        ({"rows": 2**63}, "rows must be integer"),
        ({"rows": None}, "rows must be integer"),
        ({"rows": 1, "until": "2026-01-01"}, "until must be date"),
        ({"rows": 1, "until": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "until must be date"),
        ({"rows": 1, "companies": "A"}, "companies must be varchar[] or null"),
        ({"rows": 1, "companies": [1]}, "companies must be varchar[] or null"),
        ({"rows": 1, "least": 0.1}, "least must be decimal"),
        ({"rows": 1, "least": Decimal("NaN")}, "least must be decimal"),
        ({"rows": 1, "is_open": 1}, "is_open must be boolean"),
        ({"rows": 1, "row": 1}, "has no parameter row; it takes until, companies"),
    ],
)
def test_wrong_parameters_are_named(layout: Layout, queries: Path, given: dict[str, Any], words: str) -> None:
    publish_one(layout)
    with Warehouse(layout, queries=queries) as warehouse, pytest.raises(QueryRefused) as refusal:
        warehouse.read("items/totals", EVERYTHING, **given)
    assert words in str(refusal.value)


def test_unknown_and_ill_documented_queries(layout: Layout, queries: Path) -> None:
    publish_one(layout)
    with Warehouse(layout, queries=queries) as warehouse:
        with pytest.raises(QueryRefused, match=r"no query 'items/none'; there are: items/mark"):
            warehouse.read("items/none", EVERYTHING)
        with pytest.raises(QuarterdeckError, match=r"items/wrong: .*documents \['a'\]"):
            warehouse.read("items/wrong", EVERYTHING, a=1)
        totals = next(q for q in warehouse.queries() if q.name == "items/totals")
    assert totals.description == "Totals a company, of items posted until a day."
    assert [p.name for p in totals.parameters if p.is_required] == ["rows"]


@pytest.mark.parametrize(
    "text",
    [
        "select 1", "-- text", "-- text\n-- :param a integer\nselect $a", "-- text\n-- :param a: money — x\nselect $a",
        "-- text\n-- :param a: date — x [default soon]\nselect $a", "-- text\n-- :param a: integer — x [default 1.5]\nselect $a",
        "-- text\n-- :param a: integer — x\n-- :param a: integer — x\nselect $a",
        "-- text\n-- :param a: integer — x\n-- more text\nselect $a", "-- :param a: integer — x\nselect $a",
    ],
)  # fmt: skip
def test_header_is_checked(text: str) -> None:
    with pytest.raises(QuarterdeckError, match="queries/a/b.sql"):
        parse_query("a/b", text)


@pytest.mark.parametrize("query", load_queries().values(), ids=load_queries())
def test_every_query_of_the_project_is_accepted_by_the_parser(query: NamedQuery) -> None:
    from quarterdeck.syntax import second_opinion

    assert second_opinion(query.sql)


def test_analysts_values_are_bound(layout: Layout) -> None:
    publish_one(layout)
    with Warehouse(layout) as warehouse:
        sql = "select count(*) as n from marts.fct_items where note = $text and amount > $least and posting_date >= $day"
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
        for statement in (
            "select * from read_text('/etc/passwd')", "attach 'x.duckdb'", "copy (select 1) to 'x.csv'", "set threads = 8",
            "set enable_external_access = true", "set lock_configuration = false", "install httpfs", "load httpfs",
            "insert into marts.dim_company values ('X', 'x')", "create table marts.x as select 1", "set TimeZone = 'Asia/Tokyo'",
        ):  # fmt: skip
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
            assert (
                held.select(f"select {number}, count(*) as n from marts.fct_items", EVERYTHING)["n"].item()
                == 120
            )
        assert not held.publication.path.exists()
        rollback(layout)
        assert warehouse.version == "v9"


def test_versions_are_closed_with_their_last_reader(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    original = Edition.close
    monkeypatch.setattr(Edition, "close", lambda self: (closed.append(self.version), original(self))[1])
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
        time.sleep(0.2)
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
    limits = Limits(memory="60MB", spill="1MB", threads=1)
    with Warehouse(layout, limits=limits) as warehouse, pytest.raises(QueryRefused, match="60MB"):
        warehouse.select("select list(range order by hash(range)) as l from range(20000000)", EVERYTHING)


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
