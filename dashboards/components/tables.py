"""Tables: a frame and its columns in, HTML out; the download is made of the same frame and columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

import polars as pl

from dashboards.components.numbers import NOTHING, Formats

Kind = Literal["text", "label", "money", "count", "percent", "number", "date", "instant"]
Row = Mapping[str, Any]
_RIGHT: frozenset[Kind] = frozenset({"money", "count", "percent", "number"})


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: column of the frame.
        label: its head.
        kind: how its values are written.
        currency: of money: a code, or with currency_column the column that holds each row's.
        currency_column: see `currency`.
        labels: of kind label: words for each value.
        sort: the word that sorts the query by it; None: it cannot.
        help: shown when the head is pointed at.
        is_link: the row's link stands on it.
        badge: a column of booleans; where true, `badge_text` stands behind the value.
        badge_text: see `badge`.
        full: of figures: the one whose bar fills the cell; None: no bars.
        href: where the value of a row leads, if not where the row does.
    """

    name: str
    label: str
    kind: Kind = "text"
    currency: str | None = None
    currency_column: str | None = None
    labels: Mapping[Any, str] = field(default_factory=dict)
    sort: str | None = None
    help: str = ""
    is_link: bool = False
    badge: str | None = None
    badge_text: str = ""
    full: Any = None
    href: Callable[[Row], str | None] | None = None

    def text(self, row: Row, formats: Formats) -> str:
        """The value of a row, as it is shown."""
        value = row[self.name]
        if value is None:
            return NOTHING if self.kind in _RIGHT else ""
        match self.kind:
            case "money":
                currency = row[self.currency_column] if self.currency_column else self.currency
                return formats.money(value, currency)
            case "count":
                return formats.count(value)
            case "percent":
                return formats.percent(value)
            case "number":
                return formats.number(value)
            case "instant":
                return formats.instant(value)
            case "date":
                return str(value.isoformat())
            case "label":
                return self.labels.get(value, str(value))
            case _:
                return str(value)


@dataclass(frozen=True)
class Sorting:
    """In which order the query gave the rows, and how to ask for another.

    Attributes:
        word: what it is sorted by.
        descending: largest first.
        link: the link that sorts by a word.
    """

    word: str
    descending: bool
    link: Callable[[str], str]


def table_html(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    formats: Formats,
    *,
    caption: str,
    totals: pl.DataFrame | None = None,
    total_label: str = "",
    row_link: Callable[[Row], str | None] | None = None,
    sorting: Sorting | None = None,
    marked: Callable[[Row], bool] | None = None,
    marked_column: str | None = None,
) -> str:
    """A table whose rows and heads are links.

    On a phone the first figure stands beside the row's name: what stands between them is a second line of the name.

    Args:
        frame: the rows, in their order.
        columns: what is shown of them.
        formats: of the reader.
        caption: what the table is, for those who hear it read.
        totals: rows of the foot, shaped like the frame.
        total_label: stands in the first column of the foot's rows where they have no value.
        row_link: where a row leads.
        sorting: makes heads links that sort.
        marked: rows that are chosen.
        marked_column: the column that is chosen.
    """
    under = _under(columns)
    classes = [_classes(column, marked_column, column in under) for column in columns]
    head = "".join(_head(column, names, sorting) for column, names in zip(columns, classes, strict=True))
    body = "".join(
        _row(row, columns, classes, formats, row_link, marked, len(under)) for row in frame.iter_rows(named=True)
    )
    foot = ""
    if totals is not None:
        foot = "".join(_total(row, columns, classes, formats, total_label) for row in totals.iter_rows(named=True))
    return (
        f'<div class="qd-scroll" tabindex="0"><table class="qd-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table></div>"
    )


def shown_frame(frame: pl.DataFrame, columns: Sequence[Column], formats: Formats) -> pl.DataFrame:
    """What a table shows, as a frame: the same rows, columns and heads; amounts and dates keep their types."""
    shown = []
    for column in columns:
        if column.kind in ("label", "instant"):
            texts = [column.text(row, formats) for row in frame.iter_rows(named=True)]
            shown.append(pl.Series(column.label, texts, dtype=pl.String))
        else:
            shown.append(frame[column.name].alias(column.label))
    return pl.DataFrame(shown)


def _under(columns: Sequence[Column]) -> list[Column]:
    """The columns between the first and the first figure; none where there is no figure."""
    first = next((place for place, column in enumerate(columns) if column.kind in _RIGHT), 0)
    return list(columns[1:first])


def _classes(column: Column, marked_column: str | None, is_under: bool) -> str:
    names = [f"qd-{column.kind}"]
    if is_under:
        names.append("qd-under")
    if column.kind in _RIGHT:
        names.append("qd-right")
    if column.name == marked_column:
        names.append("qd-chosen")
    return " ".join(names)


def _head(column: Column, classes: str, sorting: Sorting | None) -> str:
    label, order = escape(column.label), ""
    if sorting is not None and column.sort is not None:
        arrow = ""
        if sorting.word == column.sort:
            arrow = "▾" if sorting.descending else "▴"
            order = f' aria-sort="{"descending" if sorting.descending else "ascending"}"'
        label = f'<a href="{escape(sorting.link(column.sort))}">{label}<span class="qd-arrow">{arrow}</span></a>'
    return f'<th scope="col" class="{classes}" title="{escape(column.help or column.label)}"{order}>{label}</th>'


def _row(
    row: Row,
    columns: Sequence[Column],
    classes: Sequence[str],
    formats: Formats,
    row_link: Callable[[Row], str | None] | None,
    marked: Callable[[Row], bool] | None,
    under: int,
) -> str:
    link = row_link(row) if row_link else None
    texts = [column.text(row, formats) for column in columns]
    cells = []
    for place, (column, text, names) in enumerate(zip(columns, texts, classes, strict=True)):
        shown = escape(text)
        href = column.href(row) if column.href else link if column.is_link else None
        if href and text:
            shown = f'<a href="{escape(href)}">{shown}</a>'
        if column.kind == "text":
            shown = f'<span class="qd-clip">{shown}</span>'
        if column.badge and row[column.badge]:
            shown += f' <span class="qd-badge">{escape(column.badge_text)}</span>'
        if column.full and row[column.name]:
            share = min(abs(float(row[column.name] / column.full)), 1)
            shown = f'<i class="qd-bar" style="--share:{share:.3f}"></i>{shown}'
            names += " qd-barred"
        if column.kind == "money" and row[column.name] is not None:
            names += " qd-zero" if not row[column.name] else " qd-negative" if text.startswith("-") else ""
        title = f' title="{escape(text)}"' if column.kind == "text" and len(text) > 24 else ""
        beneath = ""
        if under and not place:
            beneath = f' data-under="{escape(" · ".join(filter(None, texts[1 : 1 + under])))}"'
        cells.append(f'<td class="{names}"{title}{beneath}>{shown}</td>')
    chosen = ' class="qd-chosen"' if marked and marked(row) else ""
    goes = f' data-href="{escape(link)}"' if link else ""
    return f"<tr{chosen}{goes}>{''.join(cells)}</tr>"


def _total(row: Row, columns: Sequence[Column], classes: Sequence[str], formats: Formats, label: str) -> str:
    cells = []
    for place, (column, names) in enumerate(zip(columns, classes, strict=True)):
        text = "" if row[column.name] is None else column.text(row, formats)
        shown = escape(text or (label if not place else ""))
        cells.append(f'<td class="{names}">{shown}</td>')
    return f"<tr>{''.join(cells)}</tr>"
