"""Exchange rates that were never entered, or long after the day on which documents needed them."""

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import whole
from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.versions import FROM, stamp
from ingestion.demo.group.world import dates, numbers

_NEEDING = ("sales_invoice", "purchase_invoice", "receipt", "payment")
"""Documents that are booked at the rate of their day."""
_PAIR = ["from_currency", "to_currency"]
_NO_TEXT = pl.lit(None, pl.String)
_SALT = 34
_WHY = {
    "pair": "The rate between two currencies lacks on a working day on which a document was posted at it.",
    "day": "No rate at all stands for a working day on which documents in foreign currencies were posted.",
    "month_end": "The month's last rates lack, at which balances in foreign currencies were valued.",
}


def rates_are_missing_or_late(ground: Ground) -> None:
    """Plant missing_rate and late_rate: no rate, or a late one, on a day on which something was posted at it."""
    needed, closings = _needed(ground), _closings(ground)
    gone = _missing(ground, needed, closings)
    late = _late(ground, needed, closings)
    two_days = _two_days(ground)
    _enter(ground, gone, late)
    _tell_late(ground, late, two_days)
    _tell_holidays(ground)


def _needed(ground: Ground) -> pl.DataFrame:
    """One row a document in a foreign currency: table, key, rate_date, from_currency, to_currency, amount."""
    home = ground.chains.masters.companies.select("currency", company_id="id").rename({"currency": "to_currency"})
    return pl.concat(
        ground.last(table)
        .filter(pl.col("status") != "draft")
        .join(home, on="company_id")
        .filter(pl.col("currency") != pl.col("to_currency"), pl.col("posting_date") >= ground.world.timeline.start)
        .filter(pl.col("_first") <= pl.col("posting_date") + _known_after(ground))
        .select(
            "to_currency",
            table=pl.lit(table),
            key="id",
            rate_date="posting_date",
            from_currency="currency",
            amount="gross_amount" if table.endswith("invoice") else "amount",
        )
        for table in _NEEDING
    )


def _known_after(ground: Ground) -> pl.Expr:
    return pl.duration(days=ground.given["missing_rate"]["known_after"])


def _closings(ground: Ground) -> pl.DataFrame:
    """The last rates of each month, and an entry that was valued at them; columns as of `_needed`."""
    last = ground.last("exchange_rate").group_by(month=pl.col("rate_date").dt.truncate("1mo")).agg(
        pl.col("rate_date").max()
    )  # fmt: skip
    valued = ground.last("journal_entry").filter(pl.col("document_type") == "revaluation")
    return (
        valued.group_by(month=pl.col("posting_date").dt.truncate("1mo"))
        .agg(key=pl.col("id").min())
        .join(last, on="month")
        .select(
            "rate_date",
            "key",
            table=pl.lit("journal_entry"),
            amount=pl.lit(None, pl.Int64),
            from_currency=_NO_TEXT,
            to_currency=_NO_TEXT,
        )
        .filter(pl.col("rate_date") >= ground.world.timeline.start)
    )


def _picked(ground: Ground, kind: str, variant: str, days: pl.DataFrame) -> pl.DataFrame:
    """Some of the days; a day bears one fault at most."""
    first = ground.last("exchange_rate").group_by("rate_date").agg(pl.col("id").min())
    places = days.unique("rate_date", keep="first", maintain_order=True).join(first, on="rate_date")
    return ground.pick(kind, variant, places, table="exchange_rate", day="rate_date").drop("id")


def _missing(ground: Ground, needed: pl.DataFrame, closings: pl.DataFrame) -> pl.DataFrame:
    """Plant missing_rate.

    Returns:
        rate_date, from_currency, to_currency of what nobody enters.
    """
    kind, gone = "missing_rate", []
    pairs = ground.last("exchange_rate").select(_PAIR).unique().sort(_PAIR)
    for variant, days in (("month_end", closings), ("day", needed), ("pair", needed)):
        begun = pl.col("rate_date").dt.month_end() if variant == "month_end" else pl.col("rate_date")
        picked = _picked(ground, kind, variant, days).select(
            "fault", "rate_date", *_PAIR, seen_on=begun + _known_after(ground), happened_on="rate_date"
        )
        other_way = pl.col("from_currency").alias("to_currency"), pl.col("to_currency").alias("from_currency")
        if variant == "pair":
            lacking = pl.concat([picked, picked.with_columns(other_way)]).sort("fault", *_PAIR)
        else:
            lacking = picked.drop(_PAIR).join(pairs, how="cross")
        gone.append(lacking.select("rate_date", *_PAIR))
        lacking = lacking.with_columns(
            id=pl.lit(None, pl.Int64),
            currency="from_currency",
            detail=pl.concat_str(pl.col("rate_date").cast(pl.String), pl.lit(" "), pl.concat_str(_PAIR, separator="/")),
        )
        ground.tell(kind, variant, "exchange_rate", lacking, _WHY[variant])
        on = ["rate_date", *_PAIR] if variant == "pair" else ["rate_date"]
        posted = days.join(picked.select("fault", "seen_on", "happened_on", *on), on=on).rename({"key": "id"})
        posted = posted.with_columns(currency="from_currency").sort("fault", "id")
        for (table,), rows in posted.partition_by("table", as_dict=True).items():
            ground.tell(kind, variant, str(table), rows, _WHY[variant])
    return pl.concat(gone)


def _late(ground: Ground, needed: pl.DataFrame, closings: pl.DataFrame) -> pl.DataFrame:
    """Choose late_rate: fault, variant, rate_date, entered_on."""
    kind, given = "late_rate", ground.given["late_rate"]
    random, found = ground.random("late rates"), []
    for variant, days in (("after_close", closings), ("slow", needed)):
        picked = _picked(ground, kind, variant, days)
        begun = picked["rate_date"] if variant == "slow" else picked["rate_date"].dt.month_end()
        entered = numbers(begun) + whole(random, given[f"{variant}_days"], picked.height)
        entered_on = dates(ground.world.timeline.next_working(entered.astype(np.int32)))
        found.append(picked.select("fault", "rate_date", variant=pl.lit(variant), entered_on=entered_on))
    return pl.concat(found)


def _two_days(ground: Ground) -> pl.DataFrame:
    """The generator's own: stamped on their day, and read two days later; fault, rate_date."""
    rates = ground.last("exchange_rate").filter(pl.col("rate_date") >= ground.world.timeline.start)
    read_late = rates.filter(pl.col("_first") > pl.col("rate_date")).unique("rate_date", keep="first")
    picked = ground.pick("late_rate", "two_days", read_late, table="exchange_rate", day="_first", lookalike=True)
    return picked.select("fault", "rate_date")


def _enter(ground: Ground, gone: pl.DataFrame, late: pl.DataFrame) -> None:
    """Rates as they are entered in the end; keys without a gap: what nobody entered leaves no trace."""
    rates = ground.versions["exchange_rate"]
    entered = pl.col("entered_on")
    at = stamp(entered, _SALT)
    kept = (
        rates.join(gone, on=["rate_date", *_PAIR], how="anti")
        .join(late.select("rate_date", "entered_on"), on="rate_date", how="left")
        .sort(pl.coalesce(entered, "rate_date"), "id")
        .with_columns(
            pl.when(entered.is_null()).then("created_at").otherwise(at).alias("created_at"),
            pl.when(entered.is_null()).then("updated_at").otherwise(at).alias("updated_at"),
            pl.coalesce(entered, FROM).alias(FROM),
            id=pl.int_range(1, pl.len() + 1),
        )
    )
    ground.versions["exchange_rate"] = kept.select(pl.col(name).cast(kind) for name, kind in rates.schema.items())


def _tell_late(ground: Ground, late: pl.DataFrame, two_days: pl.DataFrame) -> None:
    rates = ground.last("exchange_rate").with_columns(
        happened_on="rate_date", seen_on="_first", currency="from_currency"
    )
    for variant in ("after_close", "slow"):
        rows = rates.join(late.filter(pl.col("variant") == variant).select("rate_date", "fault"), on="rate_date")
        why = "The rates of a day on which something was posted at them were entered long after it."
        ground.tell("late_rate", variant, "exchange_rate", rows.sort("fault", "id"), why)
    rows = rates.join(two_days, on="rate_date").sort("fault", "id")
    why = "The rates were entered on their day and came to be read two days later."
    ground.tell("late_rate", "two_days", "exchange_rate", rows, why, lookalike=True)


def _tell_holidays(ground: Ground) -> None:
    """Entries of the company abroad on days on which nobody publishes a rate."""
    abroad = ground.chains.masters.companies.filter(pl.col("currency") != "CNY")["id"]
    entries = ground.last("journal_entry").filter(
        pl.col("company_id").is_in(abroad.implode()), pl.col("posting_date") > ground.world.timeline.start
    )
    entries = entries.filter(pl.col("posting_date").dt.weekday() < 6)
    free = ~ground.world.timeline.is_working(numbers(entries["posting_date"]))
    places = entries.filter(pl.Series(free)).with_columns(seen_on="_first", happened_on="posting_date")
    picked = ground.pick(
        "missing_rate", "holiday", places, table="journal_entry", day="seen_on", lookalike=True
    )  # fmt: skip
    why = "Nobody publishes a rate on a holiday; that of the working day before holds."
    ground.tell("missing_rate", "holiday", "journal_entry", picked, why, lookalike=True)
