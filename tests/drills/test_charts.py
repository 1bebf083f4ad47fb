"""Columns over time, which choose a period: what is drawn, marked and listed."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import polars as pl

from dashboards.components.charts import nice_ticks
from dashboards.components.drill import OverTime, Page
from dashboards.components.drill.charts import time_chart, time_legend, time_table
from dashboards.components.numbers import Formats

CHART = OverTime("months", {"in": "#2f8f83", "out": "#c23f2c"}, parameter="month", lines={"balance_amount": "#1b2733"})
MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)
CELLS = pl.DataFrame(
    {
        "period_date": [MAY, MAY, JUNE, JUNE],
        "series": ["in", "out"] * 2,
        "shown_amount": [Decimal("120.50"), Decimal("-20"), None, Decimal("-30")],
        "balance_amount": [Decimal(400), Decimal(400), Decimal(370), Decimal(370)],
    }
)


def page(month: date | None = None) -> Page:
    return cast(
        Page,
        SimpleNamespace(
            formats=Formats("en", "UTC"),
            currency="CNY",
            state={"month": month},
            word=lambda key, **_: f"<{key}>",
            words=lambda key, **_: key,
        ),
    )


def test_columns_and_lines_choose_a_period() -> None:
    drawn: Any = time_chart(page(MAY), CHART, CELLS)
    received, paid, balance = drawn.data
    assert [bar[:1] for bar in received.customdata] == [["2026-05-31"], ["2026-06-30"]]
    assert received.y == (Decimal("120.50"), None) and balance.y == (400, 370)
    assert paid.customdata[0] == ["2026-05-31", "31 May 2026", "-20.00"] and received.customdata[1][2] == "–"
    assert received.marker.opacity[0] == 1 > received.marker.opacity[1], "the others grow pale"
    assert "&lt;series.in&gt;" in received.hovertemplate
    assert min(drawn.layout.yaxis.tickvals) <= -30 and max(drawn.layout.yaxis.tickvals) >= 400
    assert time_legend(page(), CHART).count("<i ") == 3


def test_its_table_has_the_same_figures_newest_first() -> None:
    rows, columns = time_table(page(), CHART, CELLS)
    assert [column.name for column in columns] == ["period_date", "in", "out", "balance_amount"]
    assert rows.row(0, named=True) == {"period_date": JUNE, "balance_amount": 370, "in": None, "out": -30}


def test_an_axis_holds_zero_and_both_ends() -> None:
    assert nice_ticks(0, 370) == [0, 100, 200, 300, 400]
    assert nice_ticks(-30, -10)[0] <= -30 and nice_ticks(-30, -10)[-1] == 0
    assert nice_ticks(0, 0) == [0]
