"""Named queries: one SELECT a file, `queries/<area>/<name>.sql`, called as "<area>/<name>".

A file begins with comment lines: what it answers, then its parameters, then the select with `$name`:

    -- Open receivables by aging bucket, as of a day.
    -- :param as_of: date — the day [default today]
    -- :param companies: varchar[]? — codes of companies; null is all that the viewer may see
    select … where $companies is null or company_key in $companies

Types are date, varchar, integer, boolean, decimal, integer[], varchar[]; `?` lets null in and makes null the
default. Defaults are null, today, true, false, numbers, ISO dates, texts in single quotes, and [].

What several queries of an area begin with stands once, in `queries/<area>/parts/<part>.sql`: common table
expressions, each with its comma behind it. A line `-- :part <part>` is replaced by it; its parameters are documented
by the query.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from quarterdeck.errors import QuarterdeckError, QueryRefused

QUERIES = Path(__file__).resolve().parent / "queries"
_PARAMETER = re.compile(
    r":param\s+(?P<name>[a-z][a-z0-9_]*):\s*(?P<type>[a-z]+(?:\[\])?)(?P<null>\?)?\s+—\s+(?P<text>.+?)"
    r"(?:\s*\[default\s+(?P<default>.+)\])?\s*"
)
_PART = re.compile(r"^-- :part (?P<part>\w+)$", re.MULTILINE)
_SQL_TYPES = {
    "date": "date",
    "varchar": "varchar",
    "integer": "bigint",
    "boolean": "boolean",
    "decimal": None,  # a cast to one width would round, or make products too wide
    "integer[]": "bigint[]",
    "varchar[]": "varchar[]",
}
_REQUIRED = object()
_TODAY = object()


@dataclass(frozen=True)
class Parameter:
    """A value that a named query takes.

    Attributes:
        name: as in `$name`.
        type: one of date, varchar, integer, boolean, decimal, integer[], varchar[].
        is_nullable: null (None) is accepted.
        description: what it means.
        default: what it is when it is not given; `is_required` says that there is none.
    """

    name: str
    type: str
    is_nullable: bool
    description: str
    default: Any = _REQUIRED

    @property
    def is_required(self) -> bool:
        """Whether a call must give it."""
        return self.default is _REQUIRED

    def value(self, query: str, given: Mapping[str, Any]) -> Any:
        """The value to bind.

        Raises:
            QueryRefused: it is missing, or of another type.
        """
        value = given.get(self.name, self.default)
        if value is _REQUIRED:
            raise QueryRefused(f"{query} needs {self.name} ({self.type}): {self.description}.")
        if value is _TODAY:
            return dt.datetime.now(dt.UTC).date()
        if (value is None and self.is_nullable) or (value is not None and _fits(self.type, value)):
            return list(value) if self.type.endswith("[]") and value is not None else value
        accepted = f"{self.type} or null" if self.is_nullable else self.type
        raise QueryRefused(f"{query}: {self.name} must be {accepted}, found {type(value).__name__} {value!r:.60}.")


@dataclass(frozen=True)
class NamedQuery:
    """One file of `queries/`."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    sql: str

    @property
    def types(self) -> dict[str, str]:
        """SQL types to which the parameters are cast, by name."""
        return {p.name: sql_type for p in self.parameters if (sql_type := _SQL_TYPES[p.type])}

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every parameter with its value.

        Raises:
            QueryRefused: one is missing, unknown or of another type.
        """
        known = [p.name for p in self.parameters]
        unknown = sorted(set(given) - set(known))
        if unknown:
            takes = ", ".join(known) or "none"
            raise QueryRefused(f"{self.name} has no parameter {', '.join(unknown)}; it takes {takes}.")
        return {p.name: p.value(self.name, given) for p in self.parameters}


def load_queries(folder: Path = QUERIES) -> dict[str, NamedQuery]:
    """All named queries of a folder, by name, in order.

    Raises:
        QuarterdeckError: a file's header is not as it must be, or it names a part that is not there.
    """
    files = sorted(folder.glob("*/*.sql"))
    return {q.name: q for q in (parse_query(f"{f.parent.name}/{f.stem}", _with_parts(f)) for f in files)}


def parse_query(name: str, text: str) -> NamedQuery:
    """A named query from the text of its file.

    Raises:
        QuarterdeckError: the header is not as it must be.
    """
    lines = text.splitlines()
    count = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = [line[2:].strip() for line in lines[:count]]
    parameters: list[Parameter] = []
    description: list[str] = []
    for line in header:
        if line.startswith(":param"):
            parameters.append(_parameter(name, line))
        elif parameters:
            raise QuarterdeckError(f"queries/{name}.sql: {line!r} follows the parameters; the description comes first.")
        else:
            description.append(line)
    sql = "\n".join(lines[count:]).strip()
    if not any(description) or not sql:
        raise QuarterdeckError(
            f"queries/{name}.sql must begin with a description in -- lines, and then hold one select."
        )
    names = [p.name for p in parameters]
    if len(set(names)) < len(names):
        raise QuarterdeckError(f"queries/{name}.sql documents a parameter twice: {', '.join(names)}.")
    return NamedQuery(name, " ".join(d for d in description if d), tuple(parameters), sql)


def _with_parts(file: Path) -> str:
    """The text of a query's file, with the parts of its area that it names."""

    def text_of(line: re.Match[str]) -> str:
        part = file.parent / "parts" / f"{line['part']}.sql"
        if not part.is_file():
            raise QuarterdeckError(
                f"queries/{file.parent.name}/{file.name} names the part {line['part']!r}, but there is no "
                f"queries/{file.parent.name}/parts/{part.name}."
            )
        return part.read_text(encoding="utf-8").rstrip("\n")

    return _PART.sub(text_of, file.read_text(encoding="utf-8"))


def _parameter(query: str, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None or match["type"] not in _SQL_TYPES:
        raise QuarterdeckError(
            f"queries/{query}.sql: {line!r} must be ':param name: type — description [default value]', the "
            f"type one of {', '.join(_SQL_TYPES)}, and ? after it where null is accepted."
        )
    default = _REQUIRED if match["null"] is None else None
    if match["default"] is not None:
        default = _default(query, match["type"], match["default"].strip())
    return Parameter(match["name"], match["type"], match["null"] is not None, match["text"].rstrip(". "), default)


def _default(query: str, kind: str, text: str) -> Any:
    try:
        if text == "null":
            return None
        if text == "[]" and kind.endswith("[]"):
            return []
        if kind == "date":
            return _TODAY if text == "today" else dt.date.fromisoformat(text)
        if kind == "varchar" and re.fullmatch(r"'[^']*'", text):
            return text[1:-1]
        if kind == "boolean" and text in ("true", "false"):
            return text == "true"
        if kind in ("integer", "decimal"):
            return int(text) if kind == "integer" else Decimal(text)
    except (ValueError, ArithmeticError):
        pass
    raise QuarterdeckError(f"queries/{query}.sql: the default {text!r} is not a {kind}.")


def _fits(kind: str, value: Any) -> bool:
    if kind.endswith("[]"):
        return isinstance(value, list | tuple) and all(_fits(kind[:-2], item) for item in value)
    if kind == "date":
        return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    if kind == "varchar":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if kind == "integer":
        return isinstance(value, int) and -(2**63) <= value < 2**63
    return isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())
