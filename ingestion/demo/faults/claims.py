"""Expense claims: one invoice reimbursed twice, or red-lettered afterwards; lines above the policy; look-alikes."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import real, whole
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.faults.references import respelled
from ingestion.demo.group.parts import Chains
from ingestion.demo.group.people import People
from ingestion.demo.group.world import MINOR_UNIT, dates, numbers

TWICE, ABOVE = "duplicate_claim", "claim_over_policy"
_LINE, _CLAIM = "expense_claim_line", "expense_claim"
_LIMITED = ("hotel", "meals")
_WHY = {
    "same_invoice": "The same invoice was reimbursed with two claims.",
    "equal_nights": "Two nights at the same price on one travel, each with an invoice of its own.",
    "hotel": "A night costs more than the policy pays for the grade and the city, and the claim was approved.",
    "meals": "A day's meals cost more than the policy pays for the grade and the city, and the claim was approved.",
    "at_limit": "The amount is exactly the policy's limit, times the nights or days.",
    "red_lettered": "The invoice was reimbursed; then its seller cancelled it by a red letter.",
    "red_lettered_unpaid": "The seller cancelled the invoice by a red letter; the claim had been rejected.",
}
_TAX_UNIT = 100
_AMOUNTS = ["gross_amount", "net_amount", "tax_amount"]
_FROM_OTHER = ["incurred_on", "city", "quantity", "invoice_number", "invoice_code", "seller"]


def alter_claims(ground: Ground, chains: Chains) -> Chains:
    """Let lines of claims be what they should not be, before anybody decides on the claims or pays them."""
    people = chains.people
    lines = _facts(chains)
    changed = [_copied(ground, lines), _above(ground, lines), _nights_apart(ground, lines)]
    changed.append(_at_limit(ground, lines))
    return replace(chains, people=_with_lines(ground, people, pl.concat(changed, how="diagonal")))


def tell_claims(ground: Ground) -> None:
    """Say what was planted in claims, by the days on which the OA shows it; and have invoices red-lettered."""
    claims = ground.last(_CLAIM).select("decided_on", "paid_on", "submitted_on", "currency", "status", claim_id="id")
    lines = ground.last(_LINE).select("id", "claim_id", "gross_amount", "invoice_number")
    lines = lines.join(claims, on="claim_id", maintain_order="left")
    told = ground.left[TWICE].join(lines, on="id", maintain_order="left")
    seen = pl.when(pl.col("kind") == TWICE).then("paid_on").otherwise("decided_on")
    told = told.with_columns(amount=pl.coalesce("at_stake", "gross_amount"), happened_on="submitted_on", seen_on=seen)
    # both lines of one fault are known to belong together when the later one is paid
    told = told.with_columns(pl.col("seen_on", "happened_on").max().over("fault"))
    for (kind, variant), rows in told.group_by("kind", "variant", maintain_order=True):
        lookalike = variant in ("equal_nights", "at_limit")
        ground.tell(str(kind), str(variant), _LINE, rows, _WHY[str(variant)], lookalike=lookalike)
    ground.take(_LINE, told["id"])
    _red_lettered(ground, lines.filter(pl.col("invoice_number").str.contains(r"^\d{20}$")))


def _red_lettered(ground: Ground, lines: pl.DataFrame) -> None:
    """The sellers cancel invoices by red letters: after they were reimbursed, or where the claim was rejected."""
    for variant, status, day in (
        ("red_lettered", "paid", "paid_on"),
        ("red_lettered_unpaid", "rejected", "decided_on"),
    ):
        lookalike = variant != "red_lettered"
        rows = lines.filter(pl.col("status") == status).sort("id")
        after = whole(ground.random(f"{TWICE} {variant}"), ground.given[TWICE]["red_letter_after"], rows.height)
        red = ground.world.timeline.next_working((numbers(rows[day]) + after).astype(np.int32))
        rows = rows.with_columns(dates(red).alias("red_on"))
        picked = ground.pick(TWICE, variant, rows, table=_LINE, day="red_on", lookalike=lookalike)
        changed = picked.select("id", "red_on", red_lettered_on="red_on", invoice_status=pl.lit("red_lettered"))
        ground.change(_LINE, changed, since="red_on")
        facts = picked.with_columns(happened_on="red_on", seen_on="red_on", amount="gross_amount")
        ground.tell(TWICE, variant, _LINE, facts, _WHY[variant], lookalike=lookalike)
        context = facts.select("fault", "happened_on", "seen_on", "amount", "currency", id="claim_id")
        ground.tell(TWICE, variant, _CLAIM, context, _WHY[variant], lookalike=lookalike, role=CONTEXT)


def _facts(chains: Chains) -> pl.DataFrame:
    """Lines with facts of their claims.

    Returns:
        the columns of claim_lines; employee_id, company_id, currency, submitted_on, approved_on, paid_on, level, tier
        (of the travel's city; null: no travel), limit_amount (a night, a day; null: no policy).
    """
    people, masters = chains.people, chains.masters
    levels = masters.employees.select(employee_id="id", level=pl.col("level").clip(0, 1))
    tiers = people.travels.select("tier", travel_id="id")
    limits = people.policies.select("subject", "tier", "level", "limit_amount")
    claims = people.claims.select(
        "employee_id", "company_id", "currency", "submitted_on", "approved_on", "paid_on", "travel_id", claim_id="id"
    )
    return (
        people.claim_lines.join(claims, on="claim_id", maintain_order="left")
        .join(levels, on="employee_id", maintain_order="left")
        .join(tiers, on="travel_id", how="left", maintain_order="left")
        .join(limits, on=["subject", "tier", "level"], how="left", maintain_order="left")
    )


def _copied(ground: Ground, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of later claims that become a copy of one that was reimbursed."""
    given, random = ground.given[TWICE], ground.random(TWICE)
    least, most = given["days_between"]
    paid = lines.filter(pl.col("paid_on").is_not_null() & pl.col("invoice_number").is_not_null())
    limited = pl.col("subject").is_in(list(_LIMITED))
    first = paid.select(
        *("employee_id", "company_id", "subject", *_AMOUNTS, *_FROM_OTHER),
        source_id="id", source_claim_id="claim_id", source_on="submitted_on",
    ).sort("source_on", "source_id")  # fmt: skip
    later = paid.with_columns(until=pl.col("submitted_on") - pl.duration(days=least)).sort("until", "id")
    drawn = pl.Series("own", random.random(later.height) < given["same_person"])
    later = later.select(
        "id", "claim_id", "employee_id", "company_id", "subject", "until", "paid_on", "limit_amount", drawn
    )
    window = f"{most - least}d"
    own = later.filter("own").join_asof(
        first.drop("company_id"), left_on="until", right_on="source_on", by=["employee_id", "subject"],
        tolerance=window, check_sortedness=False,
    )  # fmt: skip
    # a hotel night or a meal of somebody else's would be seen against the policy too
    other = later.filter(~pl.col("own") & ~limited).join_asof(
        first.rename({"employee_id": "other_id"}), left_on="until", right_on="source_on", by=["company_id", "subject"],
        tolerance=window, check_sortedness=False,
    ).filter(pl.col("other_id") != pl.col("employee_id"))  # fmt: skip
    pairs = pl.concat([own, other.drop("other_id")]).drop_nulls("source_id").sort("id")
    within = ~limited | (pl.col("gross_amount") <= pl.col("limit_amount") * pl.col("quantity"))
    pairs = pairs.filter(within, pl.col("source_claim_id") != pl.col("claim_id"))
    pairs = pairs.unique("source_id", keep="first", maintain_order=True).unique("claim_id", keep="first")
    pairs = pairs.filter(~pl.col("source_id").is_in(pairs["id"].implode()))
    picked = ground.pick(TWICE, "same_invoice", pairs.sort("id"), table=_LINE, day="paid_on")
    ground.take(_LINE, picked["source_id"])
    otherwise = pl.Series(random.random(picked.height) < given["respelled"], dtype=pl.Boolean)
    number = respelled(random, picked["invoice_number"])
    for key in ("id", "source_id"):
        _leave(ground, TWICE, "same_invoice", picked.select("fault", id=key, at_stake="gross_amount"))
    copies = picked.select("id", *_AMOUNTS, *_FROM_OTHER)
    return copies.with_columns(invoice_number=pl.when(otherwise).then(number).otherwise("invoice_number"))


def _above(ground: Ground, lines: pl.DataFrame) -> pl.DataFrame:
    """Approved lines of hotels and meals above the limit."""
    found = []
    for subject in _LIMITED:
        picked = ground.pick(ABOVE, subject, _limited(lines, subject), table=_LINE, day="approved_on")
        share = 1 + real(ground.random(f"{ABOVE} {subject}"), ground.given[ABOVE]["excess"], picked.height)
        allowed = (picked["limit_amount"] * picked["quantity"]).to_numpy()
        gross = np.maximum(np.rint(allowed * share / MINOR_UNIT), allowed // MINOR_UNIT + 1).astype(np.int64)
        picked = _amounted(ground, picked, pl.Series(gross * MINOR_UNIT))
        _leave(
            ground, ABOVE, subject, picked.select("fault", "id", at_stake=picked["gross_amount"] - pl.Series(allowed))
        )
        found.append(picked)
    return pl.concat(found).select("id", *_AMOUNTS)


def _at_limit(ground: Ground, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines that are exactly at the limit: mostly several nights on one line."""
    places = pl.concat([_limited(lines, subject) for subject in _LIMITED])
    places = places.filter(pl.col("quantity") >= ground.given[ABOVE]["limit_nights"]).sort("id")
    picked = ground.pick(ABOVE, "at_limit", places, table=_LINE, day="approved_on", lookalike=True)
    picked = _amounted(ground, picked, picked["limit_amount"] * picked["quantity"])
    _leave(ground, ABOVE, "at_limit", picked.select("fault", "id"))
    return picked.select("id", *_AMOUNTS)


def _nights_apart(ground: Ground, lines: pl.DataFrame) -> pl.DataFrame:
    """A stay of two nights and a ticket become two nights at the same price, each with its invoice: look-alikes."""
    paid = lines.filter(pl.col("paid_on").is_not_null())
    tickets = paid.filter(pl.col("subject") == "travel").group_by("claim_id", maintain_order=True)
    stays = paid.filter((pl.col("subject") == "hotel") & (pl.col("quantity") == 2))
    stays = stays.join(tickets.agg(other_id=pl.col("id").last()), on="claim_id").sort("id")
    picked = ground.pick(TWICE, "equal_nights", stays, table=_LINE, day="paid_on", lookalike=True)
    ground.take(_LINE, picked["other_id"])
    one = _amounted(ground, picked, picked["gross_amount"] // 2).with_columns(quantity=pl.lit(1, pl.Int64))
    # the hotel's second invoice has the number that the ticket's had
    other = one.with_columns(id="other_id", incurred_on=pl.col("incurred_on") + pl.duration(days=1))
    columns = ["id", "subject", *_AMOUNTS, "quantity"]
    for rows in (one, other):
        _leave(ground, TWICE, "equal_nights", rows.select("fault", "id"))
    return pl.concat([one.select(columns), other.select(*columns, "incurred_on", "city", "seller")], how="diagonal")


def _limited(lines: pl.DataFrame, subject: str) -> pl.DataFrame:
    return lines.filter(
        (pl.col("subject") == subject) & pl.col("limit_amount").is_not_null() & pl.col("approved_on").is_not_null()
    )


def _amounted(ground: Ground, lines: pl.DataFrame, gross: pl.Series) -> pl.DataFrame:
    """The lines with other amounts; tax by the subject's rate, as the generator has it."""
    subjects: dict[str, Any] = ground.world.parameters["people"]["subjects"]
    rates = {name: round(one["tax"] * _TAX_UNIT) for name, one in subjects.items()}
    of_subject = pl.col("subject").replace_strict(rates, return_dtype=pl.Int64)
    rate = pl.when(pl.col("currency") == "CNY").then(of_subject).otherwise(0)
    net = (pl.col("gross_amount") * 200 + (100 + rate)) // (2 * (100 + rate))
    return (
        lines.with_columns(gross.cast(pl.Int64).alias("gross_amount"))
        .with_columns(net_amount=net)
        .with_columns(tax_amount=pl.col("gross_amount") - pl.col("net_amount"))
    )


def _with_lines(ground: Ground, people: People, changed: pl.DataFrame) -> People:
    """People with changed lines, and claims that add up again."""
    kept = people.claim_lines.join(changed, on="id", how="left", suffix="_new", maintain_order="left")
    names = [name for name in people.claim_lines.columns if f"{name}_new" in kept.columns]
    lines = kept.with_columns(pl.coalesce(f"{name}_new", name).alias(name) for name in names)
    lines = lines.select(people.claim_lines.columns)
    # an invoice with a code may become one without it
    copies = changed.drop_nulls("invoice_number").select("id", _code="invoice_code", _copied=pl.lit(True))
    lines = lines.join(copies, on="id", how="left", maintain_order="left").with_columns(
        invoice_code=pl.when("_copied").then("_code").otherwise("invoice_code")
    ).drop("_code", "_copied")  # fmt: skip
    totals = lines.group_by("claim_id").agg(pl.col(_AMOUNTS).sum())
    claims = people.claims.drop(_AMOUNTS).join(totals, left_on="id", right_on="claim_id", maintain_order="left")
    return replace(people, claim_lines=lines, claims=claims.select(people.claims.columns))


def _leave(ground: Ground, kind: str, variant: str, rows: pl.DataFrame) -> None:
    """Keep what was planted until the OA is made, which knows the days."""
    stake = pl.col("at_stake") if "at_stake" in rows.columns else pl.lit(None, pl.Int64)
    rows = rows.select("fault", "id", kind=pl.lit(kind), variant=pl.lit(variant), at_stake=stake)
    ground.left[TWICE] = pl.concat([*([ground.left[TWICE]] if TWICE in ground.left else []), rows])
