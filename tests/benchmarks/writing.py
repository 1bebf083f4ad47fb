"""Results as a table: on the terminal, and in docs/benchmarks.md between the marks of each benchmark."""

import re
from collections.abc import Sequence
from pathlib import Path

from quarterdeck.atomic import replace_text
from quarterdeck.layout import PROJECT_ROOT
from tests.benchmarks.measuring import Figure

DOCUMENT = PROJECT_ROOT / "docs" / "benchmarks.md"
_HEADER = ("what", "measured", "against", "ratio", "goal", "met")


def table(figures: Sequence[Figure]) -> str:
    """A table in Markdown, aligned for the eye too."""
    rows = [_HEADER, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADER))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)


def write(name: str, figures: Sequence[Figure], about: str, document: Path = DOCUMENT) -> None:
    """Put the results of one benchmark between its marks.

    Raises:
        ValueError: the document has no such marks.
    """
    start, end = marks(name)
    text = document.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(start) + r".*?" + re.escape(end), flags=re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"{document.name} needs the marks {start} and {end} once, where the results of {name} belong")
    block = f"{start}\n\n{table(figures)}\n\n{about}\n\n{end}"
    replace_text(document, pattern.sub(lambda _: block, text))


def marks(name: str) -> tuple[str, str]:
    """Where the results of a benchmark begin and end in the document."""
    return f"<!-- results of {name} -->", f"<!-- end of {name} -->"


def _cells(figure: Figure) -> tuple[str, ...]:
    met = {None: "", True: "yes", False: "no"}[figure.is_met]
    return (figure.what, figure.measured, figure.against, figure.ratio, figure.goal, met)
