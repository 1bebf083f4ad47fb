"""Contracts with their lines, milestones, changes and settlements, as the OA keeps them."""

import polars as pl

from ingestion.demo.group.approvals import Approvals
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.oa.common import department_key, named, requests_of
from ingestion.demo.group.settlements import make_settlements
from ingestion.demo.group.tenders import Tenders
from ingestion.demo.group.typed import typed
from ingestion.demo.group.versions import Change, history, stamp
from ingestion.demo.group.world import SHARE_UNIT, World

_CLOSED_AFTER_DAYS = 60


def contract_tables(
    world: World,
    masters: Masters,
    deals: Deals,
    milestones: pl.DataFrame,
    projects: pl.DataFrame,
    tenders: Tenders,
    approvals: Approvals,
) -> dict[str, pl.DataFrame]:
    """contract, contract_line, contract_milestone, contract_change, contract_settlement."""
    requests = requests_of(approvals, "contract")
    created = requests.select("created_at", contract_id="id")
    lines = deals.lines.join(created, on="contract_id", maintain_order="left")
    return {
        "contract": _contracts(world, masters, deals, projects, tenders, requests),
        "contract_line": history(lines),
        "contract_milestone": _milestones(world, milestones.join(created, on="contract_id", maintain_order="left")),
        "contract_change": _changes(deals, approvals),
        "contract_settlement": _settlements(make_settlements(world, masters, deals)),
    }


def _contracts(
    world: World,
    masters: Masters,
    deals: Deals,
    projects: pl.DataFrame,
    tenders: Tenders,
    requests: pl.DataFrame,
) -> pl.DataFrame:
    numbers = deals.contracts.select("number", "id")
    codes = projects.select("contract_id", "code")
    contracts = (
        deals.contracts.join(requests, on="id", maintain_order="left")
        .with_columns(_sold=pl.coalesce("for_contract_id", pl.when(pl.col("kind") == "sales").then("id")))
        .join(codes, left_on="_sold", right_on="contract_id", how="left", maintain_order="left")
        .join(
            numbers.rename({"number": "_for"}),
            left_on="for_contract_id",
            right_on="id",
            how="left",
            maintain_order="left",
        )
        .join(
            tenders.tenders.select("contract_id", _tender="number"),
            left_on="id",
            right_on="contract_id",
            how="left",
            maintain_order="left",
        )
    )
    is_sale = (contracts["kind"] == "sales").to_numpy()
    names = [
        named(world, f"contracts {which}", contracts, side, "party_id")
        for which, side in (("sales", masters.customers), ("purchase", masters.suppliers))
    ]
    taxes = [
        contracts.select("party_id").join(
            side.select("tax_number", party_id="id"), on="party_id", how="left", maintain_order="left"
        )["tax_number"]
        for side in (masters.customers, masters.suppliers)
    ]
    sale = pl.Series(is_sale)
    rows = contracts.select(
        *("id", "request_id", "company_id", "number", "title", "kind", "currency", "created_at", "begins_on"),
        *("ends_on", "net_amount", "tax_amount", "gross_amount", "advance", "retention", "warranty_months"),
        department_id=department_key(masters),
        category=pl.coalesce("buying_kind", pl.col("title").str.split(" ").list.first()),
        owner_id="applicant_id",
        party_name=names[0].zip_with(sale, names[1]),
        party_tax_number=taxes[0].zip_with(sale, taxes[1]),
        project_code=typed(world, "oa contract project", contracts["code"]),
        for_contract_number=typed(world, "oa contract for", contracts["_for"]),
        tender_number=typed(world, "oa contract tender", contracts["_tender"]),
        vat=(pl.col("vat") * SHARE_UNIT).round().cast(pl.Int64),
        terms_days="terms",
        applied_on=pl.col("created_at").dt.date(),
        signed_on=pl.lit(None, pl.Date),
        finished_on=pl.lit(None, pl.Date),
        closed_on=pl.lit(None, pl.Date),
        status=pl.lit("in_approval"),
        _signed_on="signed_on",
        _begins_on="begins_on",
        _finished_on="finished_on",
        _closed_on=pl.max_horizontal(
            pl.when(pl.col("retention") > 0).then("warranty_ends_on"),
            pl.col("finished_on") + pl.duration(days=_CLOSED_AFTER_DAYS),
        )
        + pl.duration(days=pl.col("id") % 30),
    )
    return history(
        rows,
        Change("_signed_on", {"status": pl.lit("signed"), "signed_on": pl.col("_signed_on")}),
        Change("_begins_on", {"status": pl.lit("performing")}),
        Change("_finished_on", {"status": pl.lit("finished"), "finished_on": pl.col("_finished_on")}),
        Change("_closed_on", {"status": pl.lit("closed"), "closed_on": pl.col("_closed_on")}),
    )


def _milestones(world: World, milestones: pl.DataFrame) -> pl.DataFrame:
    """Somebody enters that one has happened, some days later; now and then nobody does."""
    given, random = world.parameters["oa"], world.random("oa milestones")
    count = milestones.height
    lag = random.integers(given["milestone_lag"][0], given["milestone_lag"][1] + 1, count)
    never = pl.Series(random.random(count) < given["milestones_unreported"])
    rows = milestones.with_columns(
        status=pl.lit("planned"),
        happened_on=pl.lit(None, pl.Date),
        _happened="happened_on",
        _entered_on=pl.when(~never).then(pl.col("happened_on") + pl.duration(days=pl.lit(pl.Series(lag)))),
    )
    return history(rows, Change("_entered_on", {"status": pl.lit("done"), "happened_on": pl.col("_happened")}))


def _changes(deals: Deals, approvals: Approvals) -> pl.DataFrame:
    rows = (
        deals.changes.join(requests_of(approvals, "contract_change"), on="id", maintain_order="left")
        .join(deals.contracts.select("number", contract_id="id"), on="contract_id", maintain_order="left")
        .with_columns(
            number=pl.concat_str("number", pl.lit("-B"), "sequence"),
            applied_on=pl.col("created_at").dt.date(),
            approved_on=pl.lit(None, pl.Date),
            status=pl.lit("in_approval"),
        )
    )
    is_approved = pl.col("outcome") == "approved"
    decided = {"status": pl.col("outcome"), "approved_on": pl.when(is_approved).then("_decided_on")}
    return history(rows, Change("_decided_on", decided))


def _settlements(settlements: pl.DataFrame) -> pl.DataFrame:
    rows = settlements.select(
        *("id", "contract_id", "submitted_on"),
        submitted_gross_amount="submitted_amount",
        audited_gross_amount=pl.lit(None, pl.Int64),
        audited_on=pl.lit(None, pl.Date),
        status=pl.lit("submitted"),
        created_at=stamp(pl.col("submitted_on")),
        _audited_on="audited_on",
        _amount="audited_amount",
    )
    audited = {
        "status": pl.lit("audited"),
        "audited_on": pl.col("_audited_on"),
        "audited_gross_amount": pl.col("_amount"),
    }
    return history(rows, Change("_audited_on", audited))
