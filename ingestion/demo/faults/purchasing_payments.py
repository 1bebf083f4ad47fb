"""Payments under contracts of purchase that exceed what was performed and invoiced, and advances that only look so."""

from dataclasses import replace

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import real
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.faults.postings import affordable, payments
from ingestion.demo.faults.purchasing_requests import approvals_of, enter_requests
from ingestion.demo.group.oa.common import OFFSETS, present
from ingestion.demo.group.parts import Chains
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.versions import Change, history
from ingestion.demo.group.world import MINOR_UNIT, SHARE_UNIT, dates, numbers

BEYOND = "paid_beyond_performance"
_BILLS, _PAID, _FORM = "bills of contracts", "payments beyond", "payment_request"
_STEP, _THURSDAY, _TRIES = 10 * MINOR_UNIT, 3, 90
_WHY = {
    "before_performance": "With it more was paid under the contract than had been invoiced; it settles no bill.",
    "over_final": "The contract is finished and all of it invoiced; this comes on top.",
    "advance": "The contract's advance was due by a milestone of its own and is recovered from the next bills.",
}


def contracts_get_advances(ground: Ground, chains: Chains) -> Chains:
    """Some contracts of purchase are paid in advance, as those for equipment are; their stages are the less."""
    given, contracts, stages = ground.given[BEYOND], chains.deals.contracts, chains.milestones
    staged = stages.filter(~pl.col("kind").is_in(["advance", "retention"]))
    free = contracts.filter(
        (pl.col("kind") == "purchase") & (pl.col("advance") == 0) & (pl.col("currency") == "CNY")
    ).join(staged.select(id="contract_id"), on="id", how="semi", maintain_order="left")  # fmt: skip
    free = free.with_columns(day=pl.col("signed_on") + pl.duration(days=45))
    found = ground.pick(BEYOND, "advance", free, table="contract with advance", lookalike=True)
    share = round(given["advance"] * SHARE_UNIT)
    found = found.with_columns(_whole=pl.col("gross_amount") * share // SHARE_UNIT)
    ground.left["advances"] = found.select("fault", "company_id", "party_id", amount="_whole")
    whole = found.select("_whole", contract_id="id")
    of_stage = ~pl.col("kind").is_in(["retention"])
    # what every stage gives up, the last the rest
    rows = stages.join(whole, on="contract_id", how="left", maintain_order="left").with_columns(
        _given=pl.col("gross_amount") * share // SHARE_UNIT,
        _last=of_stage & (pl.col("sequence") == pl.col("sequence").filter(of_stage).max().over("contract_id")),
    )
    before = pl.col("_given").filter(of_stage).sum().over("contract_id") - pl.col("_given")
    taken = pl.when("_last").then(pl.col("_whole") - before).when(of_stage).then("_given").otherwise(0)
    rows = rows.with_columns(gross_amount=pl.col("gross_amount") - taken.fill_null(0) * pl.col("_whole").is_not_null())
    first = found.select(
        contract_id="id", sequence=pl.lit(0, pl.Int64), kind=pl.lit("advance"), gross_amount="_whole",
        planned_on=pl.col("signed_on") + pl.duration(days=5), happened_on=pl.col("signed_on") + pl.duration(days=8),
    )  # fmt: skip
    every = pl.concat([rows.select(stages.columns), first], how="diagonal_relaxed").sort("contract_id", "sequence")
    every = every.with_columns(
        id=pl.int_range(1, pl.len() + 1), sequence=pl.int_range(1, pl.len() + 1).over("contract_id")
    ).select(stages.columns)
    advance = pl.when(pl.col("id").is_in(found["id"].implode())).then(share).otherwise("advance")
    deals = replace(chains.deals, contracts=contracts.with_columns(advance=advance))
    return replace(chains, deals=deals, milestones=every.cast(dict(stages.schema)))  # type: ignore[arg-type]


def contracts_are_billed(ground: Ground, trade: Trade) -> Trade:
    """Leave which bills are whose."""
    ground.left[_BILLS] = trade.invoices.filter(
        (pl.col("side") == "purchase") & pl.col("contract_id").is_not_null() & pl.col("posted_on").is_not_null(),
        pl.col("cancelled_on").is_null(),
    ).select(
        "contract_id", "posting_date", invoice_id="id",
        gross=pl.col("gross_amount") * pl.when(pl.col("kind") == "invoice").then(1).otherwise(-1),
    )  # fmt: skip
    return trade


def contracts_are_overpaid(ground: Ground) -> None:
    """Payments on account beyond what is invoiced; leaves what the OA was asked for."""
    paid = [_overpaid(ground, variant) for variant in ("before_performance", "over_final")]
    ground.left[_PAID] = pl.concat(paid)
    # the contract's number may be mistyped; its supplier and amount are not
    advances = ground.left["advances"].rename({"party_id": "supplier_id"})
    asked = ground.last("supplier_advance").join(advances, on=["company_id", "supplier_id", "amount"])
    asked = asked.filter(pl.col("payment_id").is_not_null()).unique("fault", keep="first", maintain_order=True)
    rows = ground.last("payment").drop("amount", "currency").join(
        asked.select("fault", "amount", "currency", id="payment_id"), on="id"
    ).sort("id")  # fmt: skip
    rows = rows.with_columns(seen_on=pl.max_horizontal("_first", "posting_date"), happened_on="posting_date")
    ground.take("payment", rows["id"])
    ground.tell(BEYOND, "advance", "payment", rows, _WHY["advance"], lookalike=True)


def _overpaid(ground: Ground, variant: str) -> pl.DataFrame:
    given, random = ground.given[BEYOND], ground.random(f"{BEYOND} {variant}")
    suppliers = ground.chains.masters.suppliers.filter(pl.col("own_company_id").is_null())["id"]
    contracts = ground.chains.deals.contracts.filter(
        (pl.col("kind") == "purchase") & (pl.col("currency") == "CNY") & pl.col("party_id").is_in(suppliers.implode())
    ).sort("id")
    # a day on which little is open, and money is there, has to be looked for
    contracts = contracts[np.repeat(np.arange(contracts.height), _TRIES)]
    begins, ends = (numbers(contracts[name]).astype(np.int64) for name in ("begins_on", "finished_on"))
    count = contracts.height
    day = (
        begins + (ends - begins) * real(random, given["early"], count)
        if variant == "before_performance"
        else ends + random.integers(given["after_end"][0], given["after_end"][1] + 1, count)
    ).astype(np.int64)
    # payments run on Thursdays
    day = ground.world.timeline.next_working((day + (_THURSDAY - (day + 3)) % 7).astype(np.int32))
    share = np.exp(real(random, np.log(given["share"]).tolist(), count))
    rows = contracts.with_columns(posting_date=dates(day), _share=pl.Series(share))
    rows = rows.with_columns(_try=pl.int_range(pl.len()))
    open_on = _unpaid(ground, rows.select("posting_date", "_try", contract_id="id"))
    step = pl.lit(_STEP)
    rows = rows.join(open_on, on="_try", maintain_order="left").with_columns(
        supplier_id="party_id", over=(pl.col("gross_amount") * pl.col("_share") / step).ceil().cast(pl.Int64) * step
    )
    rows = rows.with_columns(amount=pl.col("over") + (pl.col("unpaid") / step).ceil().cast(pl.Int64) * step)
    accounts = ground.chains.masters.bank_accounts.filter(pl.col("purpose") == "operating")
    accounts = accounts.select("company_id", "currency", bank_account_id="id")
    rows = rows.filter(pl.col("billed") > 0).join(accounts, on=["company_id", "currency"], maintain_order="left")
    # out of the first account that can bear it
    rows = (
        affordable(ground, rows)
        .sort("id", "unpaid", "_try", "bank_account_id")
        .unique("id", keep="first", maintain_order=True)
    )
    found = ground.pick(BEYOND, variant, rows, table="contract that is paid", day="posting_date")
    found = found.with_columns(
        bank_reference=pl.concat_str(pl.lit("付款 "), "number"), contract_number="number", variant=pl.lit(variant),
        seen_on="posting_date", happened_on="posting_date",
    )  # fmt: skip
    paid = found.select(
        "company_id", "supplier_id", "amount", "posting_date", "bank_account_id", "bank_reference", "contract_number"
    )
    if found.height:
        told = found.with_columns(payments(ground, paid).alias("payment_id"), amount="over")
        ground.tell(BEYOND, variant, "payment", told, _WHY[variant], key="payment_id")
    return found.select(
        "id", "fault", "variant", "company_id", "department_id", "employee_id", "supplier_id", "number", "currency",
        "amount", "over", "posting_date",
    )  # fmt: skip


def _unpaid(ground: Ground, rows: pl.DataFrame) -> pl.DataFrame:
    """_try, billed, unpaid: what is invoiced under each contract on the posting_date, and what of it is open."""
    settled = ground.last("supplier_settlement").filter(
        pl.col("reversed_on").is_null() & pl.col("credit_note_id").is_null()
    )
    bills = ground.left[_BILLS].join(rows.select("contract_id", "_try", day="posting_date"), on="contract_id")
    bills = bills.filter(pl.col("posting_date") <= pl.col("day"))
    paid = bills.join(settled.select("invoice_id", "settled_on", "amount"), on="invoice_id").filter(
        pl.col("settled_on") <= pl.col("day")
    )
    billed = bills.group_by("_try").agg(billed=pl.col("gross").sum())
    done = paid.group_by("_try").agg(done=pl.col("amount").sum())
    return (
        rows.select("_try")
        .join(billed, on="_try", how="left", maintain_order="left")
        .join(done, on="_try", how="left", maintain_order="left")
        .with_columns(pl.col("billed", "done").fill_null(0))
        .select("_try", "billed", unpaid=(pl.col("billed") - pl.col("done")).clip(0))
    )


def payments_were_asked_for(ground: Ground) -> None:
    """The OA was asked for the payments, like for any other."""
    paid, masters, timeline = ground.left[_PAID], ground.chains.masters, ground.world.timeline
    if paid.is_empty():
        return
    random, day = ground.random(f"{BEYOND} asked"), numbers(paid["posting_date"])
    decided = timeline.add_working(day, -random.integers(0, 3, paid.height).astype(np.int32))
    asked = timeline.add_working(decided, -random.integers(1, 5, paid.height).astype(np.int32))
    rows = paid.with_columns(
        applied_on=dates(asked), decided_on=dates(decided), kind=pl.lit("payment"), outcome=pl.lit("approved"),
        matter_id=pl.int_range(pl.len()),
    )  # fmt: skip
    rows = rows.with_columns(present(masters, rows, "applied_on").alias("employee_id"))
    entered = enter_requests(ground, approvals_of(ground, rows.drop("id"))).rename({"employee_id": "applicant_id"})
    names = masters.suppliers.select(supplier_id="id", payee_name=pl.col("name").str.split(" ").list.first())
    shift = OFFSETS["department"]
    rows = (
        rows.join(entered.drop("kind"), on="matter_id", maintain_order="left")
        .join(names, on="supplier_id", maintain_order="left")
        .with_columns(
            company_id=pl.col("company_id") + shift,
            department_id=pl.col("department_id") + masters.companies.height + shift,
            contract_number="number", erp_reference=pl.lit(None, pl.String), gross_amount="amount",
            requested_on=pl.col("submitted_at").dt.date(), paid_on=pl.lit(None, pl.Date), status=pl.lit("in_approval"),
            created_at="submitted_at", _paid_on="posting_date",
        )
        .drop("id")
    )  # fmt: skip
    rows = rows.join(_plan_lines(ground, rows), on="matter_id", how="left", maintain_order="left")
    rows = rows.with_columns(ground.new_keys(_FORM, rows.height).alias("id"))
    done = Change("_paid_on", {"status": pl.lit("paid"), "paid_on": pl.col("posting_date")})
    ground.add(_FORM, history(rows.select("id", pl.all().exclude("id")), done))
    # what is planned stays so; what is not bears the fault of that, too
    ground.take(_FORM, rows.drop_nulls("fund_plan_line_id")["id"])
    for variant, why in _WHY.items():
        told = rows.filter(pl.col("variant") == variant).with_columns(
            amount="over", seen_on="posting_date", happened_on="posting_date"
        )
        ground.tell(BEYOND, variant, _FORM, told, why, role=CONTEXT)


def _plan_lines(ground: Ground, rows: pl.DataFrame) -> pl.DataFrame:
    """matter_id, fund_plan_line_id: the contract's line in the plan of the payment's month, the newest by then."""
    typed = pl.col("contract_number").str.to_uppercase().str.replace_all(r"\s", "").str.replace_all("–", "-")
    plans = ground.last("fund_plan").select("company_id", "month_on", plan_id="id")
    revisions = ground.last("fund_plan_revision").select("plan_id", "submitted_on", revision_id="id")
    lines = ground.last("fund_plan_line").filter(pl.col("direction") == "payment").join(revisions, on="revision_id")
    # a line that pays for others too may be the one that other planters take away
    used = ground.versions[_FORM]["fund_plan_line_id"].drop_nulls().unique()
    lines = lines.filter(~pl.col("id").is_in(used.implode()))
    lines = lines.join(plans, on="plan_id").select(
        "company_id", "month_on", "submitted_on", number=typed, fund_plan_line_id="id"
    )
    asked = rows.select("matter_id", "company_id", "number", "requested_on",
                        month_on=pl.col("posting_date").dt.truncate("1mo"))  # fmt: skip
    found = asked.join(lines, on=["company_id", "month_on", "number"])
    found = found.filter(pl.col("submitted_on") <= pl.col("requested_on")).sort("submitted_on", "fund_plan_line_id")
    newest = found.group_by("matter_id", maintain_order=True).agg(pl.col("fund_plan_line_id").last())
    return asked.select("matter_id").join(newest, on="matter_id", how="left", maintain_order="left")
