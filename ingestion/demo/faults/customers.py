"""Customers whose salesperson left, with nobody to take them over."""

import polars as pl

from ingestion.demo.faults.crm_activities import add_activities
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.told import final
from ingestion.demo.group.versions import FROM, UNTIL

_ORPHANED = "orphaned_customer"


def plant_orphaned_customers(ground: Ground) -> None:
    """Accounts that stay with a leaver: nobody calls; or a colleague does, with or without being named the owner."""
    given = ground.given[_ORPHANED]
    rows = _left_behind(ground)
    picked = ground.pick(_ORPHANED, "never_handed_over", _worth_naming(ground, rows), table="account", day="seen_on")
    _give(ground, picked)
    why = "The account's owner is no longer active, no handover names another, and nobody has called since."
    ground.tell(_ORPHANED, "never_handed_over", "account", picked, why)
    for variant, why in (
        ("owner_changed", "The owner left; nobody wrote a handover, but the account bears a new owner who calls."),
        ("taken_over_quietly", "The account still bears the owner who left, but a colleague calls regularly."),
    ):
        random = ground.random(f"{_ORPHANED} {variant}")
        picked = ground.pick(_ORPHANED, variant, rows, table="account", day="seen_on", lookalike=True)
        _give(ground, picked)
        least, most = given["taken_over_days"]
        waits = pl.Series(random.integers(int(least), int(most) + 1, picked.height))
        picked = picked.with_columns(from_on=pl.col("happened_on") + pl.duration(days=pl.lit(waits)))
        if variant == "owner_changed":
            taken = picked.select("id", owner_id="colleague_id", since="from_on")
            ground.change("account", taken, since="since")
        calls = picked.select(
            "from_on",
            account_id="id",
            opportunity_id=pl.lit(None, pl.Int64),
            user_id="colleague_id",
            until_on=pl.lit(ground.world.timeline.end),
        )
        add_activities(ground, random, calls, given["active_every"])
        ground.tell(_ORPHANED, variant, "account", picked, why, lookalike=True)


def _worth_naming(ground: Ground, rows: pl.DataFrame) -> pl.DataFrame:
    """Those with whom there was business, where they are enough."""
    known = rows.filter(pl.col("is_known"))
    past = known["seen_on"] <= ground.world.timeline.anchor
    found = (past.sum(), (~past).sum())
    promised = ground.promised(_ORPHANED, "never_handed_over")
    return known if all(there >= wanted for there, wanted in zip(found, promised, strict=True)) else rows


def _left_behind(ground: Ground) -> pl.DataFrame:
    """What each account would be, were it a leaver's; those with business after that day cannot be.

    Returns:
        id, is_known (somebody sold, or tried to), leaver_id,
        since_on (from when the leaver could be the owner), colleague_id (who stays to the end),
        happened_on (of leaving), seen_on.
    """
    given, random = ground.given[_ORPHANED], ground.random(f"{_ORPHANED} leavers")
    users = ground.versions["crm_user"].sort("id", FROM)
    came = users.unique("id", keep="first", maintain_order=True).select(leaver_id="id", since_on=FROM)
    left = users.filter(~pl.col("is_active")).unique("id", keep="first", maintain_order=True)
    leavers = left.select("company_code", "team", leaver_id="id", happened_on=FROM).join(came, on="leaver_id")
    stay = ground.last("crm_user").filter(pl.col("is_active") & (pl.col("team") == "sales"))
    colleagues = stay.sort("_first", "id").group_by("company_code", maintain_order=True)
    accounts = final(ground, "account").select("id", "company_code", "status", "_first").sort("id")
    pairs = accounts.join(leavers, on="company_code", maintain_order="left").join(
        # whoever has been there longest can have been there on any day
        colleagues.agg(colleague_id=pl.col("id").first()), on="company_code", maintain_order="left"
    )  # fmt: skip
    begin = pl.lit(ground.world.timeline.start)
    pairs = pairs.join(_busy_until(ground), on="id", how="left", maintain_order="left").filter(
        (pl.col("_first") + pl.duration(days=given["known_days"]) < pl.col("happened_on"))
        & (pl.col("since_on") <= pl.max_horizontal("_first", begin))
        & (pl.col("_busy").is_null() | (pl.col("_busy") < pl.col("happened_on")))
    )
    # salespeople own accounts; where none leaves, somebody of the service team does who was given one
    draw = pl.Series("_draw", random.random(pairs.height))
    pairs = pairs.with_columns(
        draw, _last=pl.col("team") != "sales", seen_on=pl.col("happened_on") + pl.duration(days=given["idle_days"])
    ).with_columns(_late=pl.col("seen_on") > ground.world.timeline.anchor)
    chosen = pairs.sort("id", "_last", "_draw").unique("id", keep="first", maintain_order=True)
    if chosen.height - chosen["_late"].sum() < _promised(ground):
        # where few have left so far, whoever has is asked first
        chosen = pairs.sort("id", "_late", "_last", "_draw").unique("id", keep="first", maintain_order=True)
    return chosen.select(
        "id", "leaver_id", "since_on", "colleague_id", "happened_on", "seen_on", is_known=pl.col("_busy").is_not_null()
    )


def _promised(ground: Ground) -> int:
    """How many accounts there are to be, up to the day as of which the group is made, of all variants."""
    given = ground.given[_ORPHANED]
    variants = [
        (one, lookalike) for lookalike in (False, True) for one in given["lookalikes" if lookalike else "faults"]
    ]
    return sum(ground.promised(_ORPHANED, one, lookalike=lookalike)[0] for one, lookalike in variants)


def _busy_until(ground: Ground) -> pl.DataFrame:
    """id, _busy: last day of each account's opportunities and leads."""
    end = pl.lit(ground.world.timeline.end)
    opportunities = final(ground, "opportunity").select(
        id="account_id", day=pl.col("closed_at").dt.date().fill_null(end)
    )
    leads = final(ground, "lead").filter(pl.col("account_id").is_not_null()).select(
        id="account_id", day=pl.col("decided_at").dt.date().fill_null(end)
    )  # fmt: skip
    return pl.concat([opportunities, leads]).group_by("id").agg(_busy=pl.col("day").max())


def _give(ground: Ground, picked: pl.DataFrame) -> None:
    """Let them be the leavers' for as long as those were there, handed over to nobody, called by nobody afterwards."""
    keys = picked["id"].implode()
    versions = ground.versions["account"].filter(pl.col("id").is_in(keys)).sort("id", FROM)
    versions = versions.drop("owner_id").join(picked.select("id", owner_id="leaver_id"), on="id", maintain_order="left")
    # a version that only named another owner is none any more
    is_new = (pl.col("status") != pl.col("status").shift(1)).over("id").fill_null(True)
    versions = versions.filter(is_new).with_columns(pl.col(FROM).shift(-1).over("id").alias(UNTIL))
    ground.replace("account", versions.select(ground.versions["account"].columns))
    handovers = ground.versions["handover"]
    gone = handovers.filter(pl.col("account_id").is_in(keys) & pl.col("opportunity_id").is_null())
    ground.remove("handover", gone["id"])
    calls = ground.versions["activity"].filter(pl.col("account_id").is_in(keys) & pl.col("opportunity_id").is_null())
    calls = calls.join(
        picked.select("leaver_id", "since_on", account_id="id", _left="happened_on"), on="account_id",
        maintain_order="left",
    )  # fmt: skip
    day = pl.col("happened_at").dt.date()
    ground.remove("activity", calls.filter(day >= pl.col("_left"))["id"])
    own = calls.filter((day < pl.col("_left")) & (day >= pl.col("since_on")))
    ground.change("activity", own.select("id", user_id="leaver_id"))
