"""Monthly fund plans: what each department expects to receive and means to pay, and how it revises that."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.authority import add_working, is_abroad
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.fund_flows import expected_flows
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.repeating import repeated
from ingestion.demo.group.world import MINOR_UNIT, Floats, Ints, World, dates

CATEGORIES = ("sales", "material", "subcontract", "salaries", "taxes", "expenses", "capital")
_LAST_WEEK = (3, 8)
_UNIT = 1000 * MINOR_UNIT


@dataclass(frozen=True)
class FundPlans:
    """Keys are whole numbers from 1, days are Date, amounts whole minor units of the company's currency.

    Attributes:
        plans: id, number (ZJ-<company>-<month>-<department>), company_id, department_id, employee_id (its head),
            month_on (first day of the month), currency.
        revisions: id, plan_id, sequence (0: the plan itself, made in the last week of the month before; 1, 2: within
            the month), reason (null of the plan itself), submitted_on, approved_on, receipt_amount, payment_amount.
        lines: id, plan_id, revision_id, line_number (the same in every revision), direction (receipt, payment),
            category (see CATEGORIES), contract_id (null: none), amount. Every revision holds all lines of the plan.
    """

    plans: pl.DataFrame
    revisions: pl.DataFrame
    lines: pl.DataFrame


def make_fund_plans(world: World, masters: Masters, deals: Deals, milestones: pl.DataFrame) -> FundPlans:
    """The plans of every month and of every department that receives or pays something in it."""
    flows = expected_flows(world, masters, deals, milestones)
    plans = _plans(world, masters, flows)
    revisions = _revisions(world, masters, plans)
    lines = _lines(world, flows, plans, revisions)
    totals = lines.group_by("revision_id").agg(
        receipt_amount=pl.col("amount").filter(pl.col("direction") == "receipt").sum(),
        payment_amount=pl.col("amount").filter(pl.col("direction") == "payment").sum(),
    )
    revisions = revisions.join(totals, left_on="id", right_on="revision_id", how="left", maintain_order="left")
    return FundPlans(plans, revisions.with_columns(pl.col("receipt_amount", "payment_amount").fill_null(0)), lines)


def _plans(world: World, masters: Masters, flows: pl.DataFrame) -> pl.DataFrame:
    # only what is known when the plan is made gives rise to one, and nobody plans petty cash
    least = world.parameters["fund_plans"]["least"] * MINOR_UNIT
    known = flows.filter(pl.col("known_on") < pl.col("month_on"))
    wanted = known.group_by("month_on", "department_id", "company_id").agg(pl.col("amount").sum())
    wanted = wanted.filter(pl.col("amount") >= least)
    heads = masters.employees.filter(pl.col("level").is_in([1, 3])).select("department_id", employee_id="id")
    return (
        wanted.select("month_on", "department_id", "company_id")
        .join(masters.departments.select(department_id="id", _code="code"), on="department_id")
        .join(heads, on="department_id")
        .join(masters.companies.select(company_id="id", currency="currency"), on="company_id")
        .sort("month_on", "department_id")
        .with_row_index("id", offset=1)
        .select(
            pl.col("id").cast(pl.Int64),
            number=pl.concat_str(pl.lit("ZJ-"), pl.col("month_on").dt.to_string("%Y%m"), pl.lit("-"), "_code"),
            company_id="company_id",
            department_id="department_id",
            employee_id="employee_id",
            month_on="month_on",
            currency="currency",
        )
    )


def _revisions(world: World, masters: Masters, plans: pl.DataFrame) -> pl.DataFrame:
    given, random = world.parameters["fund_plans"], world.random("fund_plan_revisions")
    revised = random.choice(len(given["revisions"]), plans.height, p=given["revisions"])
    row, sequence = repeated(revised + 1)
    month = plans["month_on"].to_physical().to_numpy().astype(np.int64)[row]
    count, abroad = len(row), is_abroad(masters, plans["company_id"])[row]
    before = add_working(world, abroad, month - random.integers(*_LAST_WEEK, count), 0).astype(np.int64)
    # a long holiday at the month's end: the plan comes before it
    before = np.where(before >= month, add_working(world, abroad, month, -2), before)
    within = add_working(world, abroad, month + 4 + (sequence - 1) * 11 + random.integers(0, 8, count), 0)
    submitted = np.where(sequence == 0, before, within)
    approved = add_working(world, abroad, submitted, random.choice([1, 2, 3], count, p=[0.5, 0.35, 0.15]))
    reasons = random.choice(["urgent payment", "receipt delayed", "contract signed", "price"], count)
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "plan_id": plans["id"].to_numpy()[row],
            "sequence": sequence,
            "reason": np.where(sequence > 0, reasons, ""),
            "submitted_on": dates(submitted),
            "approved_on": dates(approved),
        }
    ).with_columns(pl.col("reason").replace("", None))


def _lines(world: World, flows: pl.DataFrame, plans: pl.DataFrame, revisions: pl.DataFrame) -> pl.DataFrame:
    """The flows that are known on a revision's day, as the planner sees them; a revision changes some."""
    given, random = world.parameters["fund_plans"], world.random("fund_plan_lines")
    flows = (
        flows.join(plans.select("month_on", "department_id", plan_id="id"), on=["month_on", "department_id"])
        .sort("plan_id", "known_on", "category", "contract_id", nulls_last=True)
        .with_columns(line_number=pl.int_range(1, pl.len() + 1).over("plan_id"))
    )
    error = np.exp(random.normal(0, given["error"], flows.height))
    # what each revision does to each line, whether or not the line is there already
    changes = [
        np.where(
            random.random(flows.height) < given["changed"],
            np.exp(random.normal(0, given["change"], flows.height)),
            1.0,
        )
        for _ in given["revisions"][1:]
    ]
    amounts = [flows["amount"].to_numpy() * error]
    for change in changes:
        amounts.append(amounts[-1] * change)
    return (
        pl.concat(
            flows.select(
                *("plan_id", "line_number", "direction", "category", "contract_id", "known_on"),
                sequence=pl.lit(sequence, pl.Int64),
                amount=pl.Series(_rounded(amount)),
            )
            for sequence, amount in enumerate(amounts)
        )
        .join(
            revisions.select("plan_id", "sequence", "submitted_on", revision_id="id"),
            on=["plan_id", "sequence"],
        )
        .filter(pl.col("known_on") <= pl.col("submitted_on"))
        .sort("revision_id", "line_number")
        .with_row_index("id", offset=1)
        .select(
            *(pl.col("id").cast(pl.Int64), "plan_id", "revision_id", "line_number"),
            *("direction", "category", "contract_id", "amount"),
        )
    )


def _rounded(amount: Floats) -> Ints:
    """Plans are made in full thousands."""
    return np.maximum(np.rint(amount / _UNIT), 1).astype(np.int64) * _UNIT
