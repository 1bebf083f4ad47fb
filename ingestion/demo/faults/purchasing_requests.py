"""Requests of the OA that planters make, shorten or leave undecided; with everything that the OA would keep of them."""

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.approval_steps import make_steps
from ingestion.demo.group.approvals import Approvals
from ingestion.demo.group.authority import make_delegations
from ingestion.demo.group.oa.common import OFFSETS
from ingestion.demo.group.oa.request_tables import request_tables
from ingestion.demo.group.replay import fitted, replay
from ingestion.demo.group.versions import FROM, UNTIL

REQUEST, STEP = "request", "request_step"


def approvals_of(ground: Ground, matters: pl.DataFrame) -> Approvals:
    """Requests for matters, decided by those who would decide them, as the generator makes them.

    Args:
        ground: of the OA.
        matters: kind, matter_id, company_id, department_id, employee_id (keys of the group), currency, amount,
            applied_on, decided_on, outcome.
    """
    world, masters = ground.world, ground.chains.masters
    rate = world.rates.at(
        matters["currency"], pl.Series(["CNY"]).new_from_index(0, matters.height), matters["applied_on"]
    )
    matters = matters.with_columns(
        number=pl.lit(None, pl.String),
        returned_count=pl.lit(0),
        yuan_amount=world.rates.convert(matters["amount"], rate),
    )
    delegations = make_delegations(world, masters)
    requests, steps = make_steps(world, masters, matters, delegations)
    return Approvals(requests, steps, pl.DataFrame(), delegations, pl.DataFrame())


def enter_requests(ground: Ground, approvals: Approvals, *, instead: pl.DataFrame | None = None) -> pl.DataFrame:
    """The OA's rows of requests.

    Args:
        ground: of the OA.
        approvals: as `approvals_of` makes them.
        instead: matter_id, request_id (of the OA): requests that are there and become those of these matters.

    Returns:
        matter_id, kind, request_id (of the OA), submitted_at, finished_at (null: never), employee_id (of the OA).
    """
    world = ground.world
    drafts = approvals.requests.clear().select(
        "id", "company_id", "department_id", "employee_id", "currency", "amount", created_at="submitted_at",
        _gone_on=pl.lit(None, pl.Date),
    )  # fmt: skip
    made = request_tables(world, ground.chains.masters, approvals, drafts)
    requests, steps = (
        fitted(world, ground.tables[name], _stamped(made[name]), OFFSETS | {REQUEST: 0, STEP: 0})
        for name in (REQUEST, STEP)
    )
    known = approvals.requests.select("id", "matter_id", "kind", "submitted_at", "finished_at", "employee_id")
    if instead is None:
        instead = pl.DataFrame(schema={"matter_id": pl.Int64, "request_id": pl.Int64})
    known = known.join(instead, on="matter_id", how="left", maintain_order="left")
    is_new = known["request_id"].is_null()
    fresh = ground.new_keys(REQUEST, int(is_new.sum()))
    rank = (is_new.cast(pl.Int64).cum_sum() - 1).clip(0)
    known = known.with_columns(
        is_new=is_new,
        request_id=pl.when(is_new).then(fresh.gather(rank) if len(fresh) else None).otherwise("request_id"),
    )
    new_id = pl.col("id").replace_strict(known["id"], known["request_id"], return_dtype=pl.Int64)
    requests = requests.with_columns(new_id.alias("id")).join(
        known.select(id="request_id", is_new="is_new"), on="id", maintain_order="left"
    )
    added = requests.filter("is_new").drop("is_new")
    ground.add(REQUEST, added.join(_numbers(ground, added), on="id", maintain_order="left").drop("number").rename(
        {"_number": "number"}
    ))  # fmt: skip
    changed = requests.filter(~pl.col("is_new")).drop("is_new", "number")
    if changed.height:
        old = ground.versions[REQUEST].unique("id").select("id", "number")
        ground.replace(
            REQUEST, changed.join(old, on="id", maintain_order="left").select(ground.versions[REQUEST].columns)
        )
        gone = ground.versions[STEP].filter(pl.col("request_id").is_in(instead["request_id"].implode()))["id"]
        ground.remove(STEP, gone.unique())
    ids = steps["id"].unique().sort()
    keys = ground.new_keys(STEP, len(ids))
    of = known.select(_request="id", _key="request_id")
    steps = steps.join(of, left_on="request_id", right_on="_request", maintain_order="left").with_columns(
        id=pl.col("id").replace_strict(ids, keys, return_dtype=pl.Int64), request_id="_key"
    )
    ground.add(STEP, steps)
    return known.select(
        "matter_id", "kind", "request_id", "submitted_at", "finished_at",
        employee_id=pl.col("employee_id") + OFFSETS["employee"],
    )  # fmt: skip


def rebuilt(ground: Ground, steps: pl.DataFrame, ends: pl.DataFrame) -> None:
    """Let requests have other steps; they are in the states that follow from them.

    Args:
        ground: of the OA.
        steps: final versions of all steps that the requests have now, none but those of request_step that are there.
        ends: request_id, outcome (approved, rejected; null: nobody decides).
    """
    keys = ends["request_id"].implode()
    versions = ground.versions[REQUEST].filter(pl.col("id").is_in(keys))
    first = versions.sort("id", FROM).unique("id", keep="first", maintain_order=True)
    first = first.with_columns(
        status=pl.lit("in_approval"), current_node=pl.lit("applicant"), finished_at=pl.lit(None, pl.Datetime("us")),
        _seen_on=pl.col(FROM),
    ).drop("updated_at", FROM, UNTIL)  # fmt: skip
    arrivals = steps.select(id="request_id", at="arrived_at", status=pl.lit("in_approval"), current_node="node")
    returns = steps.filter(pl.col("returned_to") == "applicant").select(
        id="request_id", at="decided_at", status=pl.lit("returned"), current_node=pl.lit("applicant")
    )
    last = steps.sort("request_id", "sequence").group_by("request_id", maintain_order=True).last()
    over = ends.drop_nulls("outcome").join(last.select("request_id", "decided_at"), on="request_id")
    finished = over.select(
        id="request_id", at="decided_at", status="outcome", current_node=pl.lit("end"), finished_at="decided_at"
    )
    ground.replace(REQUEST, replay(first, arrivals, returns, finished).select(ground.versions[REQUEST].columns))
    old = ground.versions[STEP].filter(pl.col("request_id").is_in(keys))["id"]
    ground.remove(STEP, old.filter(~old.is_in(steps["id"].implode())).unique())
    _replace_steps(ground, steps)


def _replace_steps(ground: Ground, steps: pl.DataFrame) -> None:
    """Steps as they are in the end: seen when they arrive without a decision, then with it."""
    nothing = ("decided_at", "decision", "returned_to", "opinion")
    arrived, decided = pl.col("arrived_at").dt.date(), pl.col("decided_at").dt.date()
    waits = steps.filter(decided.is_null() | (decided > arrived)).with_columns(
        *(pl.lit(None).alias(name) for name in nothing), arrived.alias(FROM), decided.alias(UNTIL),
        updated_at=pl.col("arrived_at"),
    )  # fmt: skip
    done = steps.drop_nulls("decided_at").with_columns(
        decided.alias(FROM), pl.lit(None, pl.Date).alias(UNTIL), updated_at=pl.col("decided_at")
    )
    columns = ground.versions[STEP].columns
    ends = [one.select(columns).cast(dict(ground.versions[STEP].schema)) for one in (waits, done)]  # type: ignore[arg-type]
    ground.replace(STEP, pl.concat(ends).with_columns(created_at=pl.col("arrived_at")))


def _stamped(versions: pl.DataFrame) -> pl.DataFrame:
    return versions.with_columns(updated_at=pl.max_horizontal("updated_at", "created_at"))


def _numbers(ground: Ground, added: pl.DataFrame) -> pl.DataFrame:
    """id, _number: the next free ones of the month and form."""
    known = pl.concat(
        one.unique("id").select("number") for one in (ground.versions[REQUEST], *ground.added.get(REQUEST, []))
    ).drop_nulls()
    split = known.select(head=pl.col("number").str.slice(0, 10), place=pl.col("number").str.slice(10).cast(pl.Int64))
    used = split.group_by("head").agg(_used=pl.col("place").max())
    return (
        added.unique("id", maintain_order=True)
        .select("id", head=pl.col("number").str.slice(0, 10))
        .join(used, on="head", how="left", maintain_order="left")
        .with_columns(place=pl.col("_used").fill_null(0) + pl.int_range(1, pl.len() + 1).over("head"))
        .select("id", _number=pl.concat_str("head", pl.col("place").cast(pl.String).str.zfill(4)))
    )


def ending(ground: Ground, table: str, *, added: bool = False) -> pl.DataFrame:
    """The final versions of rows; with those that planters added, or without."""
    versions = ground.every(table) if added else ground.versions[table]
    return versions.filter(pl.col(UNTIL).is_null())


def last_steps(ground: Ground, *, added: bool = False) -> pl.DataFrame:
    """The final versions of all steps, with `_count` (of the request), in the order of request and sequence."""
    steps = ending(ground, STEP, added=added).sort("request_id", "sequence")
    return steps.with_columns(_count=pl.len().over("request_id"))
