"""A trend in the space of a word: an SVG line that is broken where nothing is known."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

_WIDTH, _HEIGHT, _MARGIN = 120, 30, 3


def sparkline_svg(values: Sequence[Decimal | None], *, label: str, title: str) -> str:
    """The line; nothing where fewer than two values are known.

    Args:
        values: one a day, in order.
        label: what it is, for those who hear it read.
        title: every point in words, shown when pointed at.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    points = list(_points(values, min(known), max(known)))
    lines = "".join(
        f'<polyline points="{" ".join(run)}"/>' if len(run) > 1 else f'<path d="M{run[0]}h0"/>' for run in _runs(points)
    )
    last = f'<path class="qd-last" d="M{points[-1]}h0"/>' if points[-1] else ""
    return (
        f'<svg class="qd-spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}"><title>{escape(title)}</title>{lines}{last}</svg>'
    )


def _points(values: Sequence[Decimal | None], least: Decimal, most: Decimal) -> Iterator[str | None]:
    """Where each value stands in the picture; None where it is not known."""
    across = (_WIDTH - 2 * _MARGIN) / (len(values) - 1)
    for index, value in enumerate(values):
        if value is None:
            yield None
            continue
        share = float((value - least) / (most - least)) if most > least else 0.5
        yield f"{_MARGIN + index * across:.1f},{_HEIGHT - _MARGIN - share * (_HEIGHT - 2 * _MARGIN):.1f}"


def _runs(points: Sequence[str | None]) -> Iterator[list[str]]:
    """Points without a gap between them."""
    run: list[str] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []
