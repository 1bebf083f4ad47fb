"""What the OA's tables share: its keys, its requests, and how people type the names of parties."""

import numpy as np
import polars as pl

from ingestion.demo.group.approvals import Approvals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.staffing import employed
from ingestion.demo.group.world import World, numbers

OFFSETS = {
    "department": 100,
    "employee": 5_000,
    "request": 20_000,
    "request_step": 60_000,
    "contract": 300,
    "tender": 800,
    "expense_claim": 9_000,
    "travel_request": 4_000,
    "fund_plan": 50,
}
"""How much more the OA's keys are than those of the chains."""
BEFORE_DAYS = 600
"""How long before the first day the OA was installed."""


def department_key(masters: Masters, column: str = "department_id") -> pl.Expr:
    """Companies stand in the department tree too: before the departments."""
    return pl.col(column) + masters.companies.height


def requests_of(approvals: Approvals, kind: str, matter: str = "id") -> pl.DataFrame:
    """The requests of a kind.

    Returns:
        the matter's key (as `matter`), request_id, applicant_id, created_at, outcome, _decided_on (Date; null: never).
    """
    return approvals.requests.filter(pl.col("kind") == kind).select(
        pl.col("matter_id").alias(matter),
        request_id="id",
        request_number="number",
        applicant_id="employee_id",
        created_at="submitted_at",
        outcome="outcome",
        _decided_on=pl.col("finished_at").dt.date(),
    )


def named(world: World, field: str, rows: pl.DataFrame, parties: pl.DataFrame, key: str) -> pl.Series:
    """The name of each row's party, as somebody typed it.

    Args:
        world: its random numbers and `oa.names`.
        field: for its own random numbers.
        rows: with the party's key.
        parties: id, name, short_name.
        key: column of `rows`.
    """
    shares, random = world.parameters["oa"]["names"], world.random(f"names {field}")
    how = random.choice(list(shares), rows.height, p=np.array(list(shares.values())) / sum(shares.values()))
    is_chinese = pl.col("name").str.contains("有限公司 ", literal=True)
    legal = pl.when(is_chinese).then(pl.col("name").str.split(" ").list.first()).otherwise("name")
    known = parties.select(pl.col("id").alias(key), legal.alias("legal"), both="name", short="short_name")
    name = pl.col("legal")
    typed = {
        "both": pl.col("both"),
        "short": pl.col("short"),
        "bare": name.str.replace("有限公司", "", literal=True),
        "spaced": pl.concat_str(name.str.slice(0, 4), pl.lit(" "), name.str.slice(4), pl.lit(" ")),
        "bracketed": pl.concat_str(pl.lit("（"), name, pl.lit("）")),
    }
    written = name
    for one, expression in typed.items():
        written = pl.when(pl.col("how") == one).then(expression).otherwise(written)
    return (
        rows.select(key)
        .with_columns(how=pl.Series(how))
        .join(known, on=key, how="left", maintain_order="left")
        .select(written.alias("name"))
        .to_series()
    )


def project_codes(rows: pl.DataFrame, projects: pl.DataFrame, key: str = "project_id") -> pl.Series:
    """The code of each row's project; null: none."""
    known = projects.select(pl.col("id").alias(key), code="code")
    return rows.select(key).join(known, on=key, how="left", maintain_order="left")["code"]


def present(masters: Masters, rows: pl.DataFrame, day: str) -> pl.Expr:
    """Who of `employee_id` is employed on the row's day; else the head of the department."""
    heads = masters.employees.filter(pl.col("level").is_in([1, 3])).select("department_id", "id")
    is_here = pl.Series(employed(masters, rows["employee_id"].to_numpy(), numbers(rows[day])))
    head = pl.col("department_id").replace_strict(dict(heads.iter_rows()), return_dtype=pl.Int64)
    return pl.when(is_here).then("employee_id").otherwise(head)
