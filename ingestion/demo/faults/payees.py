"""Bank accounts of suppliers that are changed just before a payment, and whether somebody else confirmed it."""

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import whole
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.payment_candidates import next_working
from ingestion.demo.group.erp.master_tables import log_people
from ingestion.demo.group.versions import Change, history, stamp
from ingestion.demo.group.world import numbers

CHANGED = "payee_account_changed"
_LOG = "supplier_bank_change"
_SALT = 9
_BEFORE_FIRST = 90
_WHY = {
    "stays": "The supplier's account was changed just before this payment, and nobody confirmed the change.",
    "changed_back": "The supplier's account was changed just before this payment and back after it; nobody confirmed.",
    "self_confirmed": "The supplier's account was changed just before this payment; who changed it confirmed it too.",
    "verified_change": "The account was changed just before this payment, and the head of finance had confirmed it.",
}


def change_accounts(ground: Ground) -> None:
    """Plant payments that go to an account that was changed just before."""
    places = paid_suppliers(ground)
    given, random = ground.given[CHANGED], ground.random(CHANGED)
    before = whole(random, given["days_before"], places.height)
    changed = next_working(ground, places, (numbers(places["paid_on"]) - before).astype(np.int32))
    later = whole(random, given["back_after"], places.height)
    back = next_working(ground, places, (numbers(places["paid_on"]) + later).astype(np.int32))
    places = places.with_columns(changed.alias("changed_on"), back.alias("back_on"), *_new_accounts(ground, places))
    places = places.filter(pl.col("changed_on") < pl.col("paid_on"))
    for variant in ("stays", "changed_back", "self_confirmed", "verified_change"):
        lookalike = variant == "verified_change"
        picked = ground.pick(
            CHANGED, variant, places, table="supplier", day="paid_on", key="supplier_id", lookalike=lookalike
        )
        _changed(ground, variant, picked, lookalike=lookalike)


def paid_suppliers(ground: Ground) -> pl.DataFrame:
    """One payment of every third party whose account never changes: payment_id, supplier_id, company_id, amount,
    currency, paid_on, old_account_number."""
    planted = [rows["supplier_id"] for rows in ground.added.get("payment", [])]
    other = pl.concat([ground.versions[_LOG]["supplier_id"], *planted])
    third = ground.last("supplier").filter(
        pl.col("represents_company_id").is_null() & ~pl.col("id").is_in(other.implode())
    )  # fmt: skip
    paid = ground.last("payment").filter(
        (pl.col("medium") == "bank") & (pl.col("status") == "posted"),
        pl.col("posting_date") > ground.world.timeline.start + pl.duration(days=_BEFORE_FIRST),
        ~pl.col("id").is_in(ground.taken("payment").implode()),
    )
    paid = paid.select("supplier_id", "company_id", "amount", "currency", paid_on="posting_date", payment_id="id").join(
        third.select(supplier_id="id", old_account_number="bank_account_number"), on="supplier_id"
    )
    drawn = pl.Series(ground.random(f"{CHANGED} payments").permutation(paid.height))
    return paid.sort("payment_id").with_columns(drawn.alias("_drawn")).sort("_drawn").unique(
        "supplier_id", keep="first", maintain_order=True
    ).drop("_drawn").sort("payment_id")  # fmt: skip


def _new_accounts(ground: Ground, rows: pl.DataFrame) -> list[pl.Series]:
    """new_account_number, bank_name."""
    random = ground.random(f"{CHANGED} accounts")
    number = [f"6217{one:012d}" for one in random.integers(0, 10**12, rows.height).tolist()]
    banks = ground.chains.masters.bank_accounts["bank"].unique().sort().to_numpy()
    return [
        pl.Series("new_account_number", number, dtype=pl.String),
        pl.Series("bank_name", random.choice(banks, rows.height), dtype=pl.String),
    ]


def _changed(ground: Ground, variant: str, rows: pl.DataFrame, *, lookalike: bool) -> None:
    people = log_people(ground.random(f"{CHANGED} {variant} people"), ground.chains.masters, rows)
    rows = rows.with_columns(people)
    owner, nobody = pl.col("employee_id"), pl.lit(None, pl.Int64)
    by = {"self_confirmed": owner, "verified_change": pl.col("confirmed_by_id")}.get(variant, nobody)
    next_day = next_working(ground, rows, numbers(rows["changed_on"]) + np.int32(1))
    on = {
        "self_confirmed": pl.col("changed_on"),
        "verified_change": pl.min_horizontal(_next_payment(ground, rows), next_day),
    }.get(variant, pl.lit(None, pl.Date))
    rows = rows.with_columns(by.alias("confirmed_by_id"), on.cast(pl.Date).alias("confirmed_on"))
    rows = rows.with_columns(log_changes(ground, rows).alias("log_id"))
    set_accounts(ground, rows, "new_account_number", "changed_on")
    facts = rows.with_columns(happened_on="paid_on", seen_on="paid_on")
    for table, key in ((_LOG, "log_id"), ("supplier", "supplier_id")):
        ground.tell(CHANGED, variant, table, facts, _WHY[variant], key=key, lookalike=lookalike)
    _payments_told(ground, variant, rows, lookalike=lookalike)
    if variant == "changed_back":
        _changed_back(ground, rows)


def _next_payment(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """The first day on or after the change on which the supplier is paid."""
    paid = ground.last("payment").filter(pl.col("medium") == "bank").select("supplier_id", first_on="posting_date")
    after = rows.select("supplier_id", "changed_on").join(paid, on="supplier_id")
    after = (
        after.filter(pl.col("first_on") >= pl.col("changed_on")).group_by("supplier_id").agg(pl.col("first_on").min())
    )
    return rows.join(after, on="supplier_id", how="left", maintain_order="left")["first_on"]


def _changed_back(ground: Ground, rows: pl.DataFrame) -> None:
    """The account is changed back, which nobody confirms either: what is paid soon after that is told too."""
    back = rows.select(
        "fault", "supplier_id", "employee_id", "amount", "currency", "confirmed_by_id", "confirmed_on", "paid_on",
        old_account_number="new_account_number", new_account_number="old_account_number", changed_on="back_on",
    )  # fmt: skip
    back = back.filter(pl.col("changed_on") <= ground.world.timeline.end)
    back = back.with_columns(log_changes(ground, back).alias("log_id"), happened_on="changed_on", seen_on="changed_on")
    set_accounts(ground, back, "new_account_number", "changed_on")
    ground.tell(CHANGED, "changed_back", _LOG, back, _WHY["changed_back"], key="log_id")
    _payments_told(ground, "changed_back", back, lookalike=False)


def log_changes(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """Log changes; returns the keys of the log."""
    entered = rows.select(
        "supplier_id", "old_account_number", "new_account_number", "changed_on", "employee_id",
        id=ground.new_keys(_LOG, rows.height), confirmed_on=pl.lit(None, pl.Date),
        confirmed_by_id=pl.lit(None, pl.Int64),
        created_at=stamp(pl.col("changed_on"), _SALT, "supplier_id"), _on="confirmed_on", _by="confirmed_by_id",
    )  # fmt: skip
    confirmed = Change("_on", {"confirmed_on": pl.col("_on"), "confirmed_by_id": pl.col("_by")})
    ground.add(_LOG, history(entered, confirmed))
    return entered["id"]


def set_accounts(ground: Ground, rows: pl.DataFrame, account: str, since: str) -> None:
    """Let suppliers have another account from a day on."""
    changes = rows.select(id="supplier_id", bank_account_number=account, _since=since)
    if "bank_name" in rows.columns:
        changes = changes.with_columns(rows["bank_name"])
    ground.change("supplier", changes, since="_since")


def _payments_told(ground: Ground, variant: str, rows: pl.DataFrame, *, lookalike: bool) -> None:
    """All payments to the supplier in the days after the change are those that a finding may name."""
    window = pl.duration(days=ground.given[CHANGED]["paid_within"])
    paid = ground.last("payment").filter((pl.col("medium") == "bank") & pl.col("status").is_in(["posted", "cancelled"]))
    found = paid.select("supplier_id", "posting_date", _payment="id", paid_amount="amount").join(
        rows.select("fault", "supplier_id", "changed_on", "paid_on", "currency"), on="supplier_id"
    )
    found = found.filter(pl.col("posting_date").is_between("changed_on", pl.col("changed_on") + window))
    facts = found.select(
        "fault", "currency", key="_payment", amount="paid_amount", happened_on="posting_date",
        seen_on=pl.max_horizontal("paid_on", "posting_date"),
    )  # fmt: skip
    ground.tell(CHANGED, variant, "payment", facts, _WHY[variant], key="key", lookalike=lookalike)
    ground.take("payment", facts["key"])
