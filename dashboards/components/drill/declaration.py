"""What a drill page is made of, said and not done: a page declares these, and `drill/` shows them.

Words are looked up in the page's area: `title="lines"` means the key `<area>.lines` of
`locale/<language>/<area>.toml`. Queries are those of the page's area, `quarterdeck/queries/<area>/`, or `<other
area>/<name>`. A query takes what it names among its parameters: `as_of`, `company`, `system`, the page's filters, the
chart's choice, keys of levels, `find`, and what `Drill.parameters` adds; the rest is not given to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.components.drill.parts import Bars, Category, Filter, OverTime, Tiles
from dashboards.components.freshness import Sign
from dashboards.components.tables import Column, Kind

if TYPE_CHECKING:
    from dashboards.components.drill.page import Page

Row = Mapping[str, Any]
Rows = tuple[pl.DataFrame, list[Column]]
"""A frame, and what is shown of it."""
Lead = Callable[[Row, Mapping[str, Any]], Mapping[str, str | None] | None]
"""From a row of the named query cockpit/findings and the arguments of its message to parameters of the URL; None where
the page does not show that finding after all."""


@dataclass(frozen=True)
class Field:
    """A column of a table, or a line of `Facts`. Its head is the word `column.<word>` of the area, else of all pages.

    Attributes:
        name: column of the query.
        kind: how it is written. Of text, `table` translates a source's words. A label is one of the chart's
            categories where the field is their column, else the word `<name>.<value>` of the area.
        word: of its head, may take `{currency}`; None: the name.
        sort: the reader may sort by it; a text is the word for it in the URL, else that is the name.
        is_link: the row's link stands on it.
        currency: of money: a code, or with `currency_column` the column that holds each row's; neither: that of the
            page.
        currency_column: see `currency`.
        table: of words, such as "document_type"; a value that is not in it is shown as the source has it.
        is_list: the value is several words of the table, separated by commas.
        has_help: the word `help.<word>` of the area is shown at the head.
        badge: column of booleans; where true, the word `<badge>` stands behind the value.
        leads: to another page: its path, and parameter → column of this row; day, company and language go with it.
            Where a column is null there is no link.
        when: the column is shown only where this says so.
        none: word of the area that stands where a text has no value; "": nothing.
        is_barred: a bar under the figure says how large it is beside the others.
    """

    name: str
    kind: Kind = "text"
    word: str | None = None
    sort: bool | str = False
    is_link: bool = False
    currency: str | None = None
    currency_column: str | None = None
    table: str | None = None
    is_list: bool = False
    has_help: bool = False
    badge: str | None = None
    leads: tuple[str, Mapping[str, str]] | None = None
    when: "Callable[[Page, pl.DataFrame], bool] | None" = None
    none: str = ""
    is_barred: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a level.

    Attributes:
        query: named query with its rows. One row may have no key: it is the total of all, also of those that are not
            shown. If the query takes `sort`, `descending` and `rows`, it sorts and cuts off itself, by the word of
            the URL; else the engine does, by the field's column.
        key: column that names a row; where it is null the row is the total.
        fields: its columns; or a function of the page and the frame that gives the frame and `Column`s, for columns
            that depend on the data (then `sorts` says by what it can be sorted).
        opens: the URL's parameter that a row's link sets to the row's key: the name of a deeper level; or, with
            `is_source`, any name of its own: the chosen row's landed source row then stands beneath the table. None:
            rows lead nowhere.
        is_source: rows have system, source_table, source_key, and open the source's row.
        name: of its file, and of its heading where a level has several tables (words `<name>` and, if there are no
            rows, `<name>_none`; without that word a general one). None: the query's.
        sort: by which column at first, - before it for descending; or a function. "": as the query has it.
        then: columns that decide between equals.
        sorts: word of the URL → what the query or the engine is told, where the fields do not say it; a function of
            the chart's categories.
        find: the reader may look for rows; the query takes `find`.
        total: word in the first cell of the total, may take `{count}`.
        count: column of the total with the number of all rows, where the query sorts and cuts off itself.
        marked: column that the chart's choice stands for.
        note: a sentence under the table, or "".
        given: parameters that its query gets whatever the URL says, such as {"side": None} of a query that other pages
            and reports share.
    """

    query: str
    key: str
    fields: "tuple[Field, ...] | Callable[[Page, pl.DataFrame], Rows]"
    opens: str | None = None
    is_source: bool = False
    name: str | None = None
    sort: "str | Callable[[Page], str]" = ""
    then: tuple[str, ...] = ()
    sorts: Callable[[Sequence[Category]], Mapping[str, str]] | None = None
    find: bool = False
    total: str = "total"
    count: str | None = None
    marked: "Callable[[Page], str | None] | None" = None
    note: "Callable[[Page, pl.DataFrame], str] | None" = None
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Its name: in words, files, and keys of elements."""
        return self.name or self.query.rpartition("/")[2]


@dataclass(frozen=True)
class Facts:
    """What is known of the one thing that a level shows: a query with one row, as a list of names and values.

    Attributes:
        query: named query; without a row the level does not exist.
        fields: in their order; those without a value are left out.
    """

    query: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Above:
    """A level over another, as the lower one's rows know it: so a link straight to the lower one leads back up.

    Attributes:
        level: name of the upper level.
        key: column with its key.
        title: column with what its crumb says; or a function of page and row.
    """

    level: str
    key: str
    title: "str | Callable[[Page, Row], str]"


@dataclass(frozen=True)
class Level:
    """One step of the way down.

    The first level of a page has no key. Every other one is opened by its name in the URL, whose value is the key of
    the one thing that it shows: `contract=oa|304`. Its queries take a parameter of that name.

    Attributes:
        name: of the URL's parameter; words: `all_<name>` is the first level's crumb, `missing.<name>` the sentence
            where the data have no such thing on the day (`{day}`), and `parameter.<name>` (shared by all pages) what
            a problem calls it.
        tables: one or several; where there are no facts, the level exists if the first has rows.
        title: column of the facts (or of the first table's rows) with what its crumb says; or a function of page and
            row.
        above: the levels between the first and this one, from the top.
        facts: what is known of it.
        tiles: its own headline figures: with them the page's figures, chart and own filters give way to the level, and
            to those below it.
        chart: its own chart, with tiles only; it chooses nothing.
        is_alone: the page's figures give way to it though it has no tiles: what is read or decided here stands first.
        is_shared: its thing is the same in all companies and systems; the reader stays when another is chosen.
        acts: shows what a person did or can do here, above the first list, below the tables of every other level; it
            gets the page and what is known of the thing (None on the first level).
    """

    name: str
    tables: tuple[Table, ...]
    title: "str | Callable[[Page, Row], str]" = ""
    above: tuple[Above, ...] = ()
    facts: Facts | None = None
    tiles: Tiles | None = None
    chart: OverTime | Bars | None = None
    is_alone: bool = False
    is_shared: bool = False
    acts: "Callable[[Page, Row | None], None] | None" = None


@dataclass(frozen=True)
class Drill:
    """A page: one question, from headline figures down to the source's row.

    Words of its area: `nav` (its name), `title` (the question), `owner`, `nothing_title` and `nothing_text` (with
    `{day}`), `definition.<name>`; of its chart: its title, `chart_hint` (`{currency}`), `chart_alt`.

    Attributes:
        area: of words, queries and files, and the page's path.
        group: of the navigation: a word `group.<group>`.
        levels: from the list to the document.
        tiles: headline figures.
        chart: the one main chart.
        filters: beside day, company and system.
        control: what the freshness line says of the figures' proof, such as a control account; None: nothing.
        definitions: names of what is explained at the page's foot.
        parameters: further parameters of queries.
        subjects: a finding's subject_type → parameters of the URL that show it; day and company of the finding are
            added.
        needs: conformed entities without any of which there is nothing to show; where no system keeps one of them
            the page says so, and its tiles show no zero that nobody counted.
        converts: amounts of all companies are shown in the currency of presentation, and the page says so.
    """

    area: str
    group: str
    levels: tuple[Level, ...]
    tiles: Tiles | None = None
    chart: Bars | OverTime | None = None
    filters: tuple[Filter, ...] = ()
    control: "Callable[[Page], Sign | None] | None" = None
    definitions: tuple[str, ...] = ()
    parameters: "Callable[[Page], Mapping[str, Any]] | None" = None
    subjects: Mapping[str, Lead] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    converts: bool = True

    @property
    def depths(self) -> tuple[str, ...]:
        """Parameters of the URL that name a place on the way down, from the top."""
        found: list[str] = []
        for level in self.levels:
            found += [] if level is self.levels[0] else [level.name]
            found += [table.opens for table in level.tables if table.is_source and table.opens]
        return tuple(dict.fromkeys(found))
