"""Tenders in which bidders agreed, and tenders with one bid only."""

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import whole
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.faults.purchasing_bids import BID, SERIES, TENDER, hold
from ingestion.demo.faults.purchasing_signatures import BEGUN, SIGNED
from ingestion.demo.group.picking import pick_people
from ingestion.demo.group.world import dates, lognormal_amounts, numbers

COLLUSIVE, SINGLE = "collusive_tender", "single_bid"
_WHY = {
    "close": "The bids lie closer together than bids of who calculates alone.",
    "identical_cents": "All bids have the same odd digits at their end.",
    "shared_payer": "One payer paid the bonds of two bidders.",
    "shared_account": "The bonds of two bidders came from one account.",
    "shared_address": "Two bids were handed in from one network address.",
    "shared_phone": "Two bidders are reached by one telephone.",
    "rotation": "The same three bidders, and no others, win in turn.",
    "always_lose": "Two bidders that never win lost again and again to the same winner.",
    "commodity": "Prices of standard material are public: honest bids lie close together.",
    "one_building": "Two bidders have their offices in one building, but their own lines.",
    "plain": "It was awarded although there was one bid only.",
    "short_notice": "It was open for a few days only, and awarded on the only bid.",
    "others_invalid": "There were several bids; all but one were invalid and have no score.",
    "sole_source": "It was approved as a sole source, as title and decision say.",
    "natural": "It happened so without anybody's plan; the sign is there all the same.",
}
_BEFORE, _AFTER = 120, 20
"""Days that a tender takes before its contract, and days behind the anchor from which one lies in the future."""


def tenders_are_held(ground: Ground) -> None:
    """Tenders of both kinds, and the framework agreements of contracts that are begun before they are signed."""
    _tell_natural(ground)
    wanted = pl.concat([_wanted(ground, COLLUSIVE), _wanted(ground, SINGLE), _frameworks(ground)], how="diagonal")
    if wanted.is_empty():
        return
    held = hold(ground, wanted)
    for (kind, variant, lookalike), rows in held.group_by("kind_of", "variant", "is_lookalike", maintain_order=True):
        if kind == BEGUN:
            _show_frameworks(ground, rows)
            continue
        late = variant in SERIES or kind == SINGLE
        seen = pl.col("awarded_on").max().over("fault") if late else pl.col("opened_on")
        rows = rows.with_columns(seen_on=seen, happened_on="opened_on")
        ground.take(TENDER, rows["id"])
        ground.tell(str(kind), str(variant), TENDER, rows, _WHY[str(variant)], lookalike=bool(lookalike))


def _wanted(ground: Ground, kind: str) -> pl.DataFrame:
    """What is to be held: see purchasing_bids.hold; and kind_of, is_lookalike."""
    world, masters, given = ground.world, ground.chains.masters, ground.given[kind]
    usual, timeline = world.parameters["tenders"], world.timeline
    parts, series = [], 0
    variants = [(name, False) for name in given["faults"]] + [(name, True) for name in given["lookalikes"]]
    anchor = numbers(pl.Series([timeline.anchor]))[0]
    for variant, lookalike in variants:
        past, future = ground.promised(kind, variant, lookalike=lookalike)
        random, count = ground.random(f"{kind} {variant}"), past + future
        if not count:
            continue
        each = given["tenders"][variant] if variant in SERIES else 1
        span = (each - 1) * given["apart"][1] if each > 1 else 0
        last = np.r_[
            random.integers(timeline.first + min(span + _BEFORE, (anchor - timeline.first) // 2), anchor - 5, past),
            random.integers(anchor + _AFTER, timeline.last - 10, future),
        ]
        companies = masters.companies.filter(pl.col("currency") == "CNY")["id"].to_list()
        odds = np.array([usual["companies"][one - 1] for one in companies])
        company = random.choice(companies, count, p=odds / odds.sum())
        kinds = ["material"] if variant == "commodity" else ["service", "equipment", "subcontract"]
        bought = random.choice(kinds, count)
        at = np.repeat(np.arange(count), each)
        place = np.tile(np.arange(each), count)
        back = whole(random, given["apart"], len(at)) if each > 1 else np.zeros(len(at), dtype=np.int64)
        # days between the tenders of a series, taken off from the last one
        offset = np.zeros((count, each), dtype=np.int64)
        offset[:, :-1] = back.reshape(count, each)[:, :-1][:, ::-1].cumsum(axis=1)[:, ::-1]
        applied = timeline.next_working((last[at] - offset.ravel()).astype(np.int32))
        median = np.array([usual["amounts"][one] for one in bought[at].tolist()], dtype=float)
        parts.append(
            pl.DataFrame(
                {
                    "fault": np.array(ground.names(kind, count).to_list())[at],
                    "kind_of": kind,
                    "variant": variant,
                    "is_lookalike": lookalike,
                    "series": (series + at) if each > 1 else np.full(len(at), -1),
                    "place": place,
                    "company_id": company[at],
                    "buying_kind": bought[at],
                    "currency": "CNY",
                    "applied_on": dates(applied),
                    "_winner": pl.Series([None] * len(at), dtype=pl.Int64),
                    "_amount": lognormal_amounts(random, median, usual["sigma"]),
                }
            ).hstack(pick_people(random, masters, company[at], "purchasing", applied))
        )  # fmt: skip
        series += count
    if not parts:
        return pl.DataFrame()
    return pl.concat(parts).with_columns(series=pl.when(pl.col("series") >= 0).then("series"))


def _frameworks(ground: Ground) -> pl.DataFrame:
    """A framework agreement some weeks before each contract that was begun under one."""
    contracts = ground.left[SIGNED].filter(pl.col("variant") == "framework")
    random, count = ground.random(f"{BEGUN} frameworks"), contracts.height
    applied = ground.world.timeline.next_working(
        numbers(contracts["first_on"]) - random.integers(12, 60, count).astype(np.int32)
    )
    return contracts.select(
        "fault", "company_id", "department_id", "employee_id", "buying_kind", "currency", kind_of=pl.lit(BEGUN),
        variant=pl.lit("framework"), is_lookalike=pl.lit(True), series=pl.lit(None, pl.Int64),
        place=pl.lit(0, pl.Int64),
        applied_on=dates(applied), _winner="party_id", _amount="gross_amount",
    )  # fmt: skip


def _show_frameworks(ground: Ground, rows: pl.DataFrame) -> None:
    """The contracts name their framework's tender."""
    contracts = ground.left[SIGNED].filter(pl.col("variant") == "framework").with_columns(
        pl.col("id") + ground.versions["contract"]["id"].min() - ground.chains.deals.contracts["id"].min()
    )  # fmt: skip
    named = contracts.select("id", "fault", "seen_on", "happened_on").join(
        rows.select("fault", "number", "amount", tender_id="id"), on="fault"
    )
    ground.change("contract", named.select("id", tender_number="number"))
    ground.take(TENDER, named["tender_id"])
    close = rows.filter((pl.col("variation") < ground.given[COLLUSIVE]["sign"]) & (pl.col("buying_kind") != "material"))
    close = close.with_columns(
        fault=ground.names(COLLUSIVE, close.height), happened_on="opened_on", seen_on="awarded_on"
    )
    ground.tell(COLLUSIVE, "natural", TENDER, close, _WHY["natural"])
    why = "The framework agreement covers what was ordered before the contract's signature."
    ground.tell(BEGUN, "framework", TENDER, named, why, lookalike=True, role=CONTEXT, key="tender_id")


def _tell_natural(ground: Ground) -> None:
    """Signs that tenders show without anybody's plan."""
    tenders = ground.last(TENDER).filter(pl.col("status") == "awarded")
    bids = ground.last(BID).join(
        tenders.select("category", "company_id", "opens_on", "awarded_on", tender_id="id"), on="tender_id"
    )
    each = bids.group_by("tender_id", "category", "company_id", "opens_on", "awarded_on").agg(
        count=pl.len(), variation=pl.col("gross_amount").std() / pl.col("gross_amount").mean(),
        amount=pl.col("gross_amount").filter("is_winner").first(),
        shares=pl.any_horizontal(
            pl.col(name).n_unique() < pl.len() for name in ("bond_payer", "bond_account", "submitted_from", "phone")
        ),
    ).sort("tender_id")  # fmt: skip
    several, sign = each.filter(pl.col("count") > 2), ground.given[COLLUSIVE]["sign"]
    is_close = (pl.col("variation") < sign) & (pl.col("category") != "material")
    signs = pl.concat(
        [
            several.filter(is_close | pl.col("shares")).select("tender_id"),
            *_repeated(ground, bids.filter(pl.col("tender_id").is_in(several["tender_id"].implode()))),
        ]
    ).unique()
    found = {
        COLLUSIVE: several.join(signs, on="tender_id", how="semi", maintain_order="left"),
        SINGLE: each.filter(pl.col("count") == 1),
    }
    for kind, rows in found.items():
        if any(ground.given[kind]["faults"].values()):
            day = "awarded_on" if kind == SINGLE else "opens_on"
            rows = rows.with_columns(fault=ground.names(kind, rows.height), happened_on=day, seen_on="awarded_on")
            ground.take(TENDER, rows["tender_id"])
            ground.tell(kind, "natural", TENDER, rows, _WHY["natural"], key="tender_id")


def _repeated(ground: Ground, bids: pl.DataFrame) -> list[pl.DataFrame]:
    """Tenders (tender_id) whose bidders win in turn, and those in which the same two always lose to the same winner."""
    given = ground.given[COLLUSIVE]["tenders"]
    sets = bids.sort("bond_account").group_by("tender_id", "company_id", "category", "awarded_on").agg(
        who=pl.col("bond_account").str.join(","), winner=pl.col("bond_account").filter("is_winner").first()
    ).sort("awarded_on", "tender_id")  # fmt: skip
    of_set = ["company_id", "category", "who"]
    turn = sets.filter(pl.len().over(of_set) >= given["rotation"]).filter(
        pl.col("winner").n_unique().over(of_set) >= given["rotation"]
    )
    winners = bids.filter("is_winner").select("tender_id", winner="bond_account")
    lost = bids.join(winners.select(bond_account="winner"), on="bond_account", how="anti").join(winners, on="tender_id")
    pairs = lost.select("tender_id", "winner", one="bond_account").join(
        lost.select("tender_id", other="bond_account"), on="tender_id"
    )
    pairs = pairs.filter(pl.col("one") < pl.col("other"))
    same = pairs.filter(pl.len().over("winner", "one", "other") >= given["always_lose"])
    return [turn.select("tender_id"), same.select("tender_id").unique()]
