"""Faults of receivables in the ERP that leave money as it is: due dates, retention, what slipped, what was credited."""

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.receivables_december import CREDITED
from ingestion.demo.faults.receivables_goods import SLIPPED
from ingestion.demo.faults.receivables_tools import working_days
from ingestion.demo.faults.receivables_trade import CLAIMS, EVERY_RETENTION, RETENTION, TERMS
from ingestion.demo.group.versions import FROM, UNTIL, stamp

_AHEAD = 5
"""Deliveries are planned up to so many days before."""


def plant_due_dates(ground: Ground) -> None:
    """Due dates of overdue invoices that are moved, with an approved change of the contract and without."""
    terms = ground.left[TERMS]
    ground.change("sales_invoice_instalment", terms.select("id", "due_date"))
    _moved(ground, terms)
    told = terms.join(_amounts(ground), on="invoice_id", maintain_order="left")
    _tell_moved(ground, "approved_amendment", told, "Moved after a change of the contract's terms was approved.", True)
    for variant, has_contract in (("contract", True), ("order", False)):
        candidates = _overdue(ground, has_contract=has_contract)
        picked = ground.pick(
            "due_date_moved", variant, candidates, table="sales_invoice", day="moved_on", key="invoice_id"
        )
        _moved(ground, picked)
        _tell_moved(ground, variant, picked, "The invoice was overdue and open when its due date was moved.", False)


def _moved(ground: Ground, rows: pl.DataFrame) -> None:
    """Let instalments (id) of invoices (invoice_id) fall due on another day (moved_to) from a day on (moved_on)."""
    later = {"due_date": pl.col("moved_to"), "_since": pl.col("moved_on")}
    ground.change("sales_invoice_instalment", rows.select("id", **later), since="_since")
    ground.change("sales_invoice", rows.select(pl.col("invoice_id").alias("id"), **later), since="_since")


def _tell_moved(ground: Ground, variant: str, rows: pl.DataFrame, why: str, lookalike: bool) -> None:
    rows = rows.with_columns(happened_on="moved_on", seen_on="moved_on")
    for table, key in (("sales_invoice", "invoice_id"), ("sales_invoice_instalment", "id")):
        ground.tell("due_date_moved", variant, table, rows, why, key=key, lookalike=lookalike)


def _amounts(ground: Ground) -> pl.DataFrame:
    return ground.last("sales_invoice").select("currency", invoice_id="id", amount="gross_amount")


def _overdue(ground: Ground, *, has_contract: bool) -> pl.DataFrame:
    """Invoices with a day (moved_on) on which they are overdue and open, and a later one (moved_to)."""
    given, random = ground.given["due_date_moved"], ground.random(f"overdue {has_contract}")
    own = ground.last("customer").filter(pl.col("represents_company_id").is_not_null())["id"]
    contract = pl.col("contract_number").is_not_null()
    invoices = ground.last("sales_invoice").filter(
        (pl.col("status") == "posted") & (pl.col("document_kind") == "invoice") & (contract == has_contract)
        & ~pl.col("customer_id").is_in(own.implode())
    )  # fmt: skip
    quiet = pl.concat([ground.versions[name]["sales_invoice_id"] for name in ("dispute", "payment_promise")]).unique()
    invoices = invoices.filter(~pl.col("id").is_in(quiet.implode()))
    items = ground.last("sales_invoice_instalment").filter(pl.col("sequence") == 1, pl.col("kind") == "normal")
    rows = items.select("id", "invoice_id", "due_date", "amount").join(
        invoices.select("currency", "contract_number", _first="_first", invoice_id="id"), on="invoice_id", how="inner"
    )
    rows = rows.sort("id")
    least, most = given["overdue_days"]
    overdue = pl.Series(random.integers(least, most + 1, rows.height))
    longer = pl.Series(random.integers(given["moved_days"][0], given["moved_days"][1] + 1, rows.height))
    late = rows.select(
        pl.max_horizontal("due_date", pl.col("_first") + pl.duration(days=10)) + pl.duration(days=pl.lit(overdue))
    )
    rows = rows.with_columns(moved_on=working_days(ground, late.to_series())).with_columns(
        moved_to=pl.col("moved_on") + pl.duration(days=pl.lit(longer))
    )
    rows = rows.filter(pl.col("moved_on") <= pl.lit(ground.world.timeline.end))
    # nobody moves the day of what is paid within a week
    day = pl.col("moved_on") + pl.duration(days=7)
    settled = (
        ground.last("settlement")
        .filter(pl.col("instalment_sequence").fill_null(1) == 1)
        .select("invoice_id", "settled_on", "reversed_on", _part="amount")
        .join(rows.select("invoice_id", "moved_on"), on="invoice_id", how="inner")
        .filter((pl.col("settled_on") <= day) & (pl.col("reversed_on").is_null() | (pl.col("reversed_on") > day)))
        .group_by("invoice_id")
        .agg(pl.col("_part").sum())
    )
    rows = rows.join(settled, on="invoice_id", how="left").with_columns(
        amount=pl.col("amount") - pl.col("_part").fill_null(0)
    )
    rows = rows.filter(pl.col("amount") >= max(given["least_amount"], 1))
    changed = _changed(ground)
    near = rows.join(changed, on="contract_number", how="inner").filter(pl.col("approved_on") <= pl.col("moved_on"))
    return rows.filter(~pl.col("id").is_in(near["id"].implode())).sort("id")


def _changed(ground: Ground) -> pl.DataFrame:
    """contract_number as somebody typed it, approved_on: every approved change."""
    deals = ground.chains.deals
    changes = deals.changes.filter(pl.col("approved_on").is_not_null()).join(
        deals.contracts.select("number", contract_id="id"), on="contract_id"
    )
    meant = pl.col("contract_number").str.to_uppercase().str.replace_all("–", "-").str.replace_all(" ", "")
    typed = ground.versions["sales_invoice"].select("contract_number", number=meant).drop_nulls().unique()
    return changes.select("number", "approved_on").join(typed, on="number").select("contract_number", "approved_on")


def plant_retention(ground: Ground) -> None:
    """Retention shows the day on which it is due; what nobody claims by itself is told too."""
    kept, claims = ground.left[RETENTION], ground.left[CLAIMS]
    ground.change("sales_invoice_instalment", kept.select("id", "due_date"))
    name = "retention_unclaimed"
    rows = kept.select("id", "invoice_id", "contract_id", "amount").join(claims.drop("amount"), on="contract_id")
    why = "The warranty has ended long ago; nothing of the retention was paid, and nobody asked for it."
    _tell_retention(ground, "never_claimed", rows.filter(~pl.col("lookalike")), why)
    why = "An approved change of the contract moved the warranty's end."
    _tell_retention(ground, "extended_warranty", rows.filter("lookalike"), why, lookalike=True)
    items = ground.last("sales_invoice_instalment").select("id", "invoice_id", "sequence")
    every = ground.left[EVERY_RETENTION].join(items, on=["invoice_id", "sequence"], how="inner")
    until = pl.col("_due") + pl.duration(days=ground.given[name]["after_days"])
    every = every.with_columns(_due=pl.col("due_date").max().over("contract_id")).with_columns(seen_on=until)
    asked = [
        ground.last("settlement").filter(pl.col("reversed_on").is_null()).select(
            "invoice_id", sequence="instalment_sequence", _on="settled_on"),
        ground.versions["payment_promise"].unique("id").select(
            invoice_id="sales_invoice_id", sequence="instalment_sequence", _on="made_on"),
    ]  # fmt: skip
    asked_for = pl.concat([one.cast({"sequence": every.schema["sequence"]}) for one in asked])
    disputed = ground.versions["dispute"].unique("id").select(invoice_id="sales_invoice_id", _on="opened_on")
    met = pl.concat(
        [
            every.join(asked_for, on=["invoice_id", "sequence"]).select("contract_id", "seen_on", "_on"),
            every.join(disputed, on="invoice_id").filter(pl.col("_on") >= pl.col("_due"))
            .select("contract_id", "seen_on", "_on"),
        ]
    ).filter(pl.col("_on") <= pl.col("seen_on"))  # fmt: skip
    known = pl.concat([met["contract_id"], claims["contract_id"]])
    natural = every.filter(
        ~pl.col("contract_id").is_in(known.implode()) & (pl.col("seen_on") <= pl.lit(ground.world.timeline.end))
    )
    contracts = natural["contract_id"].unique().sort()
    names = pl.DataFrame({"contract_id": contracts, "fault": ground.names(name, len(contracts))})
    natural = natural.join(names, on="contract_id").with_columns(happened_on="_due", amount="gross_amount").sort("id")
    ground.left["retention_unclaimed natural"] = natural.unique("contract_id", keep="first", maintain_order=True)
    _tell_retention(ground, "natural", natural, "Nothing of the retention was paid for long; nobody asked for it.")


def _tell_retention(ground: Ground, variant: str, rows: pl.DataFrame, why: str, *, lookalike: bool = False) -> None:
    name = "retention_unclaimed"
    ground.tell(name, variant, "sales_invoice_instalment", rows, why, lookalike=lookalike)
    ground.tell(name, variant, "sales_invoice", rows, why, lookalike=lookalike, key="invoice_id")
    ground.take("sales_invoice", rows["invoice_id"])


def plant_slipped(ground: Ground) -> None:
    """Deliveries that slip were planned for their day; what never comes stays planned."""
    rows = ground.left[SLIPPED].select(pl.col("delivery_id").alias("id"), "_placed_on", "is_never")
    orders = ground.versions["sales_order"].group_by("id").agg(_ordered=pl.col(FROM).min())
    versions = ground.versions["delivery"].join(rows, on="id").join(orders, left_on="order_id", right_on="id")
    first = pl.col(FROM) == pl.col(FROM).min().over("id")
    # planned some days before, as all of them
    ahead = pl.col("_placed_on") - pl.duration(days=pl.col("id") * 7919 % _AHEAD)
    begun = pl.min_horizontal(pl.max_horizontal(ahead, "_ordered"), pl.col(FROM).min().over("id"))
    created = stamp(begun, 12)
    versions = versions.filter(pl.col(FROM) <= pl.lit(ground.world.timeline.end)).with_columns(
        planned_on="_placed_on",
        delivered_on=pl.when(pl.col("is_never")).then(pl.lit(None, pl.Date)).otherwise("delivered_on"),
        created_at=created,
        updated_at=pl.when(first).then(created).otherwise("updated_at"),
        **{FROM: pl.when(first).then(begun).otherwise(FROM),
           UNTIL: pl.when("is_never").then(pl.lit(None, pl.Date)).otherwise(UNTIL)},
    )  # fmt: skip
    ground.replace("delivery", versions)
    heads = versions.filter(pl.col(FROM) == pl.col(FROM).min().over("id")).select(
        delivery_id="id", _first=FROM, _created="created_at"
    )
    lines = ground.versions["delivery_line"].join(heads, on="delivery_id")
    lines = lines.with_columns(**{FROM: pl.col("_first")}, updated_at="_created")
    ground.replace("delivery_line", lines)


def plant_undisputed(ground: Ground) -> None:
    """Nobody disputes what was sold for the year's end alone; what is credited so by itself is told too."""
    credited = ground.left[CREDITED]
    undisputed = credited.filter(pl.col("variant").is_in(["whole", "in_parts"]))["invoice_id"]
    disputes = ground.versions["dispute"].filter(pl.col("sales_invoice_id").is_in(undisputed.implode()))
    ground.remove("dispute", disputes["id"].unique())
    name = "december_sale"
    invoices = ground.last("sales_invoice").filter(pl.col("status") == "posted")
    notes = invoices.filter(pl.col("document_kind") == "credit_note").select(
        note_id="id", id="original_invoice_id", _credited="gross_amount", _noted="posting_date", _seen="_first"
    )
    known = pl.concat([credited["invoice_id"], ground.versions["dispute"]["sales_invoice_id"]])
    pairs = notes.join(invoices.filter(pl.col("posting_date").dt.month() == 12), on="id").filter(
        (pl.col("_noted").dt.month() == 1) & (pl.col("_noted").dt.year() == pl.col("posting_date").dt.year() + 1)
        & ~pl.col("id").is_in(known.implode())
    )  # fmt: skip
    share = pl.col("_credited").sum().over("id") / pl.col("gross_amount")
    pairs = pairs.filter(share >= ground.given[name]["least_share"]).unique("id", keep="first").sort("id")
    pairs = pairs.with_columns(
        ground.names(name, pairs.height), happened_on="_noted", amount="gross_amount",
        seen_on=pl.max_horizontal("_seen", "_noted"),
    ).filter(pl.col("seen_on") <= ground.world.timeline.end)  # fmt: skip
    why = "Sold in December and credited nearly whole in January, without a dispute."
    for key in ("id", "note_id"):
        ground.tell(name, "natural", "sales_invoice", pairs, why, key=key)
    ground.take("sales_invoice", pairs["id"])
