"""Lines of bank statements that nobody can explain, and what the bank itself charges and pays."""

import numpy as np
import polars as pl

from ingestion.demo.faults.cash_ground import UNIDENTIFIED, by_bank, lowest, open_accounts, operating
from ingestion.demo.faults.draws import real, whole
from ingestion.demo.faults.entries import affordable, bank_lines, with_defaults
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.group.books_chart import ROLES
from ingestion.demo.group.world import MINOR_UNIT, dates, numbers

_KIND = "unexplained_bank_line"
_WHY = {
    "incoming": "Money came in that nobody could name; it was booked to unidentified money.",
    "outgoing": "Money left without an order or a document; it was booked to unidentified money.",
    "cancelling": "The same amount came in and went out, to another name, without a document.",
}
_ROUND = 100
_INTEREST_DAY = 21


def bank_lines_are_unexplained(ground: Ground) -> None:
    """Plant unexplained_bank_line; each line is booked, so that the ledger agrees with the bank."""
    open_accounts(ground, UNIDENTIFIED)
    places = (
        ground.last("bank_line")
        .join(operating(ground), on="bank_account_id")
        .filter(pl.col("counterparty").is_not_null())
        .with_columns(day="value_date")
    )
    for variant in ("incoming", "outgoing", "cancelling"):
        _plant(ground, variant, places)
    fees = ground.last("bank_line").filter(pl.col("purpose") == "手续费 Fee")
    fees = fees.with_columns(seen_on="value_date", happened_on="value_date")
    picked = ground.pick(_KIND, "bank_fee", fees, table="bank_line", day="seen_on", lookalike=True)
    why = "The bank's own fee: it needs no document."
    ground.tell(_KIND, "bank_fee", "bank_line", picked, why, lookalike=True)
    _pay_interest(ground)


def _plant(ground: Ground, variant: str, places: pl.DataFrame) -> None:
    given, random = ground.given[_KIND], ground.random(f"unexplained {variant}")
    size = given["median"] * np.exp(random.normal(0, given["sigma"], places.height))
    size = np.maximum(np.rint(size / _ROUND), 1) * _ROUND * MINOR_UNIT
    later = numbers(places["value_date"]) + whole(random, given["back_after"], places.height)
    at_home = pl.when(pl.col("currency") == "CNY").then(1).otherwise(7)
    rows = places.with_columns(
        amount=(pl.Series(size) / at_home / (_ROUND * MINOR_UNIT)).ceil().cast(pl.Int64) * (_ROUND * MINOR_UNIT),
        back_on=dates(ground.world.timeline.next_working(later.astype(np.int32))),
        purpose=_one_of(random, given["purposes"], places.height),
        counterparty=_one_of(random, given["names"], places.height),
        _other=_one_of(random, given["names"], places.height),
        reference=pl.lit(None, pl.String),
    )
    if variant == "outgoing":  # what leaves is missing for good
        rows = affordable(ground, rows, day="value_date")
    picked = ground.pick(_KIND, variant, rows, table="bank_line")
    signed = -pl.col("amount") if variant == "outgoing" else pl.col("amount")
    lines = [picked.with_columns(signed.alias("amount"))]
    if variant == "cancelling":
        lines.append(picked.with_columns(-pl.col("amount"), value_date="back_on", counterparty="_other"))
    book(ground, _KIND, variant, pl.concat(lines).sort("value_date", "fault"), UNIDENTIFIED, _WHY[variant])


def _one_of(random: np.random.Generator, words: list[str], count: int) -> pl.Series:
    return pl.Series(np.array(words)[random.integers(0, len(words), count)], dtype=pl.String)


def book(
    ground: Ground,
    kind: str,
    variant: str,
    lines: pl.DataFrame,
    slot: int,
    why: str,
    *,
    lookalike: bool = False,
    is_pair: bool = False,
) -> pl.DataFrame:
    """Let lines come, book them by hand against the account of a slot, and tell both.

    Args:
        ground: of the ERP.
        kind: of the parameters.
        variant: of the parameters.
        lines: fault, company_id, bank_account_id, currency, value_date, amount (signed), counterparty, purpose.
        slot: of the account, where the lines have no column of that name.
        why: what is wrong.
        lookalike: whether nothing is.
        is_pair: a fault's lines say nothing before the last of them.

    Returns:
        the lines with their keys, as they are told.
    """
    if lines.is_empty():
        return lines
    lines = with_defaults(lines, slot=pl.lit(slot)).with_columns(
        ground.new_keys("bank_line", lines.height).alias("id"), reference=pl.lit(None, pl.String)
    )
    columns = ("id", "bank_account_id", "value_date", "amount", "purpose", "counterparty", "reference")
    bank_lines(ground, lines.select(columns))
    told = lines.with_columns(
        by_bank(ground, lines).alias("entry_id"), happened_on="value_date",
        seen_on=pl.col("value_date").max().over("fault") if is_pair else pl.col("value_date"),
        amount=pl.col("amount").abs(),
    )  # fmt: skip
    ground.tell(kind, variant, "bank_line", told, why, lookalike=lookalike)
    ground.tell(kind, variant, "journal_entry", told, why, lookalike=lookalike, role=CONTEXT, key="entry_id")
    return told


def _pay_interest(ground: Ground) -> None:
    """The bank pays interest on the 21st of each quarter's last month; it is booked as interest."""
    given, random = ground.given[_KIND], ground.random("bank interest")
    world = ground.world
    months = np.arange(np.datetime64(world.timeline.start, "M"), np.datetime64(world.timeline.end, "M"))[2::3]
    days = months.astype("datetime64[D]").astype(np.int32) + _INTEREST_DAY - 1
    places = operating(ground).join(pl.DataFrame({"value_date": dates(world.timeline.next_working(days))}), how="cross")
    rows = places.with_columns(
        balance=lowest(ground, places, "value_date", "value_date"),
        rate=pl.Series(real(random, given["interest"], places.height)),
        id=pl.int_range(1, pl.len() + 1),
        counterparty="bank",
        purpose=pl.lit("结息 Interest"),
        day="value_date",
    ).with_columns(amount=(pl.col("balance") * pl.col("rate")).round().cast(pl.Int64))
    rows = rows.filter(pl.col("amount") > 0)
    picked = ground.pick(_KIND, "bank_interest", rows, table="interest day", lookalike=True)
    why = "Interest that the bank pays by itself: its purpose and its account explain it."
    book(ground, _KIND, "bank_interest", picked, ROLES["interest"].slot, why, lookalike=True)
