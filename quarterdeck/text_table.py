"""A frame as a table for the terminal; Chinese characters are two columns wide there."""

import unicodedata
from typing import Any

import polars as pl

from quarterdeck.rendering import cell

_LONGEST_TEXT = 60


def text_table(frame: pl.DataFrame) -> str:
    """Heads, a rule, and a line a row: numbers to the right and exact, nulls empty, long texts cut.

    Control characters, which could make a terminal do things, are shown as `·`.
    """
    columns = [
        _column(name, kind, frame[name].to_list()) for name, kind in zip(frame.columns, frame.dtypes, strict=True)
    ]
    lines = ["  ".join(parts).rstrip() for parts in zip(*columns, strict=True)]
    return "\n".join([*lines, f"({frame.height:,} row{'' if frame.height == 1 else 's'})"])


def _column(name: str, kind: pl.DataType, values: list[Any]) -> list[str]:
    is_number = kind.is_numeric()
    texts = [_text(name), *("" if value is None else _text(cell(value)) for value in values)]
    width = max(map(_width, texts))
    padded = [" " * (width - _width(t)) + t if is_number else t + " " * (width - _width(t)) for t in texts]
    return [padded[0], "-" * width, *padded[1:]]


def _text(value: Any) -> str:
    text = "".join("·" if unicodedata.category(c) in ("Cc", "Cf") else c for c in str(value))
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1 for c in text
    )
