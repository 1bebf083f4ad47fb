"""Attacks that are refused or see nothing; analysts' queries that give what they give without the door."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from quarterdeck.access import Viewer, row_rule
from quarterdeck.catalogue import Catalogue, Relation
from quarterdeck.errors import QueryRefused
from quarterdeck.functions import ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS
from quarterdeck.guard import MAX_LENGTH, Guard
from quarterdeck.warehouse import Warehouse
from tests.quarterdeck.door import fill, layout_in, publish_one

EVERYTHING = Viewer.everything()
ONLY_A = Viewer.of("anna", {"A"})
A_AND_C = Viewer.of("controller", {"A", "C"})
NOBODY = Viewer.of("nobody", set())


def _lines(name: str) -> list[str]:
    text = (Path(__file__).parent / "door_queries" / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    layout = layout_in(tmp_path_factory.mktemp("door"))
    publish_one(layout)
    with Warehouse(layout) as opened:
        yield opened


@pytest.fixture(scope="module", params=[EVERYTHING, ONLY_A, A_AND_C], ids=["everything", "A", "A and C"])
def viewer_and_truth(request: pytest.FixtureRequest) -> Iterator[tuple[Viewer, duckdb.DuckDBPyConnection]]:
    """A viewer, and a database that never held another company's rows."""
    viewer: Viewer = request.param
    with duckdb.connect() as connection:
        fill(connection, tuple(sorted(viewer.companies)) if viewer.companies is not None else ("A", "B", "C"))
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set schema = 'marts'")
        yield viewer, connection


LEGITIMATE = [*_lines("accepted"), "/* a comment */ select 1 as one -- from marts.nothing\n"]


@pytest.mark.parametrize("sql", LEGITIMATE)
def test_analysts_query_gives_what_it_gives_without_the_door(
    warehouse: Warehouse, viewer_and_truth: tuple[Viewer, duckdb.DuckDBPyConnection], sql: str
) -> None:
    viewer, truth = viewer_and_truth
    assert_frame_equal(warehouse.select(sql, viewer), truth.execute(sql).pl())


ATTACKS = [
    *_lines("refused"),
    "",
    "select 1 " + "+ 1" * MAX_LENGTH,
    "select " + "(" * 3000 + "1" + ")" * 3000,
    "select " + "not " * 3000 + "true",
    "select 1 where" + " (select 1" * 600,
]


@pytest.mark.parametrize("viewer", [EVERYTHING, ONLY_A], ids=["everything", "A"])
@pytest.mark.parametrize("sql", ATTACKS, ids=[attack[:60] for attack in ATTACKS])
def test_attack_is_refused_in_words(warehouse: Warehouse, sql: str, viewer: Viewer) -> None:
    with pytest.raises(QueryRefused) as refusal:
        warehouse.select(sql, viewer)
    message = str(refusal.value)
    assert message.strip()
    assert len(message) < 700
    assert ".duckdb" not in message


SHAPES = _lines("shapes")


@pytest.mark.parametrize(
    ("sql", "table"), list(product(SHAPES, ["marts.fct_items", "marts.open_items", "marts.dim_company"]))
)
def test_no_shape_of_query_shows_another_companys_row(warehouse: Warehouse, sql: str, table: str) -> None:
    sql = sql.format(t=table, n=table.partition(".")[2])
    try:
        shown = warehouse.select(sql, ONLY_A)
    except QueryRefused:
        return
    text = str(shown.rows())
    for secret in ("'B'", "'C'", "of B", "of C", "Company B", "Company C", "'B1", "'C1"):
        assert secret not in text


@pytest.mark.parametrize("sql", SHAPES)
@pytest.mark.parametrize("table", ["marts.private_plans", "audits.results"])
def test_no_rule_means_no_rows(warehouse: Warehouse, sql: str, table: str) -> None:
    sql = sql.format(t=table, n=table.partition(".")[2])
    try:
        shown = str(warehouse.select(sql, ONLY_A).rows())
    except QueryRefused:
        return
    assert "merger" not in shown
    assert "Secret" not in shown


def test_viewer_of_everything_sees_relations_without_a_rule(warehouse: Warehouse) -> None:
    assert warehouse.select("from marts.private_plans", EVERYTHING).rows() == [("merger",)]


@pytest.mark.parametrize("table", ["marts.fct_items", "marts.dim_date", "audits.loads", "marts.private_plans"])
def test_viewer_of_no_company_sees_nothing(warehouse: Warehouse, table: str) -> None:
    assert warehouse.select(f"from {table}", NOBODY).is_empty()


def test_company_codes_are_data(warehouse: Warehouse) -> None:
    for code in ("A') or ('1' = '1", "A'); drop table x; --", "A\\' or true --", "", '"A"'):
        assert warehouse.select("from marts.fct_items", Viewer.of("mallory", {code})).is_empty()


@pytest.mark.parametrize(
    "sql",
    [
        "select sum(replace(note, 'note of A', '')::integer) from marts.fct_items",
        "select count(*) from marts.fct_items where replace(note, 'note of A', '')::integer >= 0",
        "from marts.fct_items select count(*) where replace(note, 'note of A', '')::int in (4, 5)",
        "select count(*) from marts.fct_items join range(50) r(n) on replace(note, 'note of A', '')::int = n",
    ],
)
def test_hidden_rows_raise_no_errors(warehouse: Warehouse, sql: str) -> None:
    """A cast that fails on another company's rows would tell what they hold."""
    assert warehouse.select(sql, ONLY_A).item() > 0
    with pytest.raises(QueryRefused):
        warehouse.select(sql, EVERYTHING)


def test_error_about_a_value_does_not_show_it_to_a_viewer_of_some_companies(warehouse: Warehouse) -> None:
    with pytest.raises(QueryRefused, match="try_cast") as refusal:
        warehouse.select("select note::integer from marts.fct_items", ONLY_A)
    assert "note of" not in str(refusal.value)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select * from marts.fct_item", "Near it: marts.fct_items"),
        ("select * from fct_targets", "audits.fct_targets or marts.fct_targets"),
        ("select nothing from marts.fct_items", 'Referenced column "nothing" not found'),
        ("select getenv('HOME')", "'getenv' is not accepted"),
        ("select * from read_csv('x')", "only generate_series, range, unnest"),
        ("select 1; select 2", "found 2 statements"),
        ("selec 1", "not valid SQL"),
        ("select 1 +\n  from from x", "line 2, column"),
        ("pivot marts.fct_items on company_key using sum(amount)", "from t pivot"),
        ("select * from other.marts.fct_items", "another database"),
        ("select * from marts.fct_items at (version => 1)", "one moment"),
        ("describe marts.fct_items", "catalogue"),
    ],
)
def test_refusal_names_the_part_and_what_is_accepted(warehouse: Warehouse, sql: str, words: str) -> None:
    with pytest.raises(QueryRefused) as refusal:
        warehouse.select(sql, EVERYTHING)
    assert words in str(refusal.value)


def test_catalog_may_be_named_if_it_is_the_publications(warehouse: Warehouse) -> None:
    sql = 'select count(*) as n from "quarterdeck-v1".marts.dim_company'
    assert warehouse.select(sql, EVERYTHING).item() == 3


@pytest.mark.parametrize(
    "sql", ["select 1\x00", "select 1 \x00 from marts.fct_items", "from marts.dim_date\x00, marts.fct_items"]
)
def test_nul_is_refused_wherever_it_stands(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(QueryRefused, match="NUL"):
        warehouse.select(sql, EVERYTHING)
    with pytest.raises(QueryRefused, match="NUL"):
        warehouse.select("from marts.fct_items", Viewer.of("mallory", {"A\x00"}))


def _guard() -> Guard:
    relations = [Relation("marts", "t", ("company_key", "a")), Relation("marts", "u", ("a",))]
    return Guard(Catalogue.of("db", relations))


def test_every_relation_stands_in_its_rule() -> None:
    scoped = _guard().scope("with t as (from t) select * from t, u, t as again", ONLY_A)
    assert scoped.relations == {"marts.t", "marts.u"}
    assert scoped.sql.count("marts.t") == 1
    assert "company_key IN ('A')" in scoped.sql
    assert "FROM quarterdeck_cte_1 AS t" in scoped.sql


def test_parsers_that_disagree_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    from collections import Counter

    monkeypatch.setattr("quarterdeck.guard.second_opinion", lambda sql: Counter({("", "", "u"): 1}))
    with pytest.raises(QueryRefused, match="Two parsers"):
        _guard().scope("from t", EVERYTHING)


def test_relation_that_slips_the_rewriting_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quarterdeck.rewriting.Rewriter._table", lambda self, node, ctes: node)
    with pytest.raises(QueryRefused, match="could not be rewritten"):
        _guard().scope("from marts.t", EVERYTHING)


def test_text_that_does_not_come_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guard, "_text", lambda self, statement: "SELECT a FROM marts.t")
    with pytest.raises(QueryRefused, match="could not be rewritten"):
        _guard().scope("select 1", EVERYTHING)


def test_relation_with_a_name_of_the_doors_own_is_refused() -> None:
    with pytest.raises(QueryRefused, match="renamed"):
        Guard(Catalogue.of("db", [Relation("main", "quarterdeck_cte_1", ())]))


@pytest.mark.parametrize(
    ("columns", "relation", "viewer", "rule"),
    [
        (["company_key"], "fct_items", EVERYTHING, "TRUE"),
        (["x"], "fct_items", EVERYTHING, "TRUE"),
        (["COMPANY_KEY"], "fct_items", A_AND_C, "company_key IN ('A', 'C')"),
        (["company_key"], "dim_date", ONLY_A, "company_key IN ('A')"),
        (["date_day"], "dim_date", ONLY_A, "TRUE"),
        (["x"], "fct_items", ONLY_A, "FALSE"),
        (["company_key"], "fct_items", NOBODY, "FALSE"),
        (["date_day"], "dim_date", NOBODY, "FALSE"),
    ],
)
def test_row_rule(columns: list[str], relation: str, viewer: Viewer, rule: str) -> None:
    assert row_rule(columns, "marts", relation, viewer).sql(dialect="duckdb") == rule


def test_one_text_is_not_a_set_of_companies() -> None:
    with pytest.raises(TypeError, match="collection"):
        Viewer.of("anna", "ABC")


def test_allowed_functions_exist_in_this_engine() -> None:
    with duckdb.connect() as connection:
        rows = connection.execute("select distinct lower(function_name) from duckdb_functions()").fetchall()
    known = {name for (name,) in rows}
    assert not (ALLOWED_FUNCTIONS | ALLOWED_TABLE_FUNCTIONS) - known


def test_functions_that_read_or_run_are_not_allowed() -> None:
    feared = re.compile(
        "read_|scan|sql|query|setting|getenv|variable|duckdb_|pragma|secret|sleep|log_|_log|glob|sniff|parquet"
        "|checkpoint|current_user|seq_|nextval|currval|pg_"
    )
    assert not [name for name in ALLOWED_FUNCTIONS if feared.search(name)]


def test_frames_are_exact(warehouse: Warehouse) -> None:
    frame = warehouse.select("select sum(amount) as s from marts.fct_items", EVERYTHING)
    assert frame.schema["s"] == pl.Decimal(38, 3)
