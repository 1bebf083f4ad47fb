"""Requests on their way, and their steps."""

import polars as pl

from ingestion.demo.group.approvals import Approvals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.oa.common import department_key
from ingestion.demo.group.replay import replay
from ingestion.demo.group.versions import GONE, Change, history
from ingestion.demo.group.world import World


def request_tables(
    world: World, masters: Masters, approvals: Approvals, drafts: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """request, request_step.

    Args:
        world: its parameters.
        masters: whose people ask.
        approvals: all requests.
        drafts: claims that are begun and deleted: id (of their request), company_id, department_id, employee_id,
            currency, amount, created_at, _gone_on.
    """
    kinds = world.parameters["approvals"]["kinds"]
    asked = approvals.requests.with_columns(
        created_at=pl.col("submitted_at"), status=pl.lit("in_approval"), _gone_on=pl.lit(None, pl.Date)
    )
    begun = drafts.with_columns(kind=pl.lit("expense_claim"), status=pl.lit("draft"))
    names = masters.employees.select("name", employee_id="id")
    numbered = {name: number for number, name in enumerate(kinds, start=1)}
    titles = {name: one["title"] for name, one in kinds.items()}
    rows = (
        pl.concat([asked, begun], how="diagonal")
        .join(names, on="employee_id", how="left", maintain_order="left")
        .select(
            *("id", "number", "company_id", "currency", "amount", "status", "submitted_at", "created_at", GONE),
            process_id=pl.col("kind").replace_strict(numbered, return_dtype=pl.Int64),
            form_type="kind",
            title=pl.concat_str(
                pl.col("kind").replace_strict(titles, return_dtype=pl.String), pl.lit(" - "), pl.col("name")
            ),
            applicant_id="employee_id",
            department_id=department_key(masters),
            current_node=pl.lit("applicant"),
            finished_at=pl.lit(None, pl.Datetime("us")),
        )
    )
    steps = approvals.steps
    arrivals = steps.select(id="request_id", at="arrived_at", status=pl.lit("in_approval"), current_node=pl.col("role"))
    returns = steps.filter(pl.col("returned_to") == "applicant").select(
        id="request_id", at="decided_at", status=pl.lit("returned"), current_node=pl.lit("applicant")
    )
    ends = approvals.requests.drop_nulls("finished_at").select(
        "id", at="finished_at", status="outcome", current_node=pl.lit("end"), finished_at="finished_at"
    )
    return {"request": replay(rows, arrivals, returns, ends), "request_step": _steps(steps)}


def _steps(steps: pl.DataFrame) -> pl.DataFrame:
    """Seen when they arrive, without a decision."""
    nothing = {name: pl.lit(None, kind) for name, kind in (("decided_at", pl.Datetime("us")), ("decision", pl.String))}
    rows = steps.select(
        *("id", "request_id", "sequence", "round", "approver_id", "acting_for_id", "arrived_at"),
        node="role",
        **nothing,
        returned_to=pl.lit(None, pl.String),
        opinion=pl.lit(None, pl.String),
        created_at="arrived_at",
        _decided_on=pl.col("decided_at").dt.date(),
        _at="decided_at",
        _decision="decision",
        _returned_to="returned_to",
        _opinion="comment",
    )
    decided = Change(
        "_decided_on",
        {
            "decided_at": pl.col("_at"),
            "decision": pl.col("_decision"),
            "returned_to": pl.col("_returned_to"),
            "opinion": pl.col("_opinion"),
        },
    )
    return history(rows, decided).with_columns(updated_at=pl.coalesce("decided_at", "created_at"))
