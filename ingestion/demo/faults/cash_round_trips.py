"""Money that comes for the last days of a quarter and goes back, and sweeps of the group's own pool."""

import numpy as np
import polars as pl

from ingestion.demo.faults.cash_bank import book
from ingestion.demo.faults.cash_ground import OUTSIDERS, lowest, open_accounts, operating, quarter_ends
from ingestion.demo.faults.draws import real, whole
from ingestion.demo.faults.entries import bank_lines, completed, journal, stamped
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.group.books_chart import BANK_SLOT, COMPANY_STEP, ROLES
from ingestion.demo.group.money_charges import main_accounts
from ingestion.demo.group.world import MINOR_UNIT, dates, numbers

_KIND, _UNEXPLAINED = "round_trip", "unexplained_bank_line"
_ROUND = 10_000 * MINOR_UNIT
_PARENT, _PURPOSE = 1, "资金池归集 Cash pool"
_WHY = {
    "equal": "An outsider's money came days before the quarter's end and went back days after it.",
    "with_cost": "An outsider's money came before the quarter's end and went back after it, with what it cost.",
    "split": "An outsider's money came before the quarter's end and went back after it in two parts.",
    "other_party": "Money came from one outsider before the quarter's end and went to another after it.",
}


def money_makes_round_trips(ground: Ground) -> None:
    """Plant round_trip, and sweeps of the pool over a quarter's end that only look so."""
    open_accounts(ground, OUTSIDERS)
    for variant in _WHY:
        _plant(ground, variant)
    _sweep(ground)


def _quarters(ground: Ground, name: str) -> pl.DataFrame:
    """A row for every main account and quarter: in_on, out_on, balance, amount, drawn words; id: of the place."""
    given, random, timeline = ground.given[_KIND], ground.random(name), ground.world.timeline
    is_main = pl.col("bank_account_id").is_in(list(main_accounts(ground.chains.masters).values()))
    mains = operating(ground).filter((pl.col("currency") == "CNY") & is_main).sort("bank_account_id")
    rows = mains.join(quarter_ends(ground.world).alias("ends_on").to_frame(), how="cross")
    rows = rows.with_columns(id=pl.int_range(1, pl.len() + 1))
    end, count = numbers(rows["ends_on"]), rows.height
    next_one = timeline.add_working(end + 1, 0)
    before = whole(random, given["before"], count)
    last = timeline.add_working(next_one, -1 - before.astype(np.int32))
    after = timeline.add_working(next_one, whole(random, given["after"], count).astype(np.int32) - 1)
    rows = rows.with_columns(in_on=dates(last), out_on=dates(after))
    least = lowest(ground, rows, "in_on", "out_on")
    share = pl.Series(real(random, given["share"], count))
    names, purposes = np.array(given["names"]), np.array(given["purposes"])
    who = random.integers(0, len(names), count)
    other = (who + random.integers(1, len(names), count)) % len(names)
    return rows.with_columns(
        balance=least,
        amount=(least * share / _ROUND).floor().cast(pl.Int64) * _ROUND,
        counterparty=pl.Series(names[who], dtype=pl.String),
        _other=pl.Series(names[other], dtype=pl.String),
        purpose=pl.Series(purposes[random.integers(0, len(purposes), count)], dtype=pl.String),
        _cost=pl.Series(real(random, given["cost"], count)),
        _part=pl.Series(random.uniform(0.3, 0.7, count)),
        day="out_on",
    ).filter(pl.col("amount") >= 2 * _ROUND)


def _plant(ground: Ground, variant: str) -> None:
    rows = _quarters(ground, f"round trip {variant}")
    picked = ground.pick(_KIND, variant, rows, table="quarter")
    if picked.is_empty():
        return
    back = picked.with_columns(amount=-pl.col("amount"), value_date="out_on")
    comes = picked.with_columns(value_date="in_on")
    if variant == "other_party":
        back = back.with_columns(counterparty="_other")
    if variant == "split":
        part = (back["amount"] * back["_part"] / _ROUND).round().cast(pl.Int64) * _ROUND
        on = dates(ground.world.timeline.add_working(numbers(back["value_date"]), 1))
        rest = back.with_columns(amount=pl.col("amount") - part, value_date=on)
        back = pl.concat([back.with_columns(amount=part), rest])
    lines = pl.concat([comes, back])
    if variant == "with_cost":
        cost = (pl.col("amount") * pl.col("_cost") / MINOR_UNIT).round().cast(pl.Int64) * MINOR_UNIT
        charged = picked.with_columns(amount=-cost, value_date="out_on", purpose=pl.lit("资金占用费 Charge for funds"))
        lines = pl.concat(
            [lines.with_columns(slot=pl.lit(OUTSIDERS)), charged.with_columns(slot=pl.lit(ROLES["interest"].slot))]
        )
    lines = lines.sort("value_date", "fault", "amount")
    told = book(ground, _KIND, variant, lines, OUTSIDERS, _WHY[variant], is_pair=True)
    told = told.with_columns(ground.names(_UNEXPLAINED, told.height), seen_on="value_date")
    ground.tell(_UNEXPLAINED, _KIND, "bank_line", told, "Money of an outsider came or went without a document.")


def _sweep(ground: Ground) -> None:
    """A subsidiary's money goes into the parent's pool before the quarter's end and comes back after it."""
    rows = _quarters(ground, "pool sweep").filter(pl.col("company_id") != _PARENT)
    picked = ground.pick(_KIND, "pool_sweep", rows, table="quarter", lookalike=True)
    if picked.is_empty():
        return
    parent = main_accounts(ground.chains.masters)[_PARENT]
    kept = ["fault", "from_amount", "to_amount", "transferred_on", "company_id", "to_company_id", "from_account_id"]
    kept += ["to_account_id", "kind", "currency"]
    both = picked.with_columns(
        kind=pl.lit("pool"), from_amount="amount", to_amount="amount", _other=pl.lit(_PARENT, pl.Int64),
        _other_account=pl.lit(parent, pl.Int64),
    )  # fmt: skip
    into = both.with_columns(
        transferred_on="in_on", to_company_id="_other", from_account_id="bank_account_id",
        to_account_id="_other_account",
    )  # fmt: skip
    back = both.with_columns(
        transferred_on="out_on", to_company_id="company_id", company_id="_other", from_account_id="_other_account",
        to_account_id="bank_account_id",
    )  # fmt: skip
    moves = pl.concat([into.select(kept), back.select(kept)]).sort("transferred_on", "fault")
    moves = moves.with_columns(ground.new_keys("fund_transfer", moves.height).alias("id"))
    ground.add("fund_transfer", stamped(completed(ground, "fund_transfer", moves), "transferred_on", 30))
    lines = _sweep_lines(ground, moves)
    why = "The group's own cash pool takes and gives back: both ends are its accounts, with a document."
    told = moves.with_columns(happened_on="transferred_on", seen_on="transferred_on", amount="from_amount")
    ground.tell(_KIND, "pool_sweep", "bank_line", lines, why, lookalike=True)
    ground.tell(_KIND, "pool_sweep", "fund_transfer", told, why, lookalike=True, role=CONTEXT)


def _sweep_lines(ground: Ground, moves: pl.DataFrame) -> pl.DataFrame:
    """Bank lines and entries of transfers into and out of the pool, as the generator books them; the lines, told."""
    numbers_of = ground.last("bank_account").select("number", _account="id")
    ends = []
    for own, other, company, counter, sign in (
        ("from_account_id", "to_account_id", "company_id", "to_company_id", -1),
        ("to_account_id", "from_account_id", "to_company_id", "company_id", 1),
    ):
        ends.append(
            moves.join(numbers_of, left_on=other, right_on="_account", maintain_order="left").select(
                "fault", "id", "currency", company_id=company, counterparty_company_id=counter, bank_account_id=own,
                value_date="transferred_on", amount=sign * pl.col("from_amount"), purpose=pl.lit(_PURPOSE),
                counterparty=pl.lit("本单位账户 own account ") + pl.col("number"), reference=pl.lit(None, pl.String),
            )
        )  # fmt: skip
    both = pl.concat(ends).sort("value_date", "id", "amount").with_row_index("entry")
    of_lines = ground.new_keys("bank_line", both.height).alias("id")
    keys = bank_lines(ground, both.with_columns(of_lines).drop("fault", "currency", "entry"))
    pool = (
        pl.when(pl.col("company_id") == _PARENT).then(ROLES["pool_liability"].slot).otherwise(ROLES["pool_asset"].slot)
    )
    first = pl.col("company_id") * COMPANY_STEP
    common = {"document_id": pl.col("id"), "document_type": pl.lit("transfer"), "posting_date": pl.col("value_date")}
    sides = [
        both.with_columns(
            **common, account_id=first + BANK_SLOT + pl.col("bank_account_id"), _place=pl.lit(1),
            counterparty_company_id=pl.lit(None, pl.Int64),
        ),
        both.with_columns(
            **common, account_id=first + pool, amount=-pl.col("amount"), _place=pl.lit(2),
            bank_account_id=pl.lit(None, pl.Int64),
        ),
    ]  # fmt: skip
    lines = pl.concat(sides).sort("entry", "_place").with_columns(amount_company="amount")
    journal(ground, lines.drop("id"))
    return both.with_columns(
        keys.alias("id"), happened_on="value_date", seen_on=pl.col("value_date").max().over("fault"),
        amount=pl.col("amount").abs(),
    )  # fmt: skip
