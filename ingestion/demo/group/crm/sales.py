"""The CRM's leads, opportunities with their stages, handovers, quotes and activities."""

import numpy as np
import polars as pl

from ingestion.demo.group.customers_care import Care
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.replay import replay, seen_late
from ingestion.demo.group.typed import typed
from ingestion.demo.group.versions import FROM, Change, history, stamp
from ingestion.demo.group.world import World

_TYPED_DAYS = 12  # after signature, by which somebody has typed the contract's number


def sales_tables(
    world: World, masters: Masters, deals: Deals, care: Care, parties: dict[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Versions of opportunity, opportunity_stage, handover, lead, quote and activity.

    Args:
        world: its days and random numbers.
        masters: who there is.
        deals: opportunities and contracts.
        care: what salespeople do.
        parties: versions of account (with `_customer_id`) and contact.
    """
    codes = masters.companies.select(company_id="id", company_code="code")
    accounts = (
        parties["account"]
        .group_by("_customer_id", maintain_order=True)
        .agg(account_id=pl.col("id").first(), _account_name=pl.col("name").first(), _account_from=pl.col(FROM).min())
        .rename({"_customer_id": "customer_id"})
    )
    opportunities = deals.opportunities.join(accounts, on="customer_id", how="left", maintain_order="left").join(
        codes, on="company_id", how="left", maintain_order="left"
    )
    return {
        "opportunity": _opportunities(world, deals, care, opportunities),
        "opportunity_stage": _stages(care),
        "handover": _handovers(care, opportunities, accounts),
        "lead": _leads(world, care, accounts, codes),
        "quote": _quotes(world, care),
        "activity": _activities(world, care, accounts, parties["contact"]),
    }


def _opportunities(world: World, deals: Deals, care: Care, rows: pl.DataFrame) -> pl.DataFrame:
    stages = care.stages.select(
        "stage",
        "probability",
        "reason",
        id="opportunity_id",
        sequence="sequence",
        expected_amount="amount",
        expected_close_on="expected_close_on",
        at=entered(pl.col("entered_on"), pl.col("opportunity_id"), pl.col("sequence")),
    )
    keepers = care.opportunity_keepers
    first = (
        rows.select("account_id", "company_code", "currency", "opened_on", "_account_name", "id", product_line="line")
        .join(stages.filter(pl.col("sequence") == 1), on="id", how="left")
        .join(keepers.filter(pl.col("sequence") == 1).select("id", owner_id="employee_id"), on="id", how="left")
        .sort("id")
        .with_columns(
            number=pl.concat_str(
                pl.lit("OPP-"), pl.col("opened_on").dt.year(), pl.lit("-"), pl.col("id").cast(pl.String)
            ),
            title=pl.concat_str("_account_name", pl.lit(" "), "product_line"),
            created_at="at",
            closed_at=pl.lit(None, pl.Datetime("us")),
            close_reason=pl.lit(None, pl.String),
            contract_number=pl.lit(None, pl.String),
        )
        .drop("at", "sequence", "reason", "_account_name")
    )
    later = stages.filter(pl.col("sequence") > 1).select(
        "id",
        "at",
        "stage",
        "probability",
        "expected_amount",
        "expected_close_on",
        closed_at=pl.when(pl.col("reason").is_not_null()).then("at"),
        close_reason="reason",
    )
    handed = keepers.filter(pl.col("sequence") > 1).select("id", at=stamp(pl.col("from_on"), 1), owner_id="employee_id")
    moved = care.postponements.select("expected_close_on", "moved_on", id="opportunity_id")
    moved = moved.select("id", "expected_close_on", at=stamp(pl.col("moved_on"), 2))
    return replay(first, later, handed, moved, _numbers(world, deals))


def _numbers(world: World, deals: Deals) -> pl.DataFrame:
    """The contract's number, typed some days after the signature."""
    signed = deals.contracts.filter(pl.col("kind") == "sales").sort("opportunity_id")
    days = world.random("crm contract numbers").integers(0, _TYPED_DAYS, signed.height)
    return (
        signed.select(
            id="opportunity_id",
            _on=pl.col("signed_on") + pl.duration(days=pl.lit(pl.Series(days))),
            contract_number=typed(world, "crm opportunity", signed["number"]),
        )
        .filter(pl.col("contract_number").is_not_null())
        .select("id", "contract_number", at=stamp(pl.col("_on"), 3))
    )


def entered(day: pl.Expr, key: pl.Expr, step: pl.Expr) -> pl.Expr:
    """Instants in a day's working hours that rise with the step."""
    return day.cast(pl.Datetime("us")) + pl.duration(seconds=(key * 7919) % 3600 + step * 3600)


def _stages(care: Care) -> pl.DataFrame:
    """Whoever keeps the opportunity then changes its stage."""
    changed = care.stages.sort("entered_on", "opportunity_id", "sequence").with_row_index("_row")
    keeper = changed.sort("entered_on").join_asof(
        care.opportunity_keepers.select("employee_id", "from_on", opportunity_id="id").sort("from_on"),
        left_on="entered_on",
        right_on="from_on",
        by="opportunity_id",
        check_sortedness=False,
    )
    rows = keeper.sort("_row").select(
        "stage",
        "probability",
        "expected_close_on",
        id=pl.int_range(1, pl.len() + 1),
        opportunity_id="opportunity_id",
        expected_amount="amount",
        changed_by="employee_id",
        entered_at=entered(pl.col("entered_on"), pl.col("opportunity_id"), pl.col("sequence")),
    )
    return history(rows.with_columns(created_at="entered_at"))


def _handovers(care: Care, opportunities: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    of_account = care.account_keepers.rename({"id": "customer_id"}).with_columns(opportunity_id=pl.lit(None, pl.Int64))
    of_opportunity = care.opportunity_keepers.join(
        opportunities.select("id", "customer_id"), on="id", how="left", maintain_order="left"
    ).rename({"id": "opportunity_id"})
    parts = (
        frame.with_columns(_from_user=pl.col("employee_id").shift(1).over(by)).filter(pl.col("sequence") > 1)
        for frame, by in ((of_account, "customer_id"), (of_opportunity, "opportunity_id"))
    )
    rows = (
        pl.concat(parts, how="diagonal")
        .join(accounts, on="customer_id", how="left", maintain_order="left")
        .sort("from_on", "account_id", "opportunity_id")
        .select(
            "account_id",
            "from_on",
            id=pl.int_range(1, pl.len() + 1),
            opportunity_id="opportunity_id",
            from_user_id="_from_user",
            to_user_id="employee_id",
        )
    )
    return history(
        rows.with_columns(handed_over_at=stamp(pl.col("from_on"), 1)).with_columns(created_at="handed_over_at")
    )


def _leads(world: World, care: Care, accounts: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """An account is named where there is one already, else when the lead is converted."""
    rows = (
        care.leads.join(accounts, on="customer_id", how="left", maintain_order="left")
        .join(codes, on="company_id", how="left", maintain_order="left")
        .with_columns(
            known=pl.when(pl.col("_account_from") <= pl.col("created_on")).then("account_id"),
            created_at=stamp(pl.col("created_on")),
        )
    )
    converted = pl.col("outcome") == "converted"
    first = rows.select(
        "id",
        "campaign_id",
        "source",
        "company_code",
        "created_at",
        company_name="name",
        contact_name="contact",
        product_line="line",
        owner_id="employee_id",
        account_id="known",
        status=pl.lit("new"),
        disqualified_reason=pl.lit(None, pl.String),
        opportunity_id=pl.lit(None, pl.Int64),
        decided_at=pl.lit(None, pl.Datetime("us")),
        _gone_on="gone_on",
    )
    working = rows.select("id", at=stamp(pl.col("worked_on"), 1), status=pl.lit("working"))
    decided = rows.select(
        "id",
        at=pl.max_horizontal(stamp(pl.col("decided_on"), 2), stamp(pl.col("worked_on"), 1)),
        status="outcome",
        disqualified_reason="reason",
        opportunity_id="opportunity_id",
        account_id=pl.when(converted).then("account_id"),
    )
    return replay(seen_late(world, "leads", first), working, decided.with_columns(decided_at="at"))


def _quotes(world: World, care: Care) -> pl.DataFrame:
    rows = care.quotes.select(
        "id",
        "quoted_on",
        "valid_until",
        "currency",
        "net_amount",
        "tax_amount",
        "gross_amount",
        opportunity_id="opportunity_id",
        revision="sequence",
        status=pl.lit("sent"),
        decided_on=pl.lit(None, pl.Date),
        number=pl.concat_str(
            pl.lit("Q"), pl.col("quoted_on").dt.to_string("%y%m"), pl.col("id").cast(pl.String).str.zfill(5)
        ),
        _outcome="outcome",
        _decided_on="decided_on",
        created_at=stamp(pl.col("quoted_on")),
    )
    decided = Change("_decided_on", {"status": pl.col("_outcome"), "decided_on": pl.col("_decided_on")})
    return history(seen_late(world, "quotes", rows), decided)


def _activities(world: World, care: Care, accounts: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Most are written down on the day, some days later; with a contact whom the CRM knows by then."""
    random = world.random("crm activities")
    rows = care.activities.join(
        accounts.select("customer_id", "account_id"), on="customer_id", how="left", maintain_order="left"
    )
    of_account = contacts.group_by("account_id").agg(_first=pl.col("id").min(), _count=pl.len(), _known=pl.col(FROM))
    rows = rows.join(of_account, on="account_id", how="left", maintain_order="left")
    wanted = pl.Series(random.random(rows.height)) * pl.col("_count")
    rows = rows.with_columns(_place=wanted.floor().cast(pl.Int64)).with_columns(
        _since=pl.col("_known").list.get(pl.col("_place"))
    )
    lag = np.where(random.random(rows.height) < 0.8, 0, random.integers(1, 6, rows.height))
    rows = rows.select(
        "id",
        "kind",
        "account_id",
        opportunity_id="opportunity_id",
        contact_id=pl.when(pl.col("_since") <= pl.col("happened_on"))
        .then(pl.col("_first") + pl.col("_place"))
        .otherwise("_first"),
        user_id="employee_id",
        duration_minutes="minutes",
        happened_at=stamp(pl.col("happened_on")),
        created_at=stamp(pl.col("happened_on")) + pl.duration(days=pl.lit(pl.Series(lag)), minutes=20),
    )
    return history(seen_late(world, "activities", rows))
