"""What every drill page must be: its words are there, its filters reach its queries, every way down ends.

A new page is under these tests as soon as it is in `dashboards/views/drills.py`.
"""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import sqlglot

from dashboards.components.drill import Bars, Drill, Field, Level, OverTime
from dashboards.components.words import LANGUAGES, load_words
from dashboards.views.drills import DRILLS
from quarterdeck.named_queries import load_queries
from tests.dashboards.views import rows
from tests.drills.conftest import Open

QUERIES = load_queries()
ROWS_TRIED = 5
WALKED_ELSEWHERE = {"duplicates": "nobody pays twice in a group without faults; see tests/flows/test_planted.py"}
ALSO_FROM = {"credit": "2025-11-10"}
"""Days on which there is what there is not at the end: disputes that are open."""
GENERAL = {"as_of", "company", "system"}
each_drill = pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.area)


def takes(drill: Drill, query: str) -> set[str]:
    name = query if "/" in query else f"{drill.area}/{query}"
    return {parameter.name for parameter in QUERIES[name].parameters}


def words_of(drill: Drill) -> Iterator[tuple[str, ...]]:
    """Keys that the page needs; of several one is enough."""
    area = drill.area
    for name in ("nav", "title", "owner", "nothing_title", "nothing_text", f"all_{drill.levels[0].name}"):
        yield (f"{area}.{name}",)
    yield (f"group.{drill.group}",)
    yield from ((f"{area}.definition.{name}",) for name in drill.definitions)
    if drill.chart is not None:
        yield from ((f"{area}.{name}",) for name in ("chart_hint", "chart_alt"))
        yield from ((f"parameter.{drill.chart.parameter}",) for _ in [0] if drill.chart.parameter)
        if isinstance(drill.chart.title, str):
            yield (f"{area}.{drill.chart.title}",)
    match drill.chart:
        case Bars() as bars:
            yield (f"{area}.chart_table",)
            for column in filter(None, (bars.parameter, bars.count)):
                yield f"{area}.column.{column}", f"column.{column}"
            if bars.count:
                yield (f"{area}.chart_count",)
            if isinstance(bars.categories, tuple):
                yield from ((f"{area}.{bars.parameter}.{value}",) for value, _ in bars.categories)
        case OverTime() as over:
            yield from ((f"{area}.{over.series}.{code}",) for code in over.colours)
            yield from ((f"{area}.line.{column}",) for column in over.lines)
    for tiles in filter(None, [drill.tiles, *(level.tiles for level in drill.levels)]):
        for figure in tiles.figures:
            yield from ((f"{area}.{table}.{figure.name or figure.column}",) for table in ("tile", "help"))
            yield from ((f"{area}.tile.{note.word}",) for note in (figure.note, *figure.also) if note)
    for choice in drill.filters:
        yield (f"parameter.{choice.name}",)
        yield from ((f"{area}.{choice.name}.{code}",) for code in choice.options)
        if choice.stands_above is None:
            yield (f"{area}.filter.{choice.name}",)
            yield from ((f"{area}.filter.all_{choice.name}",) for _ in [0] if choice.default is None)
    for depth in drill.depths:
        yield (f"{area}.missing.{depth}",)
        yield (f"parameter.{depth}",)
    for level in drill.levels:
        if len(level.tables) > 1:
            yield from ((f"{area}.{table.title}",) for table in level.tables)
        for field in fields_of(level):
            word = field.word or field.name
            yield f"{area}.column.{word}", f"column.{word}"
            yield from ((f"{area}.help.{word}",) for _ in [0] if field.has_help)
            yield from ((f"{area}.badge.{field.badge}", f"badge.{field.badge}") for _ in [0] if field.badge)


def fields_of(level: Level) -> Iterator[Field]:
    for part in (level.facts, *level.tables):
        if part is not None and not callable(part.fields):
            yield from part.fields


@pytest.mark.parametrize("language", LANGUAGES)
@each_drill
def test_its_words_are_there(drill: Drill, language: str) -> None:
    known = load_words(language)
    missing = [keys for keys in words_of(drill) if not any(key in known for key in keys)]
    assert not missing, f"locale/{language}/{drill.area}.toml lacks {missing}"


@each_drill
def test_what_is_chosen_reaches_its_queries(drill: Drill) -> None:
    """A filter that a figure ignores would show a figure that is not what the page says."""
    chosen = GENERAL | {choice.name for choice in drill.filters if choice.stands_above is None}
    parts = [part.query for part in (drill.tiles, drill.chart) if part is not None]
    tables = [table.query for table in drill.levels[0].tables]
    for query in [*parts, *tables]:
        assert chosen <= takes(drill, query), f"{query} ignores {chosen - takes(drill, query)}"
    if drill.chart is not None and drill.chart.parameter is not None:
        for query in tables:
            assert drill.chart.parameter in takes(drill, query), f"{query} ignores the bar that was chosen"


@each_drill
def test_its_chart_states_its_order(drill: Drill) -> None:
    """Else companies change their places and shades from one look to the next."""
    for chart in filter(None, [drill.chart, *(level.chart for level in drill.levels)]):
        name = chart.query if "/" in chart.query else f"{drill.area}/{chart.query}"
        assert sqlglot.parse_one(QUERIES[name].sql, dialect="duckdb").args.get("order"), name


@each_drill
def test_its_levels_show_the_one_thing_that_they_name(drill: Drill) -> None:
    for level in drill.levels[1:]:
        parts = [level.facts, level.tiles, level.chart, *level.tables]
        for query in (part.query for part in parts if part is not None):
            assert {level.name, "as_of"} <= takes(drill, query), f"{query} ignores {level.name} or the day"
    for level in drill.levels:
        for table in level.tables:
            if table.find:
                assert "find" in takes(drill, table.query)


@each_drill
def test_it_ends_at_the_sources_row(drill: Drill) -> None:
    opened = {table.opens for level in drill.levels for table in level.tables if not table.is_source}
    assert {level.name for level in drill.levels[1:]} <= opened, "a level that no table opens"
    assert any(table.is_source for level in drill.levels for table in level.tables)
    known = set(drill.depths)
    assert opened - {None} <= known, "a table opens a level that there is not"


@each_drill
def test_its_figures_lead_to_what_there_is(drill: Drill) -> None:
    choices = {choice.name: choice.options for choice in drill.filters}
    if isinstance(drill.chart, Bars) and isinstance(drill.chart.categories, tuple):
        choices[drill.chart.parameter] = tuple(value for value, _ in drill.chart.categories)
    for figure in drill.tiles.figures if drill.tiles else ():
        for name, code in figure.leads.items():
            assert name in choices and (not choices[name] or code in choices[name]), (figure.column, name, code)


def test_the_recipe_is_a_page() -> None:
    text = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^   ```python\n(.*?)^   ```", text, flags=re.DOTALL | re.MULTILINE)
    made: dict[str, Any] = {}
    exec(textwrap.dedent(block), made)  # noqa: S102
    assert made["DRILL"].depths == ("site", "cost", "visit") and callable(made["page"])


def sources_below(drill: Drill, depth: str) -> set[str]:
    """The parameters that open source rows at or below a place on the way down."""
    found = {depth}
    for table in next((level.tables for level in drill.levels[1:] if level.name == depth), ()):
        found |= sources_below(drill, table.opens) if table.opens else set()
    return found


@each_drill
def test_every_way_down_is_walked(drill: Drill, page: Open) -> None:
    if drill.area in WALKED_ELSEWHERE:
        assert "qd-empty" in page(drill.area), "it has rows here: walk it here"
        return
    walk(drill, page)


def walk(drill: Drill, page: Open) -> None:
    """Level by level, some rows of each table, until a source's row has been seen by each table that has one.

    In Chinese: other tests go through the pages in English.
    """
    wanted = {str(table.opens) for level in drill.levels for table in level.tables if table.is_source}
    levels = {level.name for level in drill.levels[1:]}
    below = {depth: sources_below(drill, depth) for depth in drill.depths}
    waiting, seen = [{"lang": "zh"}], set()
    if drill.area in ALSO_FROM:
        waiting.append({"lang": "zh", "as_of": ALSO_FROM[drill.area]})
    while waiting and wanted:
        given = waiting.pop(0)
        deepest = next((depth for depth in reversed(drill.depths) if depth in given), None)
        if deepest is not None and not wanted & below[deepest]:
            continue
        html = page(drill.area, **given)
        assert not re.search("qd-empty|qd-warning", html.split("qd-crumbs")[1]), given
        if "qd-fields" in html:
            wanted -= given.keys()
            continue
        for opens in drill.depths:
            links = [link for link in rows(html) if f"&{opens}=" in link and link not in seen]
            if drill.chart is not None:
                links = [link for link in links if f"&{drill.chart.parameter}=" not in link]
            # not every contract has every kind of row
            chosen = links[:ROWS_TRIED] if opens in levels else links[:1] if opens in wanted else []
            seen.update(chosen)
            found = [dict(parse_qsl(link.partition("?")[2])) for link in chosen]
            # straight down first
            waiting = [*found, *waiting]
    assert not wanted, f"no way was found to the source rows of {wanted}"


@each_drill
def test_every_order_and_filter_is_shown(drill: Drill, page: Open) -> None:
    """Each head that sorts, each choice of a filter, a company, a name that nobody has, a day before all days."""
    top = page(drill.area)
    links = re.findall(r'<th[^>]*><a href="\?([^"]+)"', top)
    given = [dict(parse_qsl(link.replace("&amp;", "&"))) for link in links]
    given += [{choice.name: code} for choice in drill.filters for code in choice.options[:2]]
    given += [{"company": "YZO"}, {"find": "nobody has this name"}, {"as_of": "1999-01-01"}, {"lang": "zh"}]
    for parameters in given:
        html = page(drill.area, **parameters)
        assert not re.search("cannot be shown|does not exist|无法显示", html), parameters
