"""The CRM: what becomes of leads and opportunities, who keeps them, what customers report."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from ingestion.demo.group.crm.schema import TABLES
from ingestion.demo.group.crm.tables import make_crm_tables
from ingestion.demo.group.customers_care import Care, make_care
from ingestion.demo.group.staffing import employed
from ingestion.demo.group.versions import on_day
from ingestion.demo.group.world import numbers
from tests.ingestion.group.systems import (
    CASES,
    Ground,
    assert_days,
    assert_fills,
    assert_moves,
    assert_versions,
    days_of,
    ground,
)


@cache
def made(case: tuple[str, int, float]) -> tuple[Ground, Care, dict[str, pl.DataFrame]]:
    base = ground(*case)
    care = make_care(base.world, base.masters, base.deals)
    return base, care, make_crm_tables(base.world, base.masters, base.deals, care)


every = pytest.mark.parametrize("case", CASES, ids=["7", "11"])


@every
def test_tables_hold_together_on_every_day(case: tuple[str, int, float], tmp_path: Path) -> None:
    base, _, versions = made(case)
    assert_versions(TABLES, versions)
    assert_days(TABLES, versions, days_of(base.world))
    assert_fills(TABLES, versions, base.world.timeline.anchor, tmp_path)
    assert_moves(versions, base.world.timeline.anchor, (1, 7, 40))


def test_the_same_arguments_make_the_same_tables() -> None:
    base, _, versions = made(CASES[0])
    again = make_crm_tables(base.world, base.masters, base.deals, make_care(base.world, base.masters, base.deals))
    assert all(versions[name].equals(again[name]) for name in versions)


@every
def test_who_does_something_is_employed(case: tuple[str, int, float]) -> None:
    base, care, _ = made(case)
    for rows, day in (
        (care.activities, "happened_on"),
        (care.leads, "created_on"),
        (care.account_keepers, "from_on"),
        (care.opportunity_keepers, "from_on"),
        (care.case_events.with_columns(pl.col("happened_at").dt.date()), "happened_at"),
    ):
        assert employed(base.masters, rows["employee_id"].to_numpy(), numbers(rows[day])).all()


@every
def test_opportunities_go_through_their_stages(case: tuple[str, int, float]) -> None:
    base, care, versions = made(case)
    stages = care.stages.with_columns(_next=pl.col("entered_on").shift(-1).over("opportunity_id"))
    assert (stages["entered_on"] <= stages["_next"]).drop_nulls().all()
    last = stages.group_by("opportunity_id").agg(pl.col("stage", "amount", "probability").sort_by("sequence").last())
    assert last.height == base.deals.opportunities.height
    won = last.filter(pl.col("stage") == "won").join(
        base.deals.contracts.filter(pl.col("kind") == "sales"), on="opportunity_id"
    )
    assert won.height == base.deals.contracts.filter(pl.col("kind") == "sales").height
    assert (won["amount"] == won["gross_amount"]).all()
    assert (stages["expected_close_on"] >= stages["entered_on"]).all()
    # what is expected early strays further than what is expected late
    off = stages.join(last.select("opportunity_id", final="amount"), on="opportunity_id").with_columns(
        off=(pl.col("amount") / pl.col("final")).log().abs()
    )
    by_stage = {
        stage: off.filter(pl.col("stage") == stage)["off"].to_numpy().mean() for stage in ("qualified", "negotiation")
    }
    assert by_stage["qualified"] > 2 * by_stage["negotiation"]
    # the row of the system is where its history ends
    day = pl.lit(base.world.timeline.anchor)
    held = on_day(versions["opportunity"], day)
    history = (
        on_day(versions["opportunity_stage"], day)
        .sort("entered_at")
        .group_by("opportunity_id")
        .agg(pl.col("stage", "expected_amount").last())
    )
    both = held.join(history, left_on="id", right_on="opportunity_id", suffix="_history")
    assert both.height == held.height
    assert (both["stage"] == both["stage_history"]).all()
    assert (both["expected_amount"] == both["expected_amount_history"]).all()
    is_closed = held["stage"].is_in(["won", "lost"])
    assert (is_closed == held["closed_at"].is_not_null()).all()
    assert (is_closed == held["close_reason"].is_not_null()).all()


@every
def test_contract_numbers_are_typed_after_the_signature(case: tuple[str, int, float]) -> None:
    base, _, versions = made(case)
    typed = versions["opportunity"].filter(pl.col("contract_number").is_not_null())
    plain = typed["contract_number"].str.to_uppercase().str.replace_all(" ", "").str.replace_all("–", "-", literal=True)
    known = typed.with_columns(number=plain).join(base.deals.contracts, on="number")
    assert (known["_from"] >= known["signed_on"]).all()
    assert 0.9 < known["id"].n_unique() / typed["id"].n_unique() <= 1
    exact = typed.unique("id", keep="first").join(base.deals.contracts, left_on="contract_number", right_on="number")
    assert 0.75 < exact.height / typed["id"].n_unique() < 1


@every
def test_quotes(case: tuple[str, int, float]) -> None:
    base, care, _ = made(case)
    quotes = care.quotes
    assert (quotes["net_amount"] + quotes["tax_amount"] == quotes["gross_amount"]).all()
    assert (quotes["quoted_on"] < quotes["valid_until"]).all()
    assert (quotes["decided_on"] >= quotes["quoted_on"]).all()
    count = quotes.group_by("opportunity_id").len()["len"]
    assert (count.min(), count.max()) == (1, 3)
    reached = base.deals.stages.filter(pl.col("stage") == "proposal")["opportunity_id"]
    assert set(quotes["opportunity_id"]) == set(reached)
    falling = quotes.sort("opportunity_id", "sequence").select(
        pl.col("gross_amount") < pl.col("gross_amount").shift(1).over("opportunity_id")
    )
    assert falling["gross_amount"].drop_nulls().all()
    accepted = quotes.filter(pl.col("outcome") == "accepted").join(
        base.deals.contracts.filter(pl.col("kind") == "sales"), on="opportunity_id"
    )
    assert accepted.height == quotes.filter(pl.col("outcome") == "accepted").height > 0
    assert (accepted["gross_amount"] == accepted["gross_amount_right"]).all()


@every
def test_leads_become_opportunities_or_not(case: tuple[str, int, float]) -> None:
    base, care, versions = made(case)
    turned = care.leads.filter(pl.col("outcome") == "converted").join(
        base.deals.opportunities, left_on="opportunity_id", right_on="id"
    )
    assert (turned["decided_on"] == turned["opened_on"]).all()
    assert (care.leads["created_on"] <= care.leads["decided_on"]).all()
    assert 0.35 < turned.height / care.leads.height < 0.5
    deleted = care.leads.filter(pl.col("gone_on").is_not_null())
    assert deleted["opportunity_id"].null_count() == deleted.height > 0
    held = on_day(versions["lead"], pl.lit(base.world.timeline.anchor))
    assert ((held["status"] == "converted") == held["opportunity_id"].is_not_null()).all()


@every
def test_somebody_takes_over_from_a_leaver(case: tuple[str, int, float]) -> None:
    base, care, versions = made(case)
    handed = care.account_keepers.filter(pl.col("sequence") > 1)
    before = care.account_keepers.with_columns(pl.col("sequence") + 1).join(handed, on=["id", "sequence"], suffix="_to")
    left = before.join(base.masters.employees.select("left_on", employee_id="id"), on="employee_id")
    wait = (left["from_on_to"] - left["left_on"]).dt.total_days()
    assert handed.height == left.height > 0
    assert wait.min() >= 3
    assert wait.max() <= 60
    assert (left["employee_id"] != left["employee_id_to"]).all()
    assert versions["handover"].height >= 1


@every
def test_cases_go_from_opened_to_closed(case: tuple[str, int, float]) -> None:
    base, care, versions = made(case)
    cases = care.cases
    for one, other in (("opened_at", "answered_at"), ("answered_at", "resolved_at"), ("resolved_at", "closed_at")):
        assert (cases[one] < cases[other]).all()
    begun = cases.join(base.deals.contracts, left_on="contract_id", right_on="id")
    assert (begun["opened_at"].dt.date() > begun["begins_on"]).all()
    assert (begun["kind_right"] == "sales").all()
    events = care.case_events.sort("case_id", "sequence")
    assert (
        (events["happened_at"] >= events.select(pl.col("happened_at").shift(1).over("case_id")).to_series())
        .drop_nulls()
        .all()
    )
    ends = events.group_by("case_id").agg(first=pl.col("kind").first(), last=pl.col("kind").last())
    assert set(ends["first"]) == {"opened"}
    assert set(ends["last"]) == {"closed"}
    held = on_day(versions["service_case"], pl.lit(base.world.timeline.anchor))
    wanted = 2500 * base.world.scale
    assert 0.8 * wanted < held.height < 1.2 * wanted
    closed = held.filter(pl.col("status") == "closed")
    assert closed["closed_at"].null_count() == 0
    took = (closed["resolved_at"] - closed["opened_at"]).dt.total_minutes() / 60
    assert 0.5 < (took <= closed["target_resolution_hours"]).to_numpy().mean() < 0.95
    slow = closed.filter(took > 2 * closed["target_resolution_hours"])["satisfaction"].drop_nulls().to_numpy().mean()
    quick = closed.filter(took <= closed["target_resolution_hours"])["satisfaction"].drop_nulls().to_numpy().mean()
    assert slow < quick


@every
def test_activities_are_dense_while_open(case: tuple[str, int, float]) -> None:
    base, care, _ = made(case)
    selling = care.activities.join(base.deals.opportunities, left_on="opportunity_id", right_on="id")
    assert selling["happened_on"].is_between(selling["opened_on"], selling["closed_on"]).all()
    place = (selling["happened_on"] - selling["opened_on"]).dt.total_days() / (
        (selling["closed_on"] - selling["opened_on"]).dt.total_days() + 1
    )
    lost = place.filter(selling["outcome"] == "lost").to_numpy().mean()
    assert lost < place.filter(selling["outcome"] == "won").to_numpy().mean()


def test_a_few_rows_are_committed_late() -> None:
    _, _, versions = made(CASES[0])
    activities = versions["activity"]
    late = (activities["_from"] > activities["updated_at"].dt.date()).to_numpy().mean()
    assert 0.001 < late < 0.012


@every
def test_accounts_are_the_customers_under_names_of_their_own(case: tuple[str, int, float]) -> None:
    base, _, versions = made(case)
    accounts = versions["account"].unique("id", keep="first")
    third = base.masters.customers.filter(pl.col("own_company_id").is_null())
    assert accounts.height <= third.height
    assert accounts["code"].is_unique().all()
    assert accounts["code"].str.contains(r"^A-\d{5}$").all()
    assert 0.8 < accounts["name"].is_in(third["short_name"].implode()).to_numpy().mean() < 1
    logins = versions["crm_user"].unique("id", keep="first")["login"]
    assert logins.is_unique().all()
    assert logins.str.contains("@").all()
