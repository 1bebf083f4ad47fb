"""Casts of landed columns, as SQL."""

import re

_NARROW = 18
_WIDE = re.compile(r"decimal\((?P<digits>\d+),\s*(?P<scale>\d+)\)")


def cast(name: str, kind: str, landed: str) -> str:
    """A landed column as another DuckDB type, such as the manifest's.

    Text becomes a wide decimal by way of a narrow one where that holds it: DuckDB reads decimals of more than 18 digits
    ninety times as slowly, which was a tenth of a build. Text with an exponent does not go that way, since DuckDB cuts
    digits off a narrow decimal that is written so, where it rounds a wide one.

    Args:
        name: of the column.
        kind: the DuckDB type that is wanted.
        landed: the DuckDB type that it has.
    """
    column = quoted(name)
    wide = _WIDE.fullmatch(kind)
    if wide is None or landed.upper() != "VARCHAR" or int(wide["digits"]) <= _NARROW:
        return f"{column}::{kind}"
    narrow = f"decimal({_NARROW}, {wide['scale']})"
    plain = f"case when not contains(lower({column}), 'e') then try_cast({column} as {narrow}) end"
    return f"coalesce({plain}::{kind}, {column}::{kind})"


def quoted(name: str) -> str:
    """A name as DuckDB's SQL spells it."""
    return '"' + name.replace('"', '""') + '"'
