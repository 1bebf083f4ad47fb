"""The OA: people's spending, tenders, fund plans, approvals, and what the system holds of them."""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingestion.demo.group.approval_sources import orders_to_request, payments_to_request
from ingestion.demo.group.approvals import Approvals, make_approvals
from ingestion.demo.group.fund_plans import FundPlans, make_fund_plans
from ingestion.demo.group.money import make_money
from ingestion.demo.group.oa.schema import TABLES
from ingestion.demo.group.oa.tables import make_oa_tables
from ingestion.demo.group.people import People, make_people
from ingestion.demo.group.settlements import make_settlements
from ingestion.demo.group.staffing import employed
from ingestion.demo.group.tenders import Tenders, make_tenders
from ingestion.demo.group.trade import make_trade
from ingestion.demo.group.versions import on_day
from ingestion.demo.group.world import World, numbers
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

every = pytest.mark.parametrize("case", CASES, ids=["7", "11"])
Case = tuple[str, int, float]


@dataclass(frozen=True)
class Made:
    base: Ground
    people: People
    tenders: Tenders
    fund_plans: FundPlans
    approvals: Approvals
    others: dict[str, pl.DataFrame]
    versions: dict[str, pl.DataFrame]

    @property
    def world(self) -> World:
        return self.base.world

    def chains(self) -> list[pl.DataFrame]:
        parts: tuple[Any, ...] = (self.people, self.tenders, self.fund_plans, self.approvals)
        return [getattr(part, one.name) for part in parts for one in fields(part)]


def stand_ins(base: Ground) -> dict[str, pl.DataFrame]:
    """Orders, payments and adjustments as other parts of the group will give them: of purchase contracts."""
    bought = base.deals.contracts.filter(pl.col("kind") == "purchase")
    common = bought.select("id", "company_id", "department_id", "employee_id", "currency", "gross_amount", "number")
    orders = common.with_columns(pl.Series("ordered_on", bought["begins_on"]))
    payments = common.rename({"number": "reference"}).with_columns(
        contract_id=pl.when(pl.col("id") % 3 > 0).then("id"),
        supplier_id=bought["party_id"],
        requested_on=bought["begins_on"],
        approved_on=bought["begins_on"] + pl.duration(days=14),
        paid_on=bought["begins_on"] + pl.duration(days=20),
    )
    adjustments = common.select(
        *("id", "company_id", "department_id", "employee_id", "currency"),
        amount="gross_amount",
        reason=pl.lit("scope"),
        requested_on=bought["signed_on"],
        approved_on=pl.when(pl.col("id") % 5 > 0).then(bought["signed_on"] + pl.duration(days=9)),
    )
    return {"orders": orders, "payments": payments, "adjustments": adjustments}


def make(base: Ground) -> Made:
    world, masters, deals = base.world, base.masters, base.deals
    people = make_people(world, masters, base.projects)
    tenders = make_tenders(world, masters, deals)
    plans = make_fund_plans(world, masters, deals, base.milestones)
    others = stand_ins(base)
    approvals = make_approvals(world, masters, deals, tenders, people, plans, **others)
    versions = make_oa_tables(
        world, masters, deals, base.milestones, base.projects, people, tenders, plans, approvals, **others
    )
    return Made(base, people, tenders, plans, approvals, others, versions)


@cache
def made(case: Case) -> Made:
    return make(ground(*case))


def mean(series: pl.Series) -> float:
    return float(series.to_numpy().mean())


def lines_add_up(lines: pl.DataFrame, key: str, whole: pl.DataFrame, *columns: str) -> bool:
    sums = lines.group_by(key).agg(pl.col(columns).sum()).rename({key: "id"})
    joined = whole.select("id", *columns).join(sums, on="id", suffix="_of_lines")
    return joined.height == whole.height and all(joined[one].equals(joined[f"{one}_of_lines"]) for one in columns)


@every
def test_tables_hold_together_on_every_day(case: Case, tmp_path: Path) -> None:
    one = made(case)
    assert_versions(TABLES, one.versions)
    assert_days(TABLES, one.versions, days_of(one.world))
    assert_fills(TABLES, one.versions, one.world.timeline.anchor, tmp_path)
    assert_moves(one.versions, one.world.timeline.anchor, (1, 7, 40))


def test_the_same_arguments_make_the_same() -> None:
    one = made(CASES[1])
    again = make(one.base)
    assert all(a.equals(b) for a, b in zip(one.chains(), again.chains(), strict=True))
    assert all(one.versions[name].equals(again.versions[name]) for name in one.versions)


def test_it_can_be_made_before_orders_payments_and_adjustments_are() -> None:
    one = made(CASES[1])
    approvals = make_approvals(one.world, one.base.masters, one.base.deals, one.tenders, one.people, one.fund_plans)
    assert not approvals.requests["kind"].is_in(["payment", "budget_adjustment"]).any()
    base = one.base
    versions = make_oa_tables(
        *(one.world, base.masters, base.deals, base.milestones, base.projects),
        *(one.people, one.tenders, one.fund_plans, approvals),
    )
    assert versions["payment_request"].is_empty()
    assert versions["payment_request"].columns == one.versions["payment_request"].columns


@every
def test_keys_are_unique(case: Case) -> None:
    one = made(case)
    assert all(frame["id"].is_unique().all() for frame in one.chains())
    for frame in (one.people.claims, one.tenders.tenders, one.fund_plans.plans, one.approvals.requests):
        assert frame["number"].is_unique().all()


@every
def test_parts_add_up(case: Case) -> None:
    one = made(case)
    people, plans = one.people, one.fund_plans
    assert lines_add_up(people.claim_lines, "claim_id", people.claims, "net_amount", "tax_amount", "gross_amount")
    for frame in (people.claims, people.claim_lines):
        assert (frame["net_amount"] + frame["tax_amount"]).equals(frame["gross_amount"], check_names=False)
    split = plans.lines.with_columns(
        receipt_amount=pl.when(pl.col("direction") == "receipt").then("amount").otherwise(0),
        payment_amount=pl.when(pl.col("direction") == "payment").then("amount").otherwise(0),
    )
    assert lines_add_up(split, "revision_id", plans.revisions, "receipt_amount", "payment_amount")
    weights = one.tenders.evaluation_scores.group_by("evaluation_id").agg(pl.col("weight").sum())["weight"]
    assert (weights == 10_000).all()


@every
def test_people_claim_while_they_are_employed_and_within_the_policy(case: Case) -> None:
    one = made(case)
    people, masters = one.people, one.base.masters
    for frame, day in (
        (people.claims, "submitted_on"),
        (people.travels, "applied_on"),
        (people.travels, "ends_on"),
        (one.approvals.requests.with_columns(pl.col("submitted_at").dt.date()), "submitted_at"),
    ):
        assert employed(masters, frame["employee_id"].to_numpy(), numbers(frame[day])).all(), day
    travelled = people.claim_lines.join(
        people.claims.select("travel_id", "employee_id", claim_id="id"), on="claim_id"
    ).join(people.travels.select("tier", travel_id="id"), on="travel_id")
    limited = travelled.join(
        masters.employees.select(employee_id="id", level=pl.col("level").clip(0, 1)), on="employee_id"
    ).join(people.policies.drop("id", "currency"), on=["subject", "tier", "level"])
    assert limited.height > 50
    assert (limited["gross_amount"] <= limited["limit_amount"] * limited["quantity"]).all()


@every
def test_days_of_people_are_in_order(case: Case) -> None:
    people = made(case).people
    for frame, days in (
        (people.travels, ("applied_on", "approved_on", "starts_on", "ends_on")),
        (people.claims.drop_nulls("paid_on"), ("submitted_on", "approved_on", "paid_on")),
    ):
        for one, other in zip(days, days[1:], strict=False):
            assert (frame[one] <= frame[other]).all(), other
    claims = people.claims
    assert (claims["approved_on"].is_null() == claims["rejected_on"].is_not_null()).all()
    assert (claims["approved_on"].is_null() == claims["paid_on"].is_null()).all()
    spent = people.claim_lines.join(claims.select("submitted_on", claim_id="id"), on="claim_id")
    assert (spent["incurred_on"] <= spent["submitted_on"]).all()


@every
def test_no_invoice_is_claimed_twice(case: Case) -> None:
    lines = made(case).people.claim_lines
    assert lines.select("invoice_number", "invoice_code").is_unique().all()
    lengths = lines.filter(~pl.col("invoice_number").str.starts_with("R-")).select(
        pl.col("invoice_number").str.len_chars() == pl.when(pl.col("invoice_code").is_null()).then(20).otherwise(8)
    )
    assert lengths.to_series().all()


@every
def test_contracts_come_of_their_tenders(case: Case) -> None:
    one = made(case)
    tenders, bids = one.tenders.tenders, one.tenders.bids
    won = bids.filter("is_winner").join(tenders, left_on="tender_id", right_on="id")
    assert won["tender_id"].is_unique().all()
    assert set(won["tender_id"]) == set(tenders.drop_nulls("awarded_on")["id"])
    contracts = one.base.deals.contracts.filter("is_tendered").join(won, left_on="id", right_on="contract_id")
    assert contracts.height == one.base.deals.contracts["is_tendered"].sum()
    assert contracts["party_id"].equals(contracts["supplier_id"], check_names=False)
    assert contracts["gross_amount"].equals(contracts["gross_amount_right"], check_names=False)
    assert (contracts["awarded_on"] <= contracts["applied_on"]).all()
    days = ("published_on", "opened_on", "evaluated_on", "awarded_on")
    for first, then in zip(days, days[1:], strict=False):
        both = tenders.drop_nulls([first, then])
        assert (both[first] <= both[then]).all(), then
    handed_in = bids.join(tenders.select("opened_on", "published_on", tender_id="id"), on="tender_id")
    assert (handed_in["submitted_at"].dt.date() <= handed_in["opened_on"]).all()
    assert (handed_in["bond_paid_on"] >= handed_in["published_on"]).all()
    assert bids.select("tender_id", "supplier_id").is_unique().all()


@every
def test_bids_spread_as_bids_do(case: Case) -> None:
    one = made(case)
    awarded = one.tenders.tenders.drop_nulls("awarded_on").select(tender_id="id")
    spread = (
        one.tenders.bids.join(awarded, on="tender_id", how="semi")
        .group_by("tender_id")
        .agg(pl.len(), cv=pl.col("gross_amount").std() / pl.col("gross_amount").mean())
    )
    assert 3.3 < mean(spread["len"]) < 4.8
    assert mean(spread["len"] == 1) < 0.12
    assert 0.05 < mean(spread["cv"].drop_nulls()) < 0.13


@every
def test_fund_plans_know_no_contract_before_it_is_signed(case: Case) -> None:
    one = made(case)
    plans = one.fund_plans
    lines = plans.lines.join(plans.revisions.select("submitted_on", revision_id="id"), on="revision_id")
    known = lines.drop_nulls("contract_id").join(
        one.base.deals.contracts.select("signed_on", contract_id="id"), on="contract_id"
    )
    assert known.height > 100
    assert (known["signed_on"] <= known["submitted_on"]).all()
    revised = plans.revisions.join(plans.plans.select("month_on", plan_id="id"), on="plan_id")
    first = revised.filter(pl.col("sequence") == 0)
    early = (first["month_on"] - first["submitted_on"]).dt.total_days()
    assert early.is_between(1, 14).all()
    within = revised.filter(pl.col("sequence") > 0)
    assert mean(within["submitted_on"].dt.truncate("1mo") == within["month_on"]) > 0.95
    assert 0.25 < mean(revised.group_by("plan_id").len()["len"] > 1) < 0.5


@every
def test_requests_are_decided_by_whoever_may(case: Case) -> None:
    one = made(case)
    requests, steps, limits = one.approvals.requests, one.approvals.steps, one.approvals.limits
    whole = steps.join(
        requests.select("employee_id", "yuan_amount", "outcome", "submitted_at", request_id="id"), on="request_id"
    )
    assert (whole["approver_id"] != whole["employee_id"]).all()
    assert set(whole["request_id"]) == set(requests["id"])
    last = whole.group_by("request_id", maintain_order=True).last().filter(pl.col("outcome") == "approved")
    day = pl.col("submitted_at").dt.date()
    allowed = (
        last.with_columns(_decides=pl.coalesce("acting_for_id", "approver_id"))
        .join(limits, left_on="_decides", right_on="employee_id")
        .filter((pl.col("valid_from") <= day) & (pl.col("valid_until").is_null() | (day <= pl.col("valid_until"))))
    )
    assert allowed.height == last.height
    assert (allowed["limit_amount"].is_null() | (allowed["yuan_amount"] <= allowed["limit_amount"])).all()
    delegated = whole.drop_nulls("acting_for_id").join(
        one.approvals.delegations, left_on=["acting_for_id", "approver_id"], right_on=["employee_id", "delegate_id"]
    )
    on = pl.coalesce("decided_at", "arrived_at").dt.date()
    covered = delegated.filter(on.is_between("starts_on", "ends_on"))["id"].n_unique()
    assert covered == whole["acting_for_id"].count() > 0


@every
def test_steps_follow_each_other_in_office_hours(case: Case) -> None:
    one = made(case)
    requests, steps = one.approvals.requests, one.approvals.steps
    assert (steps["decided_at"] >= steps["arrived_at"]).drop_nulls().all()
    chained = steps.with_columns(_before=pl.col("decided_at").shift(1).over("request_id")).drop_nulls("_before")
    assert (chained["arrived_at"] >= chained["_before"]).all()
    first = steps.filter(pl.col("sequence") == 1).join(requests, left_on="request_id", right_on="id")
    assert first["arrived_at"].equals(first["submitted_at"], check_names=False)
    abroad = one.base.masters.companies.filter(pl.col("country") == "US")["id"].item()
    at_home = requests.filter(pl.col("company_id") != abroad)
    for instants in (at_home["submitted_at"], at_home["finished_at"].drop_nulls()):
        assert instants.dt.hour().is_between(1, 9).all()
        assert one.world.timeline.is_working(numbers(instants.dt.date())).all()
    returned = steps.filter(pl.col("decision") == "returned")
    assert 0.03 < returned["request_id"].n_unique() / requests.height < 0.25
    assert returned["returned_to"].is_not_null().all()
    assert {"applicant", "step"} == set(returned["returned_to"])


@every
def test_approvals_end_when_their_matters_say(case: Case) -> None:
    one = made(case)
    requests = one.approvals.requests.with_columns(ended=pl.col("finished_at").dt.date())
    contracts = requests.filter(pl.col("kind") == "contract").join(
        one.base.deals.contracts, left_on="matter_id", right_on="id"
    )
    assert contracts.height == one.base.deals.contracts.height
    assert (contracts["ended"] <= contracts["signed_on"]).all()
    for kind, frame, column in (
        ("expense_claim", one.people.claims, "approved_on"),
        ("travel", one.people.travels, "approved_on"),
        ("tender_award", one.tenders.tenders, "awarded_on"),
        ("fund_plan", one.fund_plans.revisions, "approved_on"),
    ):
        ended = requests.filter((pl.col("kind") == kind) & (pl.col("outcome") == "approved")).join(
            frame.drop_nulls(column), left_on="matter_id", right_on="id"
        )
        assert ended.height == frame[column].count()
        assert ended["ended"].equals(ended[column], check_names=False), kind
    changes = requests.filter(pl.col("kind") == "contract_change")
    assert changes.filter(pl.col("outcome") == "approved").height == one.base.deals.changes["approved_on"].count()


def test_orders_and_payments_are_asked_for_by_people_who_are_there() -> None:
    one = made(CASES[1])
    world, masters, deals, projects = one.world, one.base.masters, one.base.deals, one.base.projects
    trade = make_trade(world, masters, deals, one.base.milestones, projects)
    money = make_money(world, masters, deals, projects, trade, (one.people.claims, one.people.claim_lines))
    orders = orders_to_request(trade.orders)
    payments = payments_to_request(world, masters, deals, money.payments)
    assert (payments["requested_on"] < payments["paid_on"]).all()
    assert (payments["approved_on"] <= payments["paid_on"]).all()
    approvals = make_approvals(
        world, masters, deals, one.tenders, one.people, one.fund_plans, orders=orders, payments=payments
    )
    requests = approvals.requests.with_columns(pl.col("submitted_at").dt.date())
    assert requests.filter(pl.col("kind") == "payment").height == payments.height
    assert employed(masters, requests["employee_id"].to_numpy(), numbers(requests["submitted_at"])).all()
    asked = approvals.purchase_requests.drop_nulls("order_id")
    assert 0 < asked.height < orders.height
    versions = make_oa_tables(
        *(world, masters, deals, one.base.milestones, projects, one.people, one.tenders, one.fund_plans, approvals),
        orders=orders,
        payments=payments,
    )
    assert_days(TABLES, versions, days_of(world)[::3])
    planned = versions["payment_request"].unique("id")["fund_plan_line_id"]
    assert 0.02 < planned.null_count() / len(planned) < 0.4


@every
def test_settlements_are_audited_after_they_are_submitted(case: Case) -> None:
    base = made(case).base
    settled = make_settlements(base.world, base.masters, base.deals)
    assert (settled["submitted_on"] <= settled["audited_on"]).all()
    assert (settled["audited_amount"] <= settled["submitted_amount"]).all()
    assert (settled["audited_amount"] / settled["submitted_amount"] > 0.85).all()


@every
def test_some_wait_and_statuses_say_what_the_days_say(case: Case) -> None:
    one = made(case)
    held = {name: on_day(frame, pl.lit(one.world.timeline.anchor)) for name, frame in one.versions.items()}
    requests, steps = held["request"], held["request_step"]
    waiting = requests.filter(pl.col("status").is_in(["in_approval", "returned"]))
    assert 0 < waiting.height < 0.2 * requests.height
    assert waiting["finished_at"].is_null().all()
    done = requests.filter(pl.col("status").is_in(["approved", "rejected"]))
    assert done["finished_at"].is_not_null().all()
    assert (done["current_node"] == "end").all()
    pending = steps.filter(pl.col("decided_at").is_null())
    assert set(pending["request_id"]) == set(requests.filter(pl.col("status") == "in_approval")["id"])
    assert pending["request_id"].is_unique().all()
    contracts = held["contract"]
    assert (contracts["signed_on"].is_null() == (contracts["status"] == "in_approval")).all()
    assert (contracts["closed_on"].is_not_null() == (contracts["status"] == "closed")).all()
    claims = held["expense_claim"]
    assert (claims["paid_on"].is_not_null() == (claims["status"] == "paid")).all()
    assert (claims["number"].is_null() == (claims["status"] == "draft")).all()
    bids = held["bid"].join(held["tender"].select("status", tender_id="id"), on="tender_id")
    assert (bids["status"] != "published").all()


def test_people_type_names_and_numbers_as_people_do() -> None:
    contracts = made(CASES[0]).versions["contract"].unique("id", keep="first", maintain_order=True)
    names = contracts["party_name"]
    legal = names.str.contains(r"^[^ （]+有限公司$")
    assert 0.35 < mean(legal) < 0.75
    assert names.str.contains(" ").any()
    assert names.str.starts_with("（").any()
    payments = made(CASES[0]).versions["payment_request"].unique("id", keep="first", maintain_order=True)
    assert payments["fund_plan_line_id"].count() > 0
    assert payments["fund_plan_line_id"].null_count() > 0
    lines = made(CASES[0]).versions["fund_plan_line"]["contract_number"].drop_nulls()
    assert 0.85 < mean(lines.str.contains(r"^YZ[A-Z]-(XS|CG)-\d{4}-\d{4}$")) < 0.99


def test_drafts_are_deleted_and_nothing_else_is() -> None:
    one = made(CASES[0])
    claims = one.versions["expense_claim"]
    last = claims.sort("id", "_from").group_by("id", maintain_order=True).last()
    gone = last.filter(pl.col("_until") <= one.world.timeline.end)
    assert gone.height > 0
    assert (gone["status"] == "draft").all()
    assert (last.filter(~pl.col("id").is_in(gone["id"].implode()))["status"] != "draft").all()
    lines = one.versions["expense_claim_line"]
    assert lines.filter(pl.col("claim_id").is_in(gone["id"].implode()))["invoice_number"].null_count() > 0
