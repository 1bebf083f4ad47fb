"""Parts of a drill page that are seen before its tables: filters, headline figures, charts; see `declaration`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from dashboards.components.tables import Kind
from dashboards.components.words import Words
from quarterdeck.settings import Settings

if TYPE_CHECKING:
    from dashboards.components.drill.page import Page


@dataclass(frozen=True)
class Filter:
    """A choice of the reader that stands in the URL under its name. Its label is the word `filter.<name>` of the area.

    Attributes:
        name: of the URL's parameter, and of the queries' parameter.
        options: codes; the reader sees the words `<name>.<code>` of the area. Empty: they come from a query.
        query: named query with the options, columns `code` and `label`; it may take as_of, company, system.
        default: the code that need not stand in the URL. None: nothing is chosen at first, and the first choice is
            the word `filter.all_<name>`.
        form: a list to choose from, or segments side by side.
        width: of a list, in pixels.
        keeps_levels: the reader stays on the level where she is; else a choice leads back to the first.
        stands_above: name of the table above which it stands; None: in the row of filters.
    """

    name: str
    options: tuple[str, ...] = ()
    query: str | None = None
    default: str | None = None
    form: Literal["list", "segments"] = "list"
    width: int = 190
    keeps_levels: bool = False
    stands_above: str | None = None


@dataclass(frozen=True)
class Note:
    """The small line under a figure: the word `tile.<word>` of the area with the column's value as `{value}`.

    Attributes:
        word: see above.
        column: of the tiles' query.
        kind: how the value is written; money is written short.
    """

    word: str
    column: str
    kind: Kind = "count"


@dataclass(frozen=True)
class Figure:
    """A headline figure: a column of the tiles' one row.

    Attributes:
        column: with the figure. `<column>_change`, where the query has it, is the change since `before_date`.
        name: its words are `tile.<name>` and `help.<name>` of the area. None: the column.
        kind: money (written short, in full underneath), count, percent, number or date.
        falling_is_good: whether less is better; None: a change is neither good nor bad.
        note: what stands underneath instead of the full amount.
        also: what stands behind the note.
        leads: changes of the URL that the tile's label leads to, such as {"status": "overdue"}.
    """

    column: str
    name: str | None = None
    kind: Kind = "money"
    falling_is_good: bool | None = None
    note: Note | None = None
    leads: Mapping[str, str | None] = field(default_factory=dict)
    also: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Tiles:
    """The row of headline figures.

    Attributes:
        query: named query with one row: the figures, and where they have them `shown_currency`, `before_date` and
            `missing_rate_currencies` (why there is no amount).
        figures: in their order; four or eight fill their rows.
        nothing: column with a count; at zero the page says that there is nothing, and shows no chart.
    """

    query: str
    figures: tuple[Figure, ...]
    nothing: str | None = None


@dataclass(frozen=True)
class Category:
    """One bar of a chart.

    Attributes:
        value: as queries have it.
        code: as the URL has it.
        label: as the reader has it.
        colour: of its bar.
    """

    value: Any
    code: str
    label: str
    colour: str


@dataclass(frozen=True)
class Bars:
    """Lying bars, one a category, stacked by series; beside them a table of the same. A bar chooses its category.

    The query gives one row a category and series, every cell and every total: without a category the total of the
    series, without a series the total of the category (`grouping sets`). With one series it may leave series out
    altogether.

    Attributes:
        query: see above.
        parameter: of the URL and of the queries: the chosen category.
        categories: the bars in their order: (value, colour), whose words are `<parameter>.<value>` of the area, or a
            function of words, settings and what the URL says so far. None: they come from the query, in its order;
            then `labels` names the column with their names.
        category: column with the category.
        labels: see `categories`.
        series: column with the key of the series; None: there is one.
        series_name: column with its name.
        amount: column with the amount; null where it is unknown.
        kind: money or count.
        count: column with a count, shown in the table and at the bar; None: none.
        title: word above the chart, may take `{currency}`; or a function.
        note: what stands above the table, such as the same total in other currencies.
    """

    query: str
    parameter: str
    categories: (
        Sequence[tuple[str, str]] | Callable[[Words, Settings, Mapping[str, str]], Sequence[Category]] | None
    ) = None
    category: str = "category"
    labels: str = "category_name"
    series: str | None = "company_key"
    series_name: str = "company_name"
    amount: str = "shown_amount"
    kind: Kind = "money"
    count: str | None = None
    title: "str | Callable[[Page], str]" = "chart_title"
    note: "Callable[[Page, pl.DataFrame], str] | None" = None


@dataclass(frozen=True)
class OverTime:
    """Columns over time, stacked by series, and a line. A column chooses its period.

    The query gives one row a period and series, in the order of time: every period has every series.

    Attributes:
        query: see above.
        parameter: of the URL and of the queries: the chosen period's day. None: columns choose nothing.
        day: column with the period's first or last day.
        series: column with the code of the series.
        colours: series → colour, in the order of the stack from zero; their words are `<series>.<code>` of the area.
        amount: column with the amount; null where it is unknown.
        lines: columns of which each is a line, the same for every series of a period → colour; their words are
            `line.<column>` of the area.
        grain: how a day is written: its month, or the day.
        title: word above the chart, may take `{currency}`.
        note: what stands above the chart beside the currency.
    """

    query: str
    colours: Mapping[str, str]
    parameter: str | None = None
    day: str = "period_date"
    series: str = "series"
    amount: str = "shown_amount"
    lines: Mapping[str, str] = field(default_factory=dict)
    grain: Literal["month", "day"] = "month"
    title: str = "chart_title"
    note: "Callable[[Page, pl.DataFrame], str] | None" = None
