"""How projects are watched: milestones, risks and their reviews, inspections and what they find."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.repeating import repeated
from ingestion.demo.group.staffing import pick_employed
from ingestion.demo.group.world import SHARE_UNIT, Ints, World, dates, numbers

_INSPECTED = 0.8  # of the tasks whose work is inspected
_REVIEW_DAYS = 30
_MOST_REVIEWS = 12
_DEFECTS = 2.5
_MILESTONES = {
    "progress": "进度 Progress",
    "acceptance": "验收 Acceptance",
    "delivery": "交付 Delivery",
    "period": "期间 Period",
}


def make_project_milestones(projects: pl.DataFrame, milestones: pl.DataFrame) -> pl.DataFrame:
    """The contract's milestones that are reached by work.

    Returns:
        see Works.milestones.
    """
    return (
        projects.select("contract_id", project_id="id")
        .join(milestones, on="contract_id")
        .filter(pl.col("kind").is_in(list(_MILESTONES)))
        .sort("project_id", "sequence")
        .select(
            pl.int_range(1, pl.len() + 1).alias("id"),
            "project_id",
            "sequence",
            "planned_on",
            "happened_on",
            name=pl.concat_str(
                pl.col("kind").replace_strict(_MILESTONES, return_dtype=pl.String), pl.lit(" "), "sequence"
            ),
        )
    )


def make_risks(world: World, masters: Masters, projects: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Risks that are raised in the course of a project and looked at every month until they are settled.

    Returns:
        see Works.risks, and Works.risk_reviews.
    """
    random, given = world.random("risks"), world.parameters["works"]
    at, _ = repeated(random.poisson(given["risks"], projects.height))
    begins, finished = (numbers(projects[name]).astype(np.int64)[at] for name in ("begins_on", "finished_on"))
    raised = begins + ((finished - begins) * random.random(len(at)) ** 1.5 * 0.9).astype(np.int64)
    kinds = random.choice(list(given["risk_kinds"]), len(at), p=list(given["risk_kinds"].values()))
    company = projects["company_id"].to_numpy()[at]
    risks = pl.DataFrame(
        {
            "id": np.arange(1, len(at) + 1),
            "project_id": projects["id"].to_numpy()[at],
            "kind": kinds,
            "title": [f"{kind} risk" for kind in kinds.tolist()],
            "employee_id": pick_employed(random, masters, company, "delivery", raised),
            "raised_on": dates(raised),
        }
    )
    reviews = 1 + np.minimum(random.poisson(3, len(at)), np.minimum((finished - raised) // _REVIEW_DAYS, _MOST_REVIEWS))
    of, place = repeated(reviews)
    sequence = place + 1
    share = random.choice([0.1, 0.2, 0.3, 0.5, 0.7], len(at))
    impact = np.rint(projects["budget_amount"].to_numpy()[at] * random.uniform(0.002, 0.04, len(at)) / 100_000)
    occurs = random.random(len(at)) < given["occurred"]
    # what is known to occur becomes more probable from review to review, the rest less
    probability = np.clip(share[of] * np.where(occurs[of], 1.2, 0.8) ** (sequence - 1), 0.05, 0.95)
    is_last, is_first = sequence == reviews[of], sequence == 1
    status = np.where(
        is_last & ~is_first, np.where(occurs[of], "occurred", "closed"), np.where(is_first, "open", "mitigated")
    )
    return risks, pl.DataFrame(
        {
            "id": np.arange(1, len(of) + 1),
            "risk_id": risks["id"].to_numpy()[of],
            "sequence": sequence,
            "reviewed_on": dates(raised[of] + (sequence - 1) * _REVIEW_DAYS),
            "probability": np.where(status == "occurred", SHARE_UNIT, np.rint(probability * 20).astype(np.int64) * 500),
            "impact_amount": (np.maximum(impact, 1)[of] * 100_000).astype(np.int64),
            "status": status,
        }
    )


def make_inspections(world: World, masters: Masters, projects: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    """What is built is looked at when it is done; what fails is looked at again, at most twice.

    Returns:
        see Works.inspections.
    """
    random, given = world.random("inspections"), world.parameters["works"]
    chosen = tasks.filter(pl.col("is_inspected") & pl.Series(random.random(tasks.height) < _INSPECTED)).join(
        projects.select("company_id", project_id="id"), on="project_id", how="left", maintain_order="left"
    )
    planned = world.timeline.next_working(numbers(chosen["finished_on"]))
    current = chosen.select("company_id", task_id="id")
    rounds = []
    for sequence, failing in ((1, given["failed"]), (2, given["failed_again"]), (3, 0.0)):
        happened = world.timeline.add_working(planned, random.integers(0, 3, len(planned), dtype=np.int32))
        failed = random.random(len(planned)) < failing
        defects = np.where(failed, 1 + random.poisson(_DEFECTS, len(planned)), random.random(len(planned)) < 0.1)
        rounds.append(
            current.with_columns(
                pl.Series("planned_on", dates(planned)),
                pl.Series("inspected_on", dates(happened)),
                pl.Series("is_passed", ~failed),
                pl.Series("defect_count", defects.astype(np.int64)),
                sequence=pl.lit(sequence, pl.Int64),
            )
        )
        current = current.filter(pl.Series(failed))
        planned = world.timeline.add_working(
            happened[failed], random.integers(4, 16, int(failed.sum()), dtype=np.int32)
        )
    rows = pl.concat(rounds).sort("planned_on", "task_id", "sequence")
    inspector = pick_employed(random, masters, rows["company_id"].to_numpy(), "delivery", _days(rows))
    return (
        rows.with_columns(pl.Series("employee_id", inspector), id=pl.int_range(1, pl.len() + 1))
        .with_columns(previous_id=pl.col("id").shift(1).over("task_id", order_by="sequence"))
        .drop("company_id")
    )


def _days(rows: pl.DataFrame) -> Ints:
    return numbers(rows["inspected_on"]).astype(np.int64)
