"""Companies, departments, people, what they may approve and who stands in for them; processes."""

import polars as pl

from ingestion.demo.group.approvals import Approvals
from ingestion.demo.group.authority import ROLES
from ingestion.demo.group.directory import logins
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.oa.common import BEFORE_DAYS, department_key
from ingestion.demo.group.replay import replay
from ingestion.demo.group.versions import Change, history, stamp
from ingestion.demo.group.world import World

_POSITIONS = {0: "staff", 1: "head", 2: "deputy general manager", 3: "general manager"}


def organisation_tables(world: World, masters: Masters, approvals: Approvals) -> dict[str, pl.DataFrame]:
    """department, employee, approval_limit, delegation, process, process_node."""
    return {
        "department": _departments(world, masters),
        "employee": _employees(world, masters),
        "approval_limit": _limits(approvals),
        "delegation": _delegations(approvals),
        **_processes(world),
    }


def _installed(world: World) -> pl.Expr:
    return pl.lit(world.timeline.start) - pl.duration(days=BEFORE_DAYS)


def _departments(world: World, masters: Masters) -> pl.DataFrame:
    companies = masters.companies.select(
        "id",
        "name",
        code=pl.col("id").cast(pl.String).str.zfill(2),
        kind=pl.lit("company"),
        parent_id="parent_id",
        merged_on=pl.lit(None, pl.Date),
        _into=pl.lit(None, pl.Int64),
    )
    number = pl.int_range(1, pl.len() + 1).over("company_id")
    departments = masters.departments.select(
        id=department_key(masters, "id"),
        name="name",
        code=pl.col("company_id").cast(pl.String).str.zfill(2) + number.cast(pl.String).str.zfill(2),
        kind=pl.lit("department"),
        parent_id="company_id",
        merged_on="merged_on",
        _into=department_key(masters, "merged_into"),
    )
    rows = pl.concat([companies, departments]).with_columns(
        is_active=pl.lit(True),
        merged_into_id=pl.lit(None, pl.Int64),
        created_at=stamp(_installed(world)),
    )
    return history(rows, Change("merged_on", {"is_active": pl.lit(False), "merged_into_id": pl.col("_into")}))


def _employees(world: World, masters: Masters) -> pl.DataFrame:
    merged = masters.departments.select("merged_on", "merged_into", department_id="id")
    people = masters.employees.join(logins(masters), left_on="id", right_on="employee_id", maintain_order="left").join(
        merged, on="department_id", maintain_order="left"
    )
    hired = pl.max_horizontal("hired_on", _installed(world))
    rows = people.select(
        *("id", "login", "name", "company_id", "manager_id", "email", "hired_on"),
        staff_number="number",
        position=pl.col("level").replace_strict(_POSITIONS, return_dtype=pl.String),
        department_id=department_key(masters),
        left_on=pl.lit(None, pl.Date),
        is_active=pl.lit(True),
        created_at=hired.cast(pl.Datetime("us")),
    )
    moves = people.filter(
        pl.col("merged_on").is_not_null() & (pl.col("left_on").is_null() | (pl.col("left_on") > pl.col("merged_on")))
    ).select("id", at=stamp(pl.col("merged_on")), department_id=department_key(masters, "merged_into"))
    leaves = people.drop_nulls("left_on").select(
        "id", at=stamp(pl.col("left_on")), left_on="left_on", is_active=pl.lit(False)
    )
    return replay(rows, moves, leaves)


def _limits(approvals: Approvals) -> pl.DataFrame:
    rows = approvals.limits.select(
        *("id", "employee_id", "valid_from"),
        amount="limit_amount",
        currency=pl.lit("CNY"),
        valid_until=pl.lit(None, pl.Date),
        _until_on="valid_until",
        _raised_on=pl.col("valid_until").dt.offset_by("1d"),
        created_at=stamp(pl.col("valid_from")),
    )
    return history(rows, Change("_raised_on", {"valid_until": pl.col("_until_on")}))


def _delegations(approvals: Approvals) -> pl.DataFrame:
    ahead = pl.duration(days=pl.col("id") % 3)
    return history(approvals.delegations.with_columns(created_at=stamp(pl.col("starts_on") - ahead)))


def _processes(world: World) -> dict[str, pl.DataFrame]:
    kinds = world.parameters["approvals"]["kinds"]
    created = stamp(_installed(world))
    processes = pl.DataFrame(
        {
            "id": range(1, len(kinds) + 1),
            "code": [one["prefix"] for one in kinds.values()],
            "name": [one["title"] for one in kinds.values()],
            "form_type": list(kinds),
            "is_active": [True] * len(kinds),
        }
    ).with_columns(created_at=created)
    always = [
        (process, sequence, role, role == "department" or (role == "finance" and one["finance"]))
        for process, one in enumerate(kinds.values(), start=1)
        for sequence, role in enumerate(ROLES, start=1)
    ]
    names = ["process_id", "sequence", "role", "is_always"]
    nodes = pl.DataFrame(always, schema=names, orient="row").with_row_index("id", offset=1)
    return {"process": history(processes), "process_node": history(nodes.with_columns(created_at=created))}
