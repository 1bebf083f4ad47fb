"""What became of a closed month: the figures of the publication that its close pinned beside today's of the same day.

Where a figure differs, the rows of which it is made are compared one by one: added since (recorded after the close: a
post-close adjustment; or before, and landed late), changed, or removed. What these do not explain is said. An indicator
is no sum of rows: below it stand what it divides, and how many of the rows that make it up differ, or why none does.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from quarterdeck.access import Viewer
from quarterdeck.edition import Edition
from quarterdeck.errors import CloseRefused, PublicationError, QueryRefused
from quarterdeck.settings import Settings
from quarterdeck.state import StateStore
from quarterdeck.state.closes import Close, closes_in_force
from quarterdeck.warehouse import Warehouse

PARTS = (
    "trial_balance",
    "receivables",
    "payables",
    "cash",
    "bills",
    "fund_plans",
    "contracts",
    "budgets",
    "indicators",
)
COLUMNS = (
    *("part", "company", "item", "item_name", "currency", "change", "closed_amount", "today_amount"),
    *("difference_amount", "explained_amount", "unexplained_amount", "document_number", "description"),
    *("posting_date", "recorded_at", "system", "source_table", "source_key", "load_id"),
)
"""A figure has no `change`; the rows that explain it follow it, and each says what became of it. Below an indicator
stand its `numerator` and `denominator` where they changed, and `explained by` (rows among those of other parts) or `not
explained` with the reason."""
_KEY = ["part", "company", "item"]
_LINE = (
    "document_number",
    "description",
    "posting_date",
    "recorded_at",
    "system",
    "source_table",
    "source_key",
    "load_id",
)


def restatement(
    settings: Settings, warehouse: Warehouse, viewer: Viewer, month_end: date, *, company: str | None = None
) -> tuple[pl.DataFrame, Close]:
    """The figures that differ, each with the rows that explain it; and one row a part with how many were compared.

    Args:
        settings: of the installation.
        warehouse: the door.
        viewer: whose rows, in both versions.
        month_end: of a month that is closed.
        company: code or name; None: all that the viewer may see.

    Returns:
        `COLUMNS`: a row `figures compared` a part; then figures and their rows. And the close.

    Raises:
        CloseRefused: the month is not closed.
        PublicationError: the pinned version is gone, or an older Quarterdeck built it.
    """
    in_force = closes_in_force(StateStore.of(settings))
    if month_end not in in_force:
        listed = ", ".join(f"{closed:%Y-%m}" for closed in sorted(in_force))
        raise CloseRefused(
            f"{month_end:%Y-%m} is not closed, so there is nothing to compare with; closed are: "
            f"{listed or 'no months'}. Run quarterdeck close --month {month_end:%Y-%m}."
        )
    close = in_force[month_end]
    with warehouse.edition_of(str(close.version)) as closed, warehouse.edition() as today:
        try:
            before, after = (
                edition.read("statements/restated_figures", viewer, as_of=month_end, company=company)
                for edition in (closed, today)
            )
            figures = _figures(before, after)
            touched = figures.filter(pl.col("is_touched"))
            lines = _lines(closed, today, viewer, month_end, touched, close)
            changed = figures.filter((pl.col("part") == "indicators") & pl.col("is_different"))
        except QueryRefused as error:
            raise PublicationError(
                f"The version {close.version} that {month_end:%Y-%m} pins was built by another Quarterdeck and lacks "
                f"what the report reads ({error}). Reopen the month and close it anew, or read it with the Quarterdeck "
                "of then."
            ) from None
    return _told(figures, lines, _reasons(changed, lines)), close


def _figures(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    both = before.join(after, on=_KEY, how="full", coalesce=True, nulls_equal=True, suffix="_today")
    zero = pl.lit(0).cast(before.schema["figure"])
    is_indicator = pl.col("part") == "indicators"
    # an account without entries stands at nothing; an indicator without a value has none
    then, now = (
        pl.when(is_indicator).then(pl.col(name)).otherwise(pl.col(name).fill_null(zero))
        for name in ("figure", "figure_today")
    )
    return both.with_columns(
        pl.coalesce("item_name", "item_name_today").alias("item_name"),
        pl.coalesce("currency", "currency_today").alias("currency"),
        then.alias("closed_amount"),
        now.alias("today_amount"),
        (now - then).alias("difference_amount"),
        (pl.col("print").ne_missing(pl.col("print_today")) & ~is_indicator).alias("is_touched"),
        then.ne_missing(now).alias("is_different"),
    )


def _lines(
    closed: Edition, today: Edition, viewer: Viewer, month_end: date, touched: pl.DataFrame, close: Close
) -> pl.DataFrame:
    """The rows that are in one version only, or not the same in both, of the figures whose rows are not the same."""
    items = touched.select(pl.concat_str(_KEY, separator="|")).to_series().to_list()
    before, after = (
        edition.read("statements/restated_lines", viewer, as_of=month_end, items=items) for edition in (closed, today)
    )
    key = [*_KEY, "line_key"]
    both = before.join(after, on=key, how="full", coalesce=True, suffix="_today")
    was, now = pl.col("line_amount"), pl.col("line_amount_today")
    both = both.filter(was.ne_missing(now) | pl.col("posting_date").ne_missing(pl.col("posting_date_today")))
    return both.with_columns(
        pl.when(now.is_null())
        .then(pl.lit("removed"))
        .when(was.is_not_null())
        .then(pl.lit("changed"))
        .when(pl.col("recorded_at_today") > close.known_until)
        .then(pl.lit("recorded after the close"))
        .otherwise(pl.lit("landed late"))
        .alias("change"),
        pl.coalesce("currency", "currency_today").alias("currency"),
        was.alias("closed_amount"),
        now.alias("today_amount"),
        (now.fill_null(0) - was.fill_null(0)).alias("difference_amount"),
        *(pl.coalesce(f"{name}_today", name).alias(name) for name in _LINE),
    )


def _reasons(changed: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Below each indicator that changed: what it divides, and the rows of its parts that differ, or why none does."""
    schema: dict[str, pl.DataType] = {
        **{name: changed.schema[name] for name in (*_KEY, "currency")},
        "change": pl.String(),
        "description": pl.String(),
        **{name: changed.schema[name] for name in ("closed_amount", "today_amount", "difference_amount")},
    }
    told = []
    for row in changed.iter_rows(named=True):
        place = {name: row[name] for name in (*_KEY, "currency")}
        for term in ("numerator", "denominator"):
            was, now = row[term], row[f"{term}_today"]
            if was != now:
                by = None if was is None or now is None else now - was
                told.append(
                    {**place, "change": term, "closed_amount": was, "today_amount": now, "difference_amount": by}
                )
        parts = (row["made_of_today"] or row["made_of"] or "").split("|")
        its = lines.filter(pl.col("part").is_in(parts))
        if row["company"] != "(group)":
            its = its.filter(pl.col("company") == row["company"])
        for (part, change), rows in its.group_by("part", "change", maintain_order=True):
            words = f"rows of {part} {change}: {rows.height}"
            told.append({**place, "change": "explained by", "description": words})
        if its.is_empty():
            besides = row["besides_today"] or row["besides"]
            words = f"no row of {', '.join(parts)} differs: a rate, a rule, a setting or master data changed"
            told.append(
                {**place, "change": "not explained", "description": words + (f", or {besides}" if besides else "")}
            )
    return pl.DataFrame(told, schema=schema)


def _told(figures: pl.DataFrame, lines: pl.DataFrame, reasons: pl.DataFrame) -> pl.DataFrame:
    explained = lines.group_by(_KEY).agg(pl.col("difference_amount").sum().alias("explained_amount"))
    shown = figures.join(explained, on=_KEY, how="left", nulls_equal=True).with_columns(
        pl.when(pl.col("part") != "indicators").then(pl.col("explained_amount").fill_null(0)).alias("explained_amount")
    )
    shown = shown.with_columns((pl.col("difference_amount") - pl.col("explained_amount")).alias("unexplained_amount"))
    counts = [
        {
            "part": part,
            "change": "figures compared",
            "description": f"{rows.height}, {rows['is_different'].sum()} differ",
        }
        for (part,), rows in figures.group_by("part", maintain_order=True)
    ]
    ordered: Sequence[pl.DataFrame] = (
        pl.DataFrame(counts, schema={"part": pl.String, "change": pl.String, "description": pl.String}).with_columns(
            pl.lit(0).alias("rank")
        ),
        shown.filter(pl.col("is_different") | pl.col("is_touched")).with_columns(
            pl.lit(1).alias("rank"), pl.lit(None, pl.String).alias("change")
        ),
        lines.with_columns(pl.lit(2).alias("rank")),
        reasons.with_columns(pl.lit(2).alias("rank")),
    )
    whole = pl.concat(
        [frame.select([c for c in (*COLUMNS, "rank") if c in frame.columns]) for frame in ordered],
        how="diagonal_relaxed",
    )
    missing = [pl.lit(None).alias(name) for name in COLUMNS if name not in whole.columns]
    parts = pl.Enum(PARTS)
    whole = whole.with_columns(missing).with_columns(
        pl.col("part").cast(parts).alias("order"), (pl.col("rank") > 0).alias("is_below")
    )
    whole = whole.sort("is_below", "order", "company", "item", "rank", "posting_date", "source_key", nulls_last=False)
    return whole.select(COLUMNS)
