"""Travels and expense claims, as the OA keeps them; and claims that were begun and thrown away."""

import polars as pl

from ingestion.demo.group.approvals import Approvals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.oa.common import BEFORE_DAYS, department_key, project_codes, requests_of
from ingestion.demo.group.people import People
from ingestion.demo.group.replay import seen_late
from ingestion.demo.group.typed import typed
from ingestion.demo.group.versions import GONE, SEEN, Change, history, stamp
from ingestion.demo.group.world import World


def make_drafts(world: World, people: People, approvals: Approvals) -> pl.DataFrame:
    """Claims that somebody begins some days before he begins anew and deletes the first.

    Returns:
        the columns of the claim, `id` being that of the draft's request, `claim_id` that of the claim which it became,
        `draft_id` its own, amount, created_at, _gone_on.
    """
    random, given = world.random("drafts"), world.parameters["oa"]
    chosen = people.claims.filter(pl.Series(random.random(people.claims.height) < given["drafts"]))
    days = pl.Series(random.integers(1, 7, chosen.height))
    keeps = pl.Series(random.integers(0, 30, chosen.height))
    # nobody begins before he is back
    began = pl.col("submitted_on") - pl.duration(days=pl.lit(days))
    return chosen.select(
        *("company_id", "department_id", "employee_id", "project_id", "currency", "net_amount", "tax_amount"),
        "gross_amount",
        id=approvals.requests.height + pl.int_range(1, pl.len() + 1),
        claim_id="id",
        draft_id=people.claims.height + pl.int_range(1, pl.len() + 1),
        amount="gross_amount",
        created_at=stamp(began),
        _gone_on=pl.col("submitted_on") + pl.duration(days=pl.lit(keeps)),
    )


def people_tables(
    world: World, masters: Masters, projects: pl.DataFrame, people: People, approvals: Approvals, drafts: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """expense_policy, travel_request, expense_claim, expense_claim_line."""
    installed = pl.lit(world.timeline.start) - pl.duration(days=BEFORE_DAYS)
    policies = people.policies.select(
        *("id", "subject", "currency"),
        city_tier="tier",
        grade=pl.col("level").replace_strict({0: "staff", 1: "manager"}, return_dtype=pl.String),
        amount="limit_amount",
        created_at=stamp(installed),
    )
    claims = _claims(world, masters, projects, people, approvals, drafts)
    return {
        "expense_policy": history(policies),
        "travel_request": _travels(world, masters, projects, people, approvals),
        "expense_claim": _lived(claims),
        "expense_claim_line": _lines(people, drafts, claims),
    }


def _travels(
    world: World, masters: Masters, projects: pl.DataFrame, people: People, approvals: Approvals
) -> pl.DataFrame:
    rows = people.travels.with_columns(
        project_code=typed(world, "oa travels", project_codes(people.travels, projects)),
        department_id=department_key(masters),
        city_tier="tier",
        approved_on=pl.lit(None, pl.Date),
        status=pl.lit("in_approval"),
    ).join(requests_of(approvals, "travel"), on="id", maintain_order="left")
    rows = rows.rename({"request_number": "number"})
    return history(rows, Change("_decided_on", {"status": pl.lit("approved"), "approved_on": pl.col("_decided_on")}))


def _claims(
    world: World, masters: Masters, projects: pl.DataFrame, people: People, approvals: Approvals, drafts: pl.DataFrame
) -> pl.DataFrame:
    """Rows of claims and drafts, as they are first entered."""
    travels = requests_of(approvals, "travel", "travel_id").select("travel_id", travel_number="request_number")
    asked = people.claims.join(
        requests_of(approvals, "expense_claim").drop("request_number"), on="id", maintain_order="left"
    ).join(travels, on="travel_id", how="left", maintain_order="left")
    asked = seen_late(world, "claims", asked).with_columns(
        travel_number=typed(world, "oa claim travel", asked["travel_number"]),
        status=pl.lit("in_approval"),
        _paid_on="paid_on",
        _gone_on=pl.lit(None, pl.Date),
    )
    begun = drafts.with_columns(
        request_id="id", id="draft_id", status=pl.lit("draft"), _seen_on=pl.col("created_at").dt.date()
    )
    rows = pl.concat([asked, begun], how="diagonal")
    return rows.with_columns(
        project_code=typed(world, "oa claims", project_codes(rows, projects)),
        department_id=department_key(masters),
        decided_on=pl.lit(None, pl.Date),
        paid_on=pl.lit(None, pl.Date),
    )


def _lived(claims: pl.DataFrame) -> pl.DataFrame:
    return history(
        claims,
        Change("_decided_on", {"status": pl.col("outcome"), "decided_on": pl.col("_decided_on")}),
        Change("_paid_on", {"status": pl.lit("paid"), "paid_on": pl.col("_paid_on")}),
    )


def _lines(people: People, drafts: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Lines come and go with their claim; those of drafts are without invoices."""
    begun = (
        people.claim_lines.join(drafts.select("claim_id", "draft_id"), on="claim_id", maintain_order="left")
        .with_columns(
            id=people.claim_lines.height + pl.int_range(1, pl.len() + 1),
            claim_id="draft_id",
            invoice_number=pl.lit(None, pl.String),
            invoice_code=pl.lit(None, pl.String),
            seller=pl.lit(None, pl.String),
        )
        .drop("draft_id")
    )
    lives = claims.select("created_at", SEEN, GONE, claim_id="id")
    rows = pl.concat([people.claim_lines, begun]).join(lives, on="claim_id", maintain_order="left")
    rows = rows.with_columns(
        invoice_status=pl.when(pl.col("invoice_number").is_not_null()).then(pl.lit("normal")),
        red_lettered_on=pl.lit(None, pl.Date),
    )
    return history(rows.rename({"seller": "seller_name"}))
