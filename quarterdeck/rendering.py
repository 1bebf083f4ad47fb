"""Frames written as CSV, JSON or Excel, to the cent."""

import csv
import io
import json
import math
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import polars as pl
import polars.selectors as cs
import xlsxwriter

from quarterdeck.errors import QuarterdeckError

FORMATS = ("csv", "json", "xlsx")
_EXCEL_DIGITS = 15


def render(frame: pl.DataFrame, form: str, *, title: str = "Report", notes: dict[str, str] | None = None) -> bytes:
    """A frame as a file's content.

    Args:
        frame: the rows.
        form: csv, json or xlsx.
        title: name of the Excel sheet.
        notes: what the Excel file says about itself (as-of day, version …), on a sheet of its own.
    """
    if form not in FORMATS:
        raise QuarterdeckError(f"No format {form!r}; there are: {', '.join(FORMATS)}.")
    renderers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: _csv(frame),
        "json": lambda: _json(frame),
        "xlsx": lambda: _xlsx(frame, title, notes or {}),
    }
    return renderers[form]()


def exact(amount: Decimal) -> str:
    """A decimal as an exact string, with at least two decimals if its type has any: 6470.16, 926.125, 7.03125, 3."""
    whole, point, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}" if point else whole


def plain(value: Any) -> Any:
    """A value as JSON has it: decimals, days and instants as exact text, nested ones too."""
    match value:
        case Decimal():
            return exact(value)
        case float() if not math.isfinite(value):
            return str(value)
        case date() | datetime() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case list():
            return [plain(one) for one in value]
        case dict():
            return {str(key): plain(one) for key, one in value.items()}
    return value


def cell(value: Any) -> Any:
    """A value as one field of a line: nested ones as JSON."""
    simple = plain(value)
    return json.dumps(simple, ensure_ascii=False) if isinstance(simple, list | dict) else simple


def _csv(frame: pl.DataFrame) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(frame.columns)
    # A text that begins like a formula would be run by a spreadsheet: it is shown as text instead.
    writer.writerows([_harmless(cell(value)) for value in row] for row in frame.iter_rows())
    return stream.getvalue().encode("utf-8")


def _harmless(value: Any) -> Any:
    if (
        isinstance(value, str)
        and value[:1] in ("=", "@", "\t", "\r")
        or (isinstance(value, str) and value[:1] in ("+", "-") and not _is_number(value))
    ):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    try:
        Decimal(text)
    except ArithmeticError:
        return False
    return True


def _json(frame: pl.DataFrame) -> bytes:
    rows = [{name: plain(value) for name, value in row.items()} for row in frame.iter_rows(named=True)]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _xlsx(frame: pl.DataFrame, title: str, notes: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(title[:31])
        _for_excel(frame).write_excel(
            book,
            sheet,
            table_style="Table Style Light 1",
            dtype_formats={pl.Decimal: "#,##0.00;[Red]-#,##0.00", pl.Date: "yyyy-mm-dd"},
            autofit=True,
            freeze_panes=(1, 0),
        )
        if notes:
            about = book.add_worksheet("About")
            for row, (name, text) in enumerate(notes.items()):
                about.write_row(row, 0, (name, text))
            about.autofit()
    return stream.getvalue()


def _for_excel(frame: pl.DataFrame) -> pl.DataFrame:
    """What Excel has no type for as text; also numbers with more digits than it keeps."""
    nested = [name for name, kind in frame.schema.items() if kind.is_nested() or kind == pl.Binary]
    wide = [
        name
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.Decimal)
        and (frame[name].abs() >= Decimal(10) ** (_EXCEL_DIGITS - kind.scale)).any()
        or kind.is_integer()
        and (frame[name].cast(pl.Int128).abs() >= 10**_EXCEL_DIGITS).any()
    ]
    texts = [
        pl.Series(name, [None if value is None else str(cell(value)) for value in frame[name]], pl.String)
        for name in (*nested, *wide)
    ]
    return frame.with_columns(
        cs.datetime(time_zone="*").dt.replace_time_zone(None),
        cs.float().fill_nan(None).replace([math.inf, -math.inf], None),
    ).with_columns(texts)
