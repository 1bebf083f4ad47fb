"""Tenders that planters hold: bids as bidders who agreed hand them in, entered as the OA enters every tender."""

from dataclasses import replace

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import real
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.purchasing_requests import REQUEST, STEP, approvals_of, enter_requests
from ingestion.demo.group.bids import make_bids, supplier_accounts
from ingestion.demo.group.directory import reached
from ingestion.demo.group.names import people
from ingestion.demo.group.oa.common import OFFSETS
from ingestion.demo.group.oa.tender_tables import tender_tables
from ingestion.demo.group.replay import fitted
from ingestion.demo.group.tenders import Tenders, dated
from ingestion.demo.group.world import MINOR_UNIT

TENDER, BID = "tender", "bid"
SERIES, ALONE = ("rotation", "always_lose"), ("plain", "short_notice", "sole_source")
_CLOSE = ("close", "commodity")
_TAIL = 1000 * MINOR_UNIT
_SHARED = {
    "shared_payer": "bond_payer",
    "shared_account": "bond_account",
    "shared_address": "address",
    "shared_phone": "phone",
}
_EVALUATIONS = {"id": pl.Int64, "supplier_id": pl.Int64, "company_id": pl.Int64, "quarter_on": pl.Date,
                "evaluated_on": pl.Date, "total_score": pl.Int64}  # fmt: skip
_SCORES = {"id": pl.Int64, "evaluation_id": pl.Int64, "component": pl.String, "weight": pl.Int64, "score": pl.Int64}
_KEYS = ("id", "company_id", "department_id", "employee_id", "contract_id", "order_id", "amount")
_ASKED: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(_KEYS, pl.Int64),
    "currency": pl.String,
    "title": pl.String,
    "needed_on": pl.Date,
}


def hold(ground: Ground, wanted: pl.DataFrame) -> pl.DataFrame:
    """Hold tenders.

    Args:
        ground: of the OA.
        wanted: fault, kind_of, variant, series (number; null: alone), place (in it), company_id, department_id,
            employee_id, buying_kind, currency, applied_on, _winner (supplier; null: who scores best), _amount.

    Returns:
        wanted in the order of publication, with id (of the OA), number, opened_on, awarded_on, amount (awarded),
        variation (of the bids).
    """
    world, masters, random = ground.world, ground.chains.masters, ground.random("tenders held")
    given = world.parameters["tenders"]
    # where people agree, or where others drop out, there are at least three
    several = {key: share for key, share in given["bidders"].items() if int(key) > 2}
    shares = {key: share / sum(several.values()) for key, share in several.items()}
    free = replace(world, parameters=world.parameters | {"tenders": given | {"bidders": shares}})
    rows = wanted.with_columns(kind=pl.lit("framework"), outcome=pl.lit("awarded"),
                               contract_id=pl.lit(None, pl.Int64))  # fmt: skip
    tenders, bids = make_bids(free, masters, dated(free, masters, rows))
    facts = tenders.select("fault", "variant", "series", "place", "budget_amount", tender_id="id")
    bids = bids.join(facts, on="tender_id", maintain_order="left").with_columns(
        _at=pl.int_range(pl.len()).over("tender_id")
    )
    known, won = _bidders(ground, random), ground.versions[BID].filter("is_winner")["bond_account"]
    bids = bids.filter(~pl.col("variant").is_in(ALONE) | (pl.col("_at") == 0))
    parts = []
    # who loses in a series wins nowhere else, so those are the last of whom it is decided who they are
    for part in (bids.filter(pl.col("series").is_null()), bids.filter(pl.col("series").is_not_null())):
        part = _series(ground, random, part, won).drop(set(known.columns) - {"supplier_id"})
        part = part.join(known, on="supplier_id", how="left", maintain_order="left")
        parts.append(_alike(random, _scored(given["weights"], _priced(ground, random, part))))
        won = pl.concat([won, part.join(parts[-1].filter("is_winner"), on="id", how="semi")["bond_account"]])
    bids = pl.concat(parts).sort("tender_id", "submitted_at", "supplier_id")
    notice = ground.given["single_bid"]["notice"]
    short = pl.Series(random.integers(notice[0], notice[1] + 1, tenders.height))
    tenders = tenders.with_columns(
        _numbers(ground),
        published_on=pl.when(pl.col("variant") == "short_notice")
        .then(pl.col("opened_on") - pl.duration(days=pl.lit(short)))
        .otherwise("published_on"),
        title=pl.when(pl.col("variant") == "sole_source")
        .then(pl.col("title") + ground.given["single_bid"]["title"])
        .otherwise("title"),
    )
    return _entered(ground, tenders, bids.with_columns(id=pl.int_range(1, pl.len() + 1)))


def _series(ground: Ground, random: np.random.Generator, bids: pl.DataFrame, won: pl.Series) -> pl.DataFrame:
    """Series have the same three bidders, who have won nothing else; `_wins` says who of them wins."""
    third = ground.chains.masters.suppliers
    third = third.with_columns(account=pl.Series(supplier_accounts(third))).filter(
        pl.col("own_company_id").is_null() & (pl.col("country") == "CN") & ~pl.col("account").is_in(won.implode())
    )
    known = bids["series"].drop_nulls().unique().sort()
    members = random.permutation(third["id"].to_numpy())[: 3 * len(known)]
    places = {"series": np.repeat(known.to_numpy(), 3), "_at": np.tile([0, 1, 2], len(known))}
    ring = pl.DataFrame(
        {**{name: values[: len(members)] for name, values in places.items()}, "_member": members},
        schema={"series": bids.schema["series"], "_at": pl.Int64, "_member": pl.Int64},
    )
    bids = bids.filter(pl.col("series").is_null() | (pl.col("_at") < 3))
    return bids.join(ring, on=["series", "_at"], how="left", maintain_order="left").with_columns(
        supplier_id=pl.coalesce("_member", "supplier_id"),
        _wins=pl.when(pl.col("variant") == "rotation")
        .then(pl.col("_at") == pl.col("place") % 3)
        .when(pl.col("variant") == "always_lose")
        .then(pl.col("_at") == 0),
    )


def _bidders(ground: Ground, random: np.random.Generator) -> pl.DataFrame:
    """supplier_id, bond_payer, bond_account, contact, address, phone: of all suppliers, as in their other bids."""
    suppliers = ground.chains.masters.suppliers
    numbers = random.integers(2, 250, (suppliers.height, 3))
    facts = suppliers.select(
        supplier_id="id",
        bond_payer=pl.col("name").str.split(" ").list.first(),
        bond_account=pl.Series(supplier_accounts(suppliers)),
        contact=pl.Series(people(random, suppliers.height)),
        address=pl.Series([f"61.{one % 60 + 128}.{two}.{three}" for one, two, three in numbers.tolist()]),
    ).hstack(reached(suppliers).select(phone=pl.concat_str(pl.col("area").fill_null("+1"), pl.lit("-"), "line")))
    told = ground.versions[BID].unique("bond_account", keep="first", maintain_order=True)
    told = told.select("bond_account", _contact="contact", _address="submitted_from", _phone="phone")
    names = ("contact", "address", "phone")
    facts = facts.join(told, on="bond_account", how="left", maintain_order="left")
    return facts.with_columns(pl.coalesce(f"_{name}", name).alias(name) for name in names).select(
        "supplier_id", "bond_payer", "bond_account", *names
    )


def _priced(ground: Ground, random: np.random.Generator, bids: pl.DataFrame) -> pl.DataFrame:
    """Amounts as the bidders agreed on them."""
    given, count = ground.given["collusive_tender"], bids.height
    gross, step = pl.col("gross_amount"), 100 * MINOR_UNIT
    tail = random.integers(1, _TAIL // 100, count) * 100 + random.integers(11, 99, count)
    bids = bids.with_columns(
        _z=pl.Series(random.normal(0, 1, count)),
        _u=pl.Series(real(random, given["dearer"], count)),
        _t=pl.Series(tail),
        _v=pl.Series(real(random, given["variation"], count)),
    )
    of = "tender_id"
    even = (pl.col("_z") - pl.col("_z").mean().over(of)) / pl.col("_z").std().over(of) * pl.col("_v").first().over(of)
    # honest bids lie apart: chance makes no sign of them
    honest = even / pl.col("_v").first().over(of) * given["honest"]
    apart = ((gross.mean().over(of) * (1 + honest)) / step).round().cast(pl.Int64) * step
    close = ((gross.mean().over(of) * (1 + even)) / step).round().cast(pl.Int64) * step
    cents = gross // _TAIL * _TAIL + pl.col("_t").first().over(of)
    least = gross.min().over(of) // step * step
    agreed = (
        pl.when(pl.col("_wins"))
        .then(least)
        .otherwise(((least * (1 + pl.col("_u"))) / step).round().cast(pl.Int64) * step)
    )
    alone = pl.min_horizontal(gross, pl.col("budget_amount") * 199 // 200 // step * step)
    return bids.with_columns(
        gross_amount=pl.when(pl.col("variant").is_in(_CLOSE))
        .then(close)
        .when(pl.col("variant") == "one_building")
        .then(apart)
        .when(pl.col("variant") == "identical_cents")
        .then(cents)
        .when(pl.col("variant").is_in(SERIES))
        .then(agreed)
        .when(pl.col("variant").is_in(ALONE))
        .then(alone)
        .otherwise(gross)
    )


def _scored(weights: dict[str, float], bids: pl.DataFrame) -> pl.DataFrame:
    """Scores of the new amounts; who is to win is best in everything; of the invalid there is none."""
    of, unit = "tender_id", 10_000
    best = [
        pl.when(pl.col("_wins").fill_null(False)).then(pl.col(name).max().over(of)).otherwise(name).alias(name)
        for name in ("technical_score", "commercial_score")
    ]
    # all but the lowest bid are the invalid ones
    gross = pl.col("gross_amount")
    invalid = (pl.col("variant") == "others_invalid") & (gross.rank("ordinal").over(of) > 1)
    price = gross.min().over(of) / gross * 100
    bids = bids.with_columns(*best, price_score=(price * 100).round().cast(pl.Int64) * 100, _invalid=invalid)
    total = sum((pl.col(f"{name}_score") / unit * share for name, share in weights.items()), start=pl.lit(0.0))
    bids = bids.with_columns(total_score=(total * 100).round().cast(pl.Int64) * 100)
    valid = pl.when(~pl.col("_invalid")).then("total_score").otherwise(-1)
    first = valid.rank("ordinal", descending=True).over(of) == 1
    scores = ("price_score", "technical_score", "commercial_score", "total_score")
    # who was to win does so even where another scores as much
    wins = pl.coalesce("_wins", first)
    return bids.with_columns(is_winner=wins).with_columns(
        pl.when(~pl.col("_invalid")).then(name).alias(name) for name in scores
    )


def _alike(random: np.random.Generator, bids: pl.DataFrame) -> pl.DataFrame:
    """The second bidder shares something with the first, or has its office in the same building."""
    second = pl.col("_at") == 1
    values = [
        pl.when((pl.col("variant") == variant) & second)
        .then(pl.col(name).first().over("tender_id"))
        .otherwise(name)
        .alias(name)
        for variant, name in _SHARED.items()
    ]
    bids = bids.with_columns(values)
    near = (pl.col("variant") == "one_building") & second
    last = pl.col("address").first().over("tender_id")
    host = last.str.extract(r"(\d+)$").cast(pl.Int64)
    other = (host + pl.Series(random.integers(3, 40, bids.height)) - 2) % 248 + 2
    line = pl.col("phone").first().over("tender_id")
    digit = (line.str.tail(2).cast(pl.Int64, strict=False).fill_null(0) + 11) % 100
    return bids.with_columns(
        address=pl.when(near)
        .then(last.str.replace(r"\d+$", "") + other.cast(pl.String))
        .otherwise("address"),
        phone=pl.when(near).then(line.str.head(-2) + digit.cast(pl.String).str.zfill(2)).otherwise("phone"),
    )  # fmt: skip


def _numbers(ground: Ground) -> pl.Expr:
    """The next free ones of the year."""
    known = ground.last(TENDER).select(
        year=pl.col("number").str.slice(3, 4).cast(pl.Int32), place=pl.col("number").str.slice(8).cast(pl.Int64)
    )
    used = dict(known.group_by("year").agg(pl.col("place").max()).iter_rows())
    year = pl.col("published_on").dt.year()
    place = year.replace_strict(used, default=0, return_dtype=pl.Int64) + pl.int_range(1, pl.len() + 1).over(year)
    return pl.concat_str(pl.lit("ZB-"), year, pl.lit("-"), place.cast(pl.String).str.zfill(3)).alias("number")


def _entered(ground: Ground, tenders: pl.DataFrame, bids: pl.DataFrame) -> pl.DataFrame:
    world, masters = ground.world, ground.chains.masters
    gross = pl.col("gross_amount")
    won = bids.group_by(id="tender_id").agg(
        amount=gross.filter("is_winner").first(), variation=gross.std() / gross.mean()
    )
    tenders = tenders.join(won, on="id", maintain_order="left")
    matters = tenders.select(
        "company_id", "department_id", "employee_id", "currency", "amount", kind=pl.lit("tender_award"),
        matter_id="id", applied_on="evaluated_on", decided_on="awarded_on", outcome=pl.lit("approved"),
    )  # fmt: skip
    approvals = approvals_of(ground, matters)
    requests = enter_requests(ground, approvals).select(matter_id="matter_id", _request="request_id")
    _sole_sources(ground, tenders, requests)
    made = tender_tables(
        world, masters,
        Tenders(tenders, bids, pl.DataFrame(schema=_EVALUATIONS), pl.DataFrame(schema=_SCORES)),
        replace(approvals, purchase_requests=pl.DataFrame(schema=_ASKED)), None,
    )  # fmt: skip
    own = OFFSETS | {TENDER: 0, REQUEST: 0}
    versions = {
        name: fitted(
            world, ground.tables[name],
            made[name].with_columns(updated_at=pl.max_horizontal("updated_at", "created_at")), own,
        )
        for name in (TENDER, BID)
    }  # fmt: skip
    keys = tenders.select("id").with_columns(ground.new_keys(TENDER, tenders.height).alias("_key"))
    asked = requests.join(keys, left_on="matter_id", right_on="id").select("_request", id="matter_id")
    ground.add(
        TENDER,
        versions[TENDER].join(keys, on="id", maintain_order="left").join(asked, on="id", maintain_order="left")
        .with_columns(id="_key", award_request_id=pl.when(pl.col("award_request_id").is_not_null()).then("_request")),
    )  # fmt: skip
    new = ground.new_keys(BID, bids.height)
    of = keys.select(tender_id="id", _key="_key")
    ground.add(
        BID,
        versions[BID].join(of, on="tender_id", maintain_order="left").with_columns(
            id=pl.col("id").replace_strict(bids["id"], new, return_dtype=pl.Int64), tender_id="_key"
        ),
    )  # fmt: skip
    return tenders.join(keys, on="id", maintain_order="left").with_columns(id="_key").drop("_key")


def _sole_sources(ground: Ground, tenders: pl.DataFrame, requests: pl.DataFrame) -> None:
    """Who decides last says that it is a sole source."""
    alone = tenders.filter(pl.col("variant") == "sole_source").select(matter_id="id")
    keys = requests.join(alone, on="matter_id", how="semi")["_request"].implode()
    added = ground.added[STEP][-1]
    is_last = (pl.col("sequence") == pl.col("sequence").max().over("request_id")) & pl.col("request_id").is_in(keys)
    said = pl.lit(ground.given["single_bid"]["opinion"])
    ground.added[STEP][-1] = added.with_columns(
        opinion=pl.when(is_last & pl.col("decided_at").is_not_null()).then(said).otherwise("opinion")
    )
