"""How customers are won and cared for: leads, stages, quotes, activities, service and complaint cases."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.customers_cases import make_cases
from ingestion.demo.group.customers_contacts import make_activities, make_quotes
from ingestion.demo.group.customers_leads import make_campaigns, make_leads
from ingestion.demo.group.customers_stages import make_accounts, make_postponements, make_stages
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.staffing import keepers
from ingestion.demo.group.world import World


@dataclass(frozen=True)
class Care:
    """Keys are whole numbers from 1, days are Date, instants Datetime (UTC), amounts whole minor units of `currency`.

    Attributes:
        accounts: id (of the customer), company_id, opened_on, won_on (null: never), employee_id (who should keep it).
        account_keepers: id (of the customer), sequence, employee_id, from_on: the second and later ones are handovers.
        opportunity_keepers: id (of the opportunity), sequence, employee_id, from_on, likewise.
        stages: opportunity_id, sequence, stage (those of Deals, at the end won or lost), entered_on, probability
            (share), amount (expected), expected_close_on, reason (of the last: why).
        postponements: opportunity_id, moved_on, expected_close_on.
        campaigns: id, company_id, kind, name, begins_on, ends_on, budget_amount, currency.
        leads: id, company_id, customer_id (null: not known as one), opportunity_id (null: never became one), name,
            contact, source, campaign_id, line, employee_id, created_on, worked_on, decided_on, outcome (converted,
            disqualified), reason, gone_on (null: not deleted).
        quotes: id, opportunity_id, sequence, currency, net_amount, tax_amount, gross_amount, quoted_on, valid_until,
            outcome (accepted, rejected, expired, superseded), decided_on.
        activities: id, customer_id, opportunity_id (null: with the account), employee_id, kind, happened_on, minutes.
        cases: id, contract_id, customer_id, company_id, line, kind (service, fault, complaint, inquiry), category,
            severity (1 the worst, 3), employee_id, opened_at, answered_at, resolved_at (the last time), closed_at,
            answer_hours, resolve_hours (promised), is_reopened, rating (1–5, null: not rated).
        case_events: id, case_id, sequence, kind (opened, assigned, answered, waiting, resolved, reopened, closed),
            happened_at, employee_id.
    """

    accounts: pl.DataFrame
    account_keepers: pl.DataFrame
    opportunity_keepers: pl.DataFrame
    stages: pl.DataFrame
    postponements: pl.DataFrame
    campaigns: pl.DataFrame
    leads: pl.DataFrame
    quotes: pl.DataFrame
    activities: pl.DataFrame
    cases: pl.DataFrame
    case_events: pl.DataFrame


def make_care(world: World, masters: Masters, deals: Deals) -> Care:
    """Everything between the group and its customers that is neither contract nor money."""
    gap = tuple(world.parameters["care"]["handover_days"])
    random = world.random("care keepers")
    opportunity_keepers = keepers(
        world,
        random,
        masters,
        "sales",
        deals.opportunities.select(
            "id",
            "company_id",
            "employee_id",
            group_id="customer_id",
            from_on="opened_on",
            until_on="closed_on",
        ),
        gap,
    )
    stages = make_stages(world, deals)
    campaigns = make_campaigns(world, masters)
    leads = make_leads(world, masters, deals, opportunity_keepers, campaigns)
    accounts = make_accounts(world, masters, deals, opportunity_keepers)
    account_keepers = keepers(
        world,
        random,
        masters,
        "sales",
        accounts.select(
            "id",
            "company_id",
            "employee_id",
            group_id="id",
            from_on="opened_on",
            until_on=pl.lit(None, pl.Date),
        ),
        gap,
    )
    cases, case_events = make_cases(world, masters, deals)
    return Care(
        accounts,
        account_keepers,
        opportunity_keepers,
        stages,
        make_postponements(world, stages),
        campaigns,
        leads,
        make_quotes(world, masters, deals),
        make_activities(world, masters, deals, accounts, account_keepers, opportunity_keepers),
        cases,
        case_events,
    )
