"""Requests that are one matter in parts."""

import numpy as np
import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.purchasing_contracts import NOBODY_ABOVE, SPLIT, head_limits
from ingestion.demo.faults.purchasing_orders import SPLIT as SPLIT_ORDER
from ingestion.demo.faults.purchasing_requests import REQUEST, approvals_of, enter_requests, last_steps
from ingestion.demo.group.oa.common import OFFSETS
from ingestion.demo.group.versions import FROM, UNTIL, Change, history

FORM = "purchase_request"
_STEP = 10_000


def requests_are_split(ground: Ground) -> None:
    """Purchase requests for one order in parts, each of which the heads may decide."""
    asked = _asked(ground)
    _tell_separate(ground, asked)
    given, random = ground.given[SPLIT], ground.random(f"{SPLIT} order")
    most = given["parts"][1] * given["below"][0]
    fit = asked.filter(
        (pl.col("_rounds") == 1) & (pl.col("estimated_amount") > pl.col("limit") * 1.05)
        & (pl.col("estimated_amount") < pl.col("limit") * most) & pl.col("ordered_on").is_not_null()
    )  # fmt: skip
    found = ground.pick(SPLIT, "order", fit, table=FORM, day="ordered_on")
    count = np.ceil(found["estimated_amount"].to_numpy() / found["limit"].to_numpy() / given["below"][1])
    at = np.repeat(np.arange(found.height), np.maximum(count, given["parts"][0]).astype(np.int64))
    parts = found[at].with_columns(
        _place=pl.int_range(pl.len()).over("id"), _parts=pl.len().over("id"), matter_id=pl.int_range(pl.len())
    )
    # nearly even parts, which add up to the order
    even = pl.col("estimated_amount") // pl.col("_parts") // _STEP * _STEP
    rest = pl.col("estimated_amount") - even * (pl.col("_parts") - 1)
    later = pl.Series(random.integers(given["days"][0], given["days"][1] + 1, parts.height))
    parts = parts.with_columns(
        amount=pl.when(pl.col("_place") == 0).then(rest).otherwise(even), finished_on=pl.col("finished_at").dt.date()
    ).with_columns(
        applied_on=pl.min_horizontal(
            pl.col("created_at").dt.date() + pl.duration(days=pl.col("_place") * later), "finished_on"
        )
    )
    matters = parts.select(
        "matter_id", "currency", "amount", "applied_on", kind=pl.lit(FORM), outcome=pl.lit("approved"),
        company_id="_company", department_id="_department", employee_id="_employee",
        decided_on=pl.max_horizontal("applied_on", "finished_on"),
    )  # fmt: skip
    if matters.is_empty():
        return
    first = parts.filter(pl.col("_place") == 0).select("matter_id", "request_id")
    entered = enter_requests(ground, approvals_of(ground, matters), instead=first)
    ground.take(REQUEST, first["request_id"])
    rows = parts.drop("request_id", "applicant_id", "finished_at").join(
        entered.drop("kind"), on="matter_id", maintain_order="left"
    )
    new = ground.new_keys(FORM, rows.height)
    rows = rows.with_columns(
        id=pl.when(pl.col("_place") == 0).then("id").otherwise(new), estimated_amount="amount",
        created_at="submitted_at", applicant_id="employee_id", erp_order_number=pl.lit(None, pl.String),
        status=pl.lit("in_approval"), _decided_on=pl.col("finished_at").dt.date(), _ordered_on="ordered_on",
    ).with_columns(_second=pl.col("created_at").dt.date().sort().get(1).over("fault"))  # fmt: skip
    versions = history(
        rows.drop("updated_at").select("id", pl.all().exclude("id")),
        Change("_decided_on", {"status": pl.lit("approved")}),
        Change("_ordered_on", {"erp_order_number": pl.col("_order")}),
    ).with_columns(updated_at=pl.max_horizontal("updated_at", "created_at"))
    is_old = pl.col("_place") == 0
    ground.replace(FORM, versions.filter(is_old).select(ground.versions[FORM].columns))
    ground.add(FORM, versions.filter(~is_old))
    seen = pl.max_horizontal("ordered_on", pl.col("created_at").dt.date())
    told = rows.with_columns(
        seen_on=seen,
        happened_on=pl.min_horizontal("_second", "ordered_on"),
        amount=pl.col("amount").sum().over("fault"),
    )
    why = "One order was requested in parts, each within what the heads may decide."
    ground.tell(SPLIT, "order", REQUEST, told, why, key="request_id")
    ground.tell(SPLIT, "order", FORM, told, why)


def _asked(ground: Ground) -> pl.DataFrame:
    """Purchase requests in yuan that are approved: their final rows, and limit (of the heads), ordered_on (when the
    order's number was typed), _order, finished_at, _rounds, keys of the group _company, _department, _employee."""
    first = ground.last("department").filter(pl.col("kind") == "department")["id"].min()
    offset = OFFSETS["department"]
    typed = ground.versions[FORM].filter(pl.col("erp_order_number").is_not_null())
    ordered = typed.group_by("id").agg(ordered_on=pl.col(FROM).min())
    rounds = last_steps(ground).group_by("request_id").agg(_rounds=pl.col("round").max())
    done = ground.versions[REQUEST].filter(pl.col(UNTIL).is_null() & (pl.col("status") == "approved"))
    rows = (
        ground.last(FORM)
        .filter(pl.col("currency") == "CNY")
        .join(ordered, on="id", how="left", maintain_order="left")
        .join(rounds, on="request_id", maintain_order="left")
        .join(done.select("finished_at", request_id="id"), on="request_id", maintain_order="left")
        .join(ground.taken(REQUEST).to_frame("request_id"), on="request_id", how="anti", maintain_order="left")
        .with_columns(
            _company=pl.col("company_id") - offset, _department=pl.col("department_id") - first + 1,
            _employee=pl.col("applicant_id") - OFFSETS["employee"], _order="erp_order_number",
        )
        .drop("_first")
    )  # fmt: skip
    who = rows.select(
        employee_id="_employee", department_id="_department", company_id="_company", day=pl.col("created_at").dt.date()
    )
    return rows.with_columns(limit=head_limits(ground.chains.masters, who)).filter(pl.col("limit") < NOBODY_ABOVE)


def _tell_separate(ground: Ground, asked: pl.DataFrame) -> None:
    """Requests of one applicant for different orders, together above the limit."""
    split = ground.left[SPLIT_ORDER].select(_employee="_employee", needed_on="ordered_on")
    low = asked.filter((pl.col("estimated_amount") <= pl.col("limit")) & pl.col("ordered_on").is_not_null())
    low = low.join(split, on=["_employee", "needed_on"], how="anti", maintain_order="left").sort("created_at", "id")
    who = "applicant_id"
    pairs = low.with_columns(
        before=pl.col("request_id").shift().over(who),
        _gap=pl.col("created_at").diff().over(who),
        _sum=pl.col("estimated_amount").rolling_sum(2).over(who),
        _same=pl.col("_order") == pl.col("_order").shift().over(who),
        seen_on=pl.max_horizontal("ordered_on", pl.col("ordered_on").shift().over(who)),
    ).filter(
        (pl.col("_gap") <= pl.duration(days=ground.given[SPLIT]["separate_days"]))
        & (pl.col("_sum") > pl.col("limit"))
        & ~pl.col("_same")
    )
    found = ground.pick(
        SPLIT, "separate_matters", pairs, table=REQUEST, key="request_id", day="seen_on", lookalike=True
    )
    ground.take(REQUEST, found["before"])
    told = found.with_columns(happened_on="seen_on", amount="_sum")
    why = "The requests of one applicant are for different orders."
    for key in ("request_id", "before"):
        ground.tell(SPLIT, "separate_matters", REQUEST, told, why, key=key, lookalike=True)
