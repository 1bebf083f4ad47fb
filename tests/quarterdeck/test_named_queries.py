"""Named queries: headers, parameters, and that the project's own pass the guard."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quarterdeck.access import Viewer
from quarterdeck.catalogue import Catalogue, Relation
from quarterdeck.errors import QuarterdeckError, QueryRefused
from quarterdeck.guard import Guard
from quarterdeck.layout import Layout
from quarterdeck.named_queries import QUERIES, NamedQuery, load_queries, parse_query
from quarterdeck.syntax import second_opinion
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
        chosen = warehouse.read("items/totals", EVERYTHING, until=day, rows=10, companies=["B", "C"], numbers=(1, 2))
        assert chosen["company_key"].to_list() == ["B", "C"]
        assert warehouse.read("items/totals", EVERYTHING, until=day, rows=10, companies=[]).is_empty()
        assert warehouse.read("items/totals", EVERYTHING, until=day, rows=10, text=None, is_open=True).height == 3
        assert warehouse.read("items/totals", ONLY_A, until=day, rows=10, companies=["B"]).is_empty()
        frame, version = warehouse.read_with_version("items/totals", EVERYTHING, rows=1, least=Decimal("80.1"))
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
        "select 1",
        "-- text",
        "-- text\n-- :param a integer\nselect $a",
        "-- text\n-- :param a: money — x\nselect $a",
        "-- text\n-- :param a: date — x [default soon]\nselect $a",
        "-- text\n-- :param a: integer — x [default 1.5]\nselect $a",
        "-- text\n-- :param a: integer — x\n-- :param a: integer — x\nselect $a",
        "-- text\n-- :param a: integer — x\n-- more text\nselect $a",
        "-- :param a: integer — x\nselect $a",
    ],
)
def test_header_is_checked(text: str) -> None:
    with pytest.raises(QuarterdeckError, match="queries/a/b.sql"):
        parse_query("a/b", text)


def test_a_part_stands_for_its_expressions(tmp_path: Path) -> None:
    area = tmp_path / "items"
    (area / "parts").mkdir(parents=True)
    (area / "parts" / "chosen.sql").write_text("-- Said once.\nchosen as (\n    select $a as a\n),\n")
    query = (
        "-- text\n-- :param a: integer — x\nwith\n\n-- :part chosen\n\n"
        "final as (select a from chosen)\n\nselect * from final"
    )
    (area / "one.sql").write_text(query)
    found = load_queries(tmp_path)
    assert list(found) == ["items/one"]
    assert found["items/one"].sql == query.partition("x\n")[2].replace(
        "-- :part chosen", "-- Said once.\nchosen as (\n    select $a as a\n),"
    )
    (area / "two.sql").write_text("-- text\nwith\n\n-- :part none\n\nselect 1 as one")
    with pytest.raises(QuarterdeckError, match=r"items/two.sql names the part 'none', but there is no queries/"):
        load_queries(tmp_path)


def test_every_part_serves_several_queries() -> None:
    for part in QUERIES.glob("*/parts/*.sql"):
        line = f"-- :part {part.stem}\n"
        assert sum(line in file.read_text(encoding="utf-8") for file in part.parent.parent.glob("*.sql")) > 1, part


@pytest.mark.parametrize("query", load_queries().values(), ids=load_queries())
def test_every_query_of_the_project_passes_the_guard(query: NamedQuery) -> None:
    relations = [Relation(schema, name, ("company_key",)) for _, schema, name in second_opinion(query.sql) if schema]
    guard = Guard(Catalogue.of("published", relations))
    scoped = guard.scope(query.sql, ONLY_A, query.types)
    assert scoped.parameters == {p.name for p in query.parameters}
    assert scoped.relations == {r.full_name for r in relations}
    guard.close()
