"""Who bids in a tender, how much, and how it is scored."""

from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.group.directory import reached
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.names import people
from ingestion.demo.group.world import MINOR_UNIT, Floats, Ints, World, dates

SCORE_UNIT = 10_000
_MOST = 6
_UNITS = (1, 100, 1000)
_SECOND = 1_000_000


def make_bids(world: World, masters: Masters, tenders: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tenders with their budgets, and all bids; columns: see Tenders.

    Args:
        world: its random numbers.
        masters: whose suppliers bid: those of the company's own circle and of the trade more often.
        tenders: with `_winner` (supplier; null: whoever scores best) and `_amount` (of the winner, or about it).
    """
    given, random, count = world.parameters["tenders"], world.random("bids"), tenders.height
    bidders = _bidder_counts(random, tenders, given["bidders"], given["failed_bidders"])
    takes_part = np.arange(_MOST)[None, :] < bidders[:, None]
    spread = random.uniform(given["spread"][0], given["spread"][1], count)[:, None]
    relative = np.exp(random.normal(0, 1, (count, _MOST)) * spread)
    scores = [
        np.clip(random.normal(given[name][0], given[name][1], (count, _MOST)), 50, 98).round(1)
        for name in ("technical", "commercial")
    ]
    total = _total(given["weights"], _price_score(relative, takes_part), *scores)
    best = np.where(takes_part, total, -1).argmax(axis=1)
    # the winner's bid is what the contract says; the others lie about it as they do about each other
    is_best = np.arange(_MOST)[None, :] == best[:, None]
    has_contract = tenders["contract_id"].is_not_null().to_numpy()
    level = np.where(has_contract, relative[np.arange(count), best], 1.0)
    whole = tenders["_amount"].to_numpy()
    unit = np.array(_UNITS)[random.choice(3, (count, _MOST), p=[0.4, 0.4, 0.2])] * MINOR_UNIT
    amount = np.maximum(np.rint(whole[:, None] * relative / level[:, None] / unit), 1).astype(np.int64) * unit
    amount = np.where(is_best & has_contract[:, None], whole[:, None], amount)
    price = _price_score(amount.astype(float), takes_part)
    supplier = _bidders(random, masters, tenders, best)
    tenders = tenders.with_columns(budget_amount=pl.Series(_budgets(random, given, tenders, amount, best, takes_part)))
    row, place = np.nonzero(takes_part)
    pick = (row, place)
    frame = pl.DataFrame(
        {
            "tender_id": tenders["id"].to_numpy()[row],
            "supplier_id": supplier[pick],
            "gross_amount": amount[pick],
            "price_score": _points(price[pick]),
            "technical_score": _points(scores[0][pick]),
            "commercial_score": _points(scores[1][pick]),
            "total_score": _points(_total(given["weights"], price, *scores)[pick]),
            "is_winner": is_best[pick],
        }
    )
    rows = tenders.select("awarded_on", "opened_on", "budget_amount", tender_id="id")
    frame = frame.join(rows, on="tender_id", maintain_order="left").with_columns(
        pl.col("is_winner") & pl.col("awarded_on").is_not_null(),
        *(pl.when(pl.col("awarded_on").is_not_null()).then(name).alias(name) for name in _SCORES),
    )
    return tenders.drop("_winner", "_amount"), _handed_in(world, random, masters, frame)


_SCORES = ("price_score", "technical_score", "commercial_score", "total_score")


def _bidder_counts(
    random: np.random.Generator, tenders: pl.DataFrame, usual: dict[str, float], failed: dict[str, float]
) -> Ints:
    one, other = (
        random.choice([int(key) for key in given], tenders.height, p=list(given.values())) for given in (usual, failed)
    )
    return np.where((tenders["outcome"] == "awarded").to_numpy(), one, other)


def _price_score(amount: Floats, takes_part: np.ndarray) -> Floats:
    lowest = np.where(takes_part, amount, np.inf).min(axis=1, keepdims=True)
    found: Floats = lowest / amount * 100
    return found


def _total(weights: dict[str, float], price: Floats, technical: Floats, commercial: Floats) -> Floats:
    found: Floats = weights["price"] * price + weights["technical"] * technical + weights["commercial"] * commercial
    return found


def _points(scores: Floats) -> Ints:
    return np.rint(scores * 100).astype(np.int64) * (SCORE_UNIT // 100)


def _budgets(
    random: np.random.Generator,
    given: dict[str, Any],
    tenders: pl.DataFrame,
    amount: Ints,
    best: Ints,
    takes_part: np.ndarray,
) -> Ints:
    """In full thousands, mostly above the winner; where a tender failed with three bids, below all of them."""
    lowest = np.where(takes_part, amount, np.iinfo(np.int64).max).min(axis=1)
    fits = (tenders["outcome"] == "failed").to_numpy() & (takes_part.sum(axis=1) > 2)
    target: Floats = np.where(
        fits,
        lowest * random.uniform(0.82, 0.95, len(best)),
        amount[np.arange(len(best)), best] * random.uniform(given["budget"][0], given["budget"][1], len(best)),
    )
    unit = 1000 * MINOR_UNIT
    return np.maximum(np.rint(target / unit), 1).astype(np.int64) * unit


def _bidders(random: np.random.Generator, masters: Masters, tenders: pl.DataFrame, best: Ints) -> Ints:
    """Suppliers of every place of every tender, none twice; a winner that is known stands in the best place."""
    third = masters.suppliers.filter(pl.col("own_company_id").is_null())
    home, trade = third["company_id"].to_numpy(), third["trade"].to_numpy()
    company, kind = tenders["company_id"].to_numpy()[:, None], tenders["buying_kind"].to_numpy()[:, None]
    near = np.where(home == company, 12.0, np.where((home == 6) == (company == 6), 1.0, 1e-9))
    odds = third["weight"].to_numpy()[None, :] ** 0.5 * near * np.where(trade[None, :] == kind, 1.0, 0.02)
    keys = np.log(odds) + random.gumbel(0, 1, odds.shape)
    winner = tenders["_winner"].fill_null(0).to_numpy()
    known = np.flatnonzero(winner > 0)
    column = np.searchsorted(third["id"].to_numpy(), winner[known])
    keys[known, column] = np.inf
    order = np.argsort(-keys, axis=1)[:, :_MOST]
    chosen: Ints = third["id"].to_numpy()[order]
    # the known winner is first now; it changes places with whoever stands in the best place
    swapped = chosen[known, best[known]].copy()
    chosen[known, best[known]] = winner[known]
    chosen[known, 0] = np.where(best[known] == 0, winner[known], swapped)
    return chosen


def _handed_in(world: World, random: np.random.Generator, masters: Masters, bids: pl.DataFrame) -> pl.DataFrame:
    """With key, instant, bond and contact: every supplier pays from its own account and writes from its own address."""
    given, suppliers = world.parameters["tenders"], masters.suppliers
    count, known = bids.height, suppliers.height
    numbers = random.integers(0, 250, (known, 3))
    facts = suppliers.select(
        supplier_id="id",
        bond_payer=pl.col("name").str.split(" ").list.first(),
        bond_account=pl.Series(supplier_accounts(suppliers)),
        contact=pl.Series(people(random, known)),
        address=pl.Series([f"61.{one % 60 + 128}.{two}.{three + 2}" for one, two, three in numbers.tolist()]),
    ).hstack(reached(suppliers).select(phone=pl.concat_str(pl.col("area").fill_null("+1"), pl.lit("-"), "line")))
    opened = bids["opened_on"].to_physical().to_numpy().astype(np.int64)
    submitted = opened * 86_400 - random.integers(0, 4 * 86_400, count) + random.integers(3_600, 2 * 3_600, count)
    # office hours: the part of the day between nine and six
    submitted = submitted // 86_400 * 86_400 + 3_600 + submitted % 86_400 * 9 // 24
    submitted = np.minimum(submitted, opened * 86_400 + 3_500)
    bond = np.rint(bids["budget_amount"].to_numpy() * given["bond"] / 100_000).astype(np.int64) * 100_000
    return (
        bids.with_columns(
            submitted_at=pl.Series(submitted * _SECOND).cast(pl.Datetime("us")),
            bond_amount=pl.Series(np.maximum(bond, 100_000)),
            bond_paid_on=dates(opened - random.integers(5, 11, count)),
        )
        .join(facts, on="supplier_id", maintain_order="left")
        .sort("tender_id", "submitted_at", "supplier_id")
        .with_row_index("id", offset=1)
        .select(
            *(pl.col("id").cast(pl.Int64), "tender_id", "supplier_id", "submitted_at", "gross_amount", *_SCORES),
            *("bond_amount", "bond_payer", "bond_account", "bond_paid_on", "contact", "phone", "address", "is_winner"),
        )
    )


def supplier_accounts(suppliers: pl.DataFrame) -> list[str]:
    """The account from which each supplier pays its bonds."""
    return [f"6230{number * 7_919 % 10_000:04d}{number * 611_953 % 10**8:08d}" for number in suppliers["id"].to_list()]
