"""The same customer or supplier twice in the ERP, with limits that may differ; strangers and branches."""

from dataclasses import replace

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.party_chains import CUSTOMERS, SUPPLIERS, Side, chains_of, move_chains
from ingestion.demo.faults.spelling import branches, respelled
from ingestion.demo.group.parts import Chains
from ingestion.demo.group.versions import FROM, UNTIL, stamp
from ingestion.demo.group.world import dates

TWICE, LIMITS = "duplicate_party", "credit_limit_conflict"
STRANGERS = "duplicate_party same_name_stranger"
_BEFORE = 4  # days between the new record and the first document that bears it
_WHY = {
    "customer_same_tax": "The customer has a second record with the same tax number, spelled otherwise.",
    "customer_name_only": "The customer has a second record without tax number, spelled otherwise.",
    "supplier_same_bank": "The supplier has a second record without tax number, but with the same bank account.",
    "supplier_same_tax": "The supplier has a second record with the same tax number, but another bank account.",
}


def name_strangers_alike(ground: Ground, chains: Chains) -> Chains:
    """Two customers that have nothing to do with each other bear the same Chinese name."""
    customers = chains.masters.customers
    third = customers.filter(pl.col("own_company_id").is_null() & (pl.col("country") == "CN"))
    day = pl.lit(ground.world.timeline.start)
    picked = ground.pick(
        TWICE, "same_name_stranger", third.with_columns(seen_on=day), table="customer", day="seen_on", lookalike=True
    )
    others = third.filter(~pl.col("id").is_in(picked["id"].implode()))
    drawn = ground.random(STRANGERS).permutation(others.height)[: picked.height]
    pairs = picked.select("fault", "id").with_columns(others[drawn.tolist()]["id"].alias("other_id"))
    ground.left[STRANGERS] = pairs
    named = pairs.join(others.select(pl.col("name", "short_name").name.prefix("_"), other_id="id"), on="other_id").drop(
        "fault"
    )
    latin = pl.col("name").str.split(" ").list.slice(1).list.join(" ")
    chinese = pl.col("_name").str.split(" ").list.first()
    found = customers.join(named, on="id", how="left", maintain_order="left").with_columns(
        name=pl.coalesce(pl.concat_str(chinese, pl.lit(" "), latin), "name"),
        short_name=pl.coalesce("_short_name", "short_name"),
    )
    return replace(chains, masters=replace(chains.masters, customers=found.select(customers.columns)))


def plant_duplicate_parties(ground: Ground) -> None:
    """Second records of customers and suppliers, and chains that go to them; comes when all else is planted."""
    strangers = ground.left[STRANGERS].with_columns(
        happened_on=pl.lit(ground.world.timeline.start), seen_on=pl.lit(ground.world.timeline.start)
    )
    ground.take("customer", pl.concat([strangers["id"], strangers["other_id"]]))
    why = "Two customers bear the same name, but nothing else is alike: tax number, telephone, place, business."
    for key in ("id", "other_id"):
        ground.tell(TWICE, "same_name_stranger", "customer", strangers, why, lookalike=True, key=key)
    # the journal is long: it is gone through once
    ground.change("journal_line", pl.concat([_customers(ground), _suppliers(ground)]))
    _change_limits(ground)


def _customers(ground: Ground) -> pl.DataFrame:
    chains = _later(ground, CUSTOMERS)
    rows = _twice(ground, CUSTOMERS, chains)
    is_taxed, is_limited = pl.col("tax_number").is_not_null(), pl.col("credit_limit").is_not_null()
    factors = ground.given[LIMITS]["factors"]
    drawn = pl.Series(ground.random(f"{LIMITS} factors").choice(factors, rows.height))
    rows = rows.with_columns(_factor=drawn, _limit=pl.col("credit_limit"))
    dollars = pl.col("credit_limit") // 7_000_000 * 1_000_000 + 1_000_000
    moved = []
    for kind, variant, allowed, changes in (
        (TWICE, "customer_same_tax", is_taxed, {}),
        (TWICE, "customer_name_only", pl.lit(True), _nothing("tax_number", "credit_limit", "credit_limit_currency")),
        (LIMITS, "amount", is_taxed & is_limited, {"credit_limit": pl.col("credit_limit") * pl.col("_factor") // 100}),
        (
            LIMITS,
            "currency",
            is_taxed & is_limited,
            {"credit_limit": dollars, "credit_limit_currency": pl.lit("USD")},
        ),
    ):
        picked = ground.pick(kind, variant, rows.filter(allowed), table="customer", day="seen_on")
        picked = _second(ground, CUSTOMERS, picked.with_columns(**changes), f"{kind} {variant}")
        moved.append(picked)
        if kind == LIMITS:
            told = picked.with_columns(currency="credit_limit_currency", amount="credit_limit")
            why = "Two records of the customer, with one tax number, have credit limits that differ."
            for key in ("new_id", "id"):
                ground.tell(LIMITS, variant, "customer", told, why, key=key)
            picked = picked.with_columns(ground.names(TWICE, picked.height))
            _tell(ground, CUSTOMERS, "with_two_limits", picked, _WHY["customer_same_tax"])
        else:
            _tell(ground, CUSTOMERS, variant, picked, _WHY[variant])
    # the six digits say who registered it
    halves = pl.col("tax_number").str.slice(2, 3), pl.col("tax_number").str.slice(5, 3)
    branch = rows.filter(is_taxed & (pl.col("country") == "CN") & (halves[0] != halves[1]))
    picked = ground.pick(TWICE, "branch", branch, table="customer", day="seen_on", lookalike=True)
    other = pl.concat_str(pl.lit("91"), halves[1], halves[0], pl.col("tax_number").str.slice(8))
    picked = _second(
        ground, CUSTOMERS, picked.with_columns(**_nothing("credit_limit", "credit_limit_currency"), tax_number=other),
        "branch", is_branch=True,
    )  # fmt: skip
    moved.append(picked)
    _tell(ground, CUSTOMERS, "branch", picked, "A branch has a tax number and documents of its own.", lookalike=True)
    return _move(ground, CUSTOMERS, chains, moved)


def _suppliers(ground: Ground) -> pl.DataFrame:
    chains = _later(ground, SUPPLIERS)
    rows, moved = _twice(ground, SUPPLIERS, chains), []
    random = ground.random(f"{TWICE} bank accounts")
    number = [f"6217{one:012d}" for one in random.integers(0, 10**12, rows.height).tolist()]
    rows = rows.with_columns(_number=pl.Series(number, dtype=pl.String))
    for variant, allowed, changes in (
        ("supplier_same_bank", pl.lit(True), _nothing("tax_number")),
        ("supplier_same_tax", pl.col("tax_number").is_not_null(), {"bank_account_number": pl.col("_number")}),
    ):
        picked = ground.pick(TWICE, variant, rows.filter(allowed), table="supplier", day="seen_on")
        picked = _second(ground, SUPPLIERS, picked.with_columns(**changes), f"{TWICE} {variant}")
        moved.append(picked)
        _tell(ground, SUPPLIERS, variant, picked, _WHY[variant])
    return _move(ground, SUPPLIERS, chains, moved)


def _nothing(*columns: str) -> dict[str, pl.Expr]:
    return {column: pl.lit(None) for column in columns}


def _later(ground: Ground, side: Side) -> pl.DataFrame:
    """Chains of parties that have others before: `chains_of`, and whether each would go to a second record.

    A party's first chain stays; the first of those that go decides when the second record is made (made_on).
    """
    given = ground.given[TWICE]
    rows = chains_of(ground, side, int(given["most_documents"]))
    traded = pl.col("table").is_in([side.documents[0], side.documents[2]]).any()
    chains = rows.group_by("party_id", "chain").agg(pl.col("chain_on").first(), is_traded=traded)
    chains = chains.filter("is_traded").sort("party_id", "chain_on", "chain")
    drawn = pl.Series(ground.random(f"{TWICE} {side.party} chains").integers(0, 100, chains.height) < given["moved"])
    first = pl.col("chain_on") > pl.col("chain_on").min().over("party_id")
    going = chains.filter(first & drawn & (pl.col("chain_on") > ground.world.timeline.start))
    going = going.with_columns(first_on=pl.col("chain_on").min().over("party_id"))
    return rows.join(going.select("chain", "first_on"), on="chain", maintain_order="left")


def _twice(ground: Ground, side: Side, chains: pl.DataFrame) -> pl.DataFrame:
    """Parties that could get a second record: their last version, made_on, seen_on, happened_on."""
    made = chains.group_by("party_id").agg(pl.col("first_on").first())
    timeline = ground.world.timeline
    day = (made["first_on"].dt.offset_by(f"-{_BEFORE}d")).to_physical().to_numpy()
    on = pl.min_horizontal("first_on", pl.Series("made_on", dates(timeline.next_working(day))))
    rows = ground.last(side.party).join(made.with_columns(made_on=on), left_on="id", right_on="party_id")
    return rows.with_columns(seen_on="made_on", happened_on="made_on").sort("id")


def _second(ground: Ground, side: Side, picked: pl.DataFrame, name: str, *, is_branch: bool = False) -> pl.DataFrame:
    """Make the second records; `new_id`."""
    random = ground.random(f"{TWICE} {name} names")
    names = (branches if is_branch else respelled)(random, picked["name"])
    known = ground.versions[side.party]["id"].n_unique() + sum(one.height for one in ground.added.get(side.party, []))
    number = pl.int_range(known + 1, known + 1 + pl.len()).cast(pl.String).str.zfill(5)
    rows = picked.with_columns(
        names, ground.new_keys(side.party, picked.height).alias("new_id"),
        number=pl.lit(side.party[0].upper()) + number,
    )  # fmt: skip
    at = stamp(pl.col("made_on"), 7, "new_id")
    stamps = {FROM: pl.col("made_on"), UNTIL: pl.lit(None, pl.Date), "created_at": at, "updated_at": at}
    ground.add(side.party, rows.with_columns(**stamps, id=pl.col("new_id")))
    return rows


def _tell(ground: Ground, side: Side, variant: str, picked: pl.DataFrame, why: str, *, lookalike: bool = False) -> None:
    told = picked.drop("currency", "amount", strict=False)
    for key in ("new_id", "id"):
        ground.tell(TWICE, variant, side.party, told, why, key=key, lookalike=lookalike)
    if variant == "customer_same_tax":
        equal = told.filter(pl.col("credit_limit").is_not_null())
        equal = equal.with_columns(ground.names(LIMITS, equal.height))
        why = "Two records of the customer have the same credit limit."
        ground.tell(LIMITS, "equal_limits", "customer", equal, why, key="new_id", lookalike=True)


def _move(ground: Ground, side: Side, chains: pl.DataFrame, moved: list[pl.DataFrame]) -> pl.DataFrame:
    """Give the second records their chains; what was booked for them: see `move_chains`."""
    records = pl.concat([one.select("new_id", party_id="id") for one in moved])
    return move_chains(ground, side, chains.join(records, on="party_id").select("table", "id", "party_id", "new_id"))


def _change_limits(ground: Ground) -> None:
    """A limit may change: then there was one, and there is another."""
    given, timeline = ground.given[LIMITS], ground.world.timeline
    rows = ground.last("customer").filter(
        pl.col("credit_limit").is_not_null() & (pl.len().over("id") == 1) & (pl.col("_first") < timeline.start)
    ).sort("id")  # fmt: skip
    random = ground.random(f"{LIMITS} changes")
    day = timeline.next_working(random.integers(timeline.first + 60, timeline.last - 10, rows.height).astype("int32"))
    factor = pl.Series(random.choice(given["factors"], rows.height))
    rows = rows.with_columns(
        seen_on=pl.Series(dates(day)), happened_on=pl.Series(dates(day)), currency="credit_limit_currency",
        amount=pl.col("credit_limit") * factor // 100,
    )  # fmt: skip
    picked = ground.pick(LIMITS, "limit_changed", rows, table="customer", day="seen_on", lookalike=True)
    ground.change("customer", picked.select("id", "seen_on", credit_limit="amount"), since="seen_on")
    why = "The customer's one limit was changed on a day; there are never two at a time."
    ground.tell(LIMITS, "limit_changed", "customer", picked, why, lookalike=True)
