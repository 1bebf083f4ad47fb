"""Approvals above a limit, and approvals without a step."""

import polars as pl

from ingestion.demo.faults.draws import whole
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.faults.merge import TEMPORARY
from ingestion.demo.faults.purchasing_requests import REQUEST, STEP, ending, last_steps, rebuilt
from ingestion.demo.group.versions import FROM, UNTIL, stamp

ABOVE, SKIPPED = "above_authority", "step_skipped"
_LED = ("management", "finance")


def approvals_exceed_limits(ground: Ground) -> None:
    """Requests that end one step too early: with somebody whose limit is below the amount."""
    given, steps = ground.given[ABOVE], _approved(ground)
    limits = _limits(ground, steps)
    _tell_natural(ground, limits)
    above = limits.filter(
        pl.col("form_type").is_in(given["forms"]) & (pl.col("yuan") > pl.col("limit") * given["least"]),
        (pl.col("sequence") == pl.col("_count") - 1) & (pl.col("round") == 1) & (pl.col("_rounds") == 1),
    )
    ends = {"by_head": ["department", "finance"], "by_deputy": ["deputy", "general_manager"]}
    for variant, nodes in ends.items():
        found = ground.pick(ABOVE, variant, above.filter(pl.col("node").is_in(nodes)), table=REQUEST, day="seen_on",
                            key="request_id")  # fmt: skip
        kept = steps.join(found.select("request_id"), on="request_id", how="semi", maintain_order="left")
        kept = kept.filter(pl.col("sequence") < pl.col("_count"))
        outcome = pl.lit("approved")
        rebuilt(ground, kept, found.select("request_id", outcome=outcome))
        why = "The last who approved it had a limit below its amount on that day."
        _tell(ground, ABOVE, variant, found, why)
    acted = limits.filter(
        (pl.col("sequence") == pl.col("_count")) & pl.col("acting_for_id").is_not_null()
        & (pl.col("yuan") <= pl.col("limit")) & (pl.col("yuan") > pl.col("own_limit").fill_null(0))
    )  # fmt: skip
    found = ground.pick(ABOVE, "delegated", acted, table=REQUEST, day="seen_on", key="request_id", lookalike=True)
    why = "A delegate decided for somebody whose limit is high enough, while that was in force."
    _tell(ground, ABOVE, "delegated", found, why, lookalike=True)
    _raise_limits(ground, _limits(ground, _approved(ground, added=True)))


def _raise_limits(ground: Ground, limits: pl.DataFrame) -> None:
    """Approvers whose limit was the half until shortly before they first needed all of it.

    Args:
        ground: of the OA.
        limits: of `_limits`, of all steps, those that planters added too.
    """
    known = ground.last("approval_limit")
    once = known.filter(pl.len().over("employee_id") == 1).select("id", holder="employee_id")
    first = (
        limits.filter((pl.col("yuan") > pl.col("limit") // 2) & (pl.col("yuan") <= pl.col("limit")))
        .sort("seen_on", "id")
        .unique("holder", keep="first", maintain_order=True)
        .filter((pl.col("sequence") == pl.col("_count")) & pl.col("acting_for_id").is_null())
        .filter(pl.col("request_id") < TEMPORARY)
        .rename({"id": "step_id"})
        .join(once, on="holder", maintain_order="left")
    )
    variant, given = "limit_raised", ground.given[ABOVE]
    found = ground.pick(ABOVE, variant, first, table=REQUEST, day="seen_on", key="request_id", lookalike=True)
    days = whole(ground.random(f"{ABOVE} {variant}"), given["raised_before"], found.height)
    start = pl.lit(ground.world.timeline.start)
    found = found.with_columns(
        valid_from=pl.max_horizontal(pl.col("seen_on") - pl.duration(days=pl.lit(pl.Series(days))), start),
        amount=pl.col("limit"),
    )
    ground.change("approval_limit", found.select("id", amount=pl.col("limit") // 2))
    ended = found.select("id", _since="valid_from", valid_until=pl.col("valid_from").dt.offset_by("-1d"))
    ground.change("approval_limit", ended, since="_since")
    at = stamp(pl.col("valid_from"))
    ground.add(
        "approval_limit",
        found.select(
            "amount", "valid_from", employee_id="holder", currency=pl.lit("CNY"), created_at=at, updated_at=at,
            valid_until=pl.lit(None, pl.Date), **{FROM: pl.col("valid_from"), UNTIL: pl.lit(None, pl.Date)},
        ),
    )  # fmt: skip
    why = "The approver's limit had been raised before that day."
    _tell(ground, ABOVE, variant, found.drop("id").rename({"step_id": "id"}), why, lookalike=True)


def steps_are_skipped(ground: Ground) -> None:
    """Requests without the step of the department's head, or of the head of finance."""
    steps = _approved(ground)
    always = ground.last("process_node").filter("is_always").select("process_id", node="role")
    plain = steps.filter(pl.col("_rounds") == 1).join(always, on=["process_id", "node"], how="semi",
                                                      maintain_order="left")  # fmt: skip
    # who decides last stays; what remains is signed by somebody who may
    inner = plain.filter(pl.col("sequence") < pl.col("_count"))
    for variant in ("department", "finance"):
        rows = inner.filter((pl.col("node") == variant) & pl.col("acting_for_id").is_null())
        found = ground.pick(SKIPPED, variant, rows, table=REQUEST, day="seen_on", key="request_id")
        left = steps.join(found.select("request_id", _gone="sequence"), on="request_id", maintain_order="left")
        # the step after the missing one begins where that began
        began = found.select("request_id", _began="arrived_at")
        left = left.join(began, on="request_id", maintain_order="left").filter(pl.col("sequence") != pl.col("_gone"))
        left = left.with_columns(
            arrived_at=pl.when(pl.col("sequence") == pl.col("_gone") + 1).then("_began").otherwise("arrived_at"),
            sequence=pl.col("sequence") - (pl.col("sequence") > pl.col("_gone")).cast(pl.Int64),
        )
        rebuilt(ground, left, found.select("request_id", outcome=pl.lit("approved")))
        why = f"The step of {variant}, which the process always demands, is missing."
        _tell(ground, SKIPPED, variant, found.drop("id"), why, step=False)
    acted = plain.filter(pl.col("acting_for_id").is_not_null())
    found = ground.pick(SKIPPED, "delegated", acted, table=REQUEST, day="seen_on", key="request_id", lookalike=True)
    _tell(ground, SKIPPED, "delegated", found, "A delegate took the step while that was in force.", lookalike=True)
    heads = ground.last("employee").filter(pl.col("position") == "head").select(applicant_id="id")
    of_head = steps.group_by("request_id").agg(_has=(pl.col("node") == "department").any())
    own = (
        steps.filter(pl.col("sequence") == pl.col("_count"))
        .join(of_head.filter(~pl.col("_has")), on="request_id", how="semi", maintain_order="left")
        .join(heads, on="applicant_id", how="semi", maintain_order="left")
        .filter(~pl.col("function").is_in(_LED))
    )
    found = ground.pick(SKIPPED, "own_request", own, table=REQUEST, day="seen_on", key="request_id", lookalike=True)
    _tell(ground, SKIPPED, "own_request", found, "The head of the department does not decide on his own request.",
          lookalike=True)  # fmt: skip


def _approved(ground: Ground, *, added: bool = False) -> pl.DataFrame:
    """Steps of requests that end approved: columns of request_step (final), and _count, _rounds, form_type, process_id,
    applicant_id, function (of the department), currency, amount, happened_on and seen_on (the request's last day)."""
    masters = ground.chains.masters
    first = ground.last("department").filter(pl.col("kind") == "department")["id"].min()
    functions = masters.departments.select("function", department_id=pl.col("id") - 1 + first)
    requests = (
        ending(ground, REQUEST, added=added)
        .filter(pl.col("status") == "approved")
        .select("form_type", "process_id", "applicant_id", "department_id", "currency", "amount", request_id="id")
        .join(functions, on="department_id", how="left", maintain_order="left")
    )
    steps = last_steps(ground, added=added).with_columns(_rounds=pl.col("round").max().over("request_id"))
    last = pl.col("decided_at").max().over("request_id").dt.date()
    return steps.join(requests, on="request_id", maintain_order="left").with_columns(happened_on=last, seen_on=last)


def _limits(ground: Ground, steps: pl.DataFrame) -> pl.DataFrame:
    """What the deciding people might decide on the steps' days.

    Returns:
        the steps with yuan (the amount at the rate of the step's day), limit (of who decides or is stood in for, in
        force on that day; null: none is set) and own_limit (of who decides); seen_on is the step's day.
    """
    limits = ground.last("approval_limit").select("employee_id", "amount", "valid_from").sort("valid_from")
    day = steps["decided_at"].dt.date()
    yuan = pl.Series(["CNY"]).new_from_index(0, steps.height)
    rate = ground.world.rates.at(steps["currency"], yuan, day)
    steps = steps.with_columns(
        yuan=ground.world.rates.convert(steps["amount"], rate), holder=pl.coalesce("acting_for_id", "approver_id"),
        seen_on=day, happened_on=day,
    ).sort("seen_on", "id")  # fmt: skip

    def held(who: str, name: str) -> pl.DataFrame:
        return steps.join_asof(
            limits.rename({"amount": name}), left_on="seen_on", right_on="valid_from", by_left=who,
            by_right="employee_id", check_sortedness=False,
        ).select("id", name)  # fmt: skip

    return steps.join(held("holder", "limit"), on="id", maintain_order="left").join(
        held("approver_id", "own_limit"), on="id", maintain_order="left"
    )


def _tell_natural(ground: Ground, limits: pl.DataFrame) -> None:
    """Where a rate has moved between the application and the decision."""
    if not any(ground.given[ABOVE]["faults"].values()):
        return
    last = limits.filter((pl.col("sequence") == pl.col("_count")) & (pl.col("yuan") > pl.col("limit")))
    found = last.with_columns(fault=ground.names(ABOVE, last.height))
    ground.take(REQUEST, found["request_id"])
    _tell(ground, ABOVE, "natural", found, "At the rate of the day its amount was above the last approver's limit.")


def _tell(
    ground: Ground, kind: str, variant: str, found: pl.DataFrame, why: str, *, lookalike: bool = False,
    step: bool = True,
) -> None:  # fmt: skip
    ground.tell(kind, variant, REQUEST, found, why, lookalike=lookalike, key="request_id")
    if step:
        ground.tell(kind, variant, STEP, found, why, lookalike=lookalike, role=CONTEXT)
