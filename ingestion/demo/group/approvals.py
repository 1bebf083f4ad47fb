"""Approvals: everything that somebody asks for, and who agreed to it when."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.approval_matters import make_matters
from ingestion.demo.group.approval_steps import make_steps
from ingestion.demo.group.authority import make_delegations, make_limits
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.fund_plans import FundPlans
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.people import People
from ingestion.demo.group.tenders import Tenders
from ingestion.demo.group.world import World


@dataclass(frozen=True)
class Approvals:
    """Keys are whole numbers from 1, instants Datetime in UTC (in the office hours of who asks), days Date.

    Attributes:
        requests: id, number (HT-202403-0012), kind (see [approvals.kinds]), matter_id (key in the frame of its kind:
            contracts, changes, purchase_requests, tenders, payments, claims, travels, revisions of fund plans,
            adjustments), company_id, department_id, employee_id (who asks), currency, amount, yuan_amount (minor
            units), submitted_at, finished_at (null: never), outcome (approved, rejected, waiting: for good).
        steps: id, request_id, sequence, round (from 1; a return begins the next), role (see authority.ROLES),
            approver_id (who decides), acting_for_id (who is on leave; null: nobody), arrived_at, decided_at (null:
            never), decision (approved, returned, rejected; null), comment, returned_to (applicant, step; null).
        purchase_requests: id, company_id, department_id, employee_id, contract_id (of purchase; null: an order),
            order_id (null: a contract), currency, amount, title, needed_on.
        delegations: see authority.make_delegations.
        limits: see authority.make_limits.
    """

    requests: pl.DataFrame
    steps: pl.DataFrame
    purchase_requests: pl.DataFrame
    delegations: pl.DataFrame
    limits: pl.DataFrame


def make_approvals(
    world: World,
    masters: Masters,
    deals: Deals,
    tenders: Tenders,
    people: People,
    fund_plans: FundPlans,
    *,
    orders: pl.DataFrame | None = None,
    payments: pl.DataFrame | None = None,
    adjustments: pl.DataFrame | None = None,
) -> Approvals:
    """All approvals of the timeline.

    Args:
        world: its days and random numbers.
        masters: whose people ask and decide.
        deals: whose contracts and changes are asked for.
        tenders: whose awards are.
        people: whose travels and claims are.
        fund_plans: whose revisions are.
        orders: of purchase, without contract: id, company_id, department_id, employee_id, currency, gross_amount,
            ordered_on. Those above a limit were asked for.
        payments: id, company_id, department_id, employee_id, currency, gross_amount, requested_on, approved_on (see
            approval_sources, which has the orders too).
        adjustments: of budgets: id, company_id, department_id, employee_id, currency, amount, requested_on,
            approved_on (null: rejected).
    """
    matters, purchase_requests = make_matters(
        world,
        masters,
        deals,
        tenders,
        people,
        fund_plans,
        orders=orders,
        payments=payments,
        adjustments=adjustments,
    )
    delegations = make_delegations(world, masters)
    requests, steps = make_steps(world, masters, matters, delegations)
    return Approvals(requests, steps, purchase_requests, delegations, make_limits(world, masters))
