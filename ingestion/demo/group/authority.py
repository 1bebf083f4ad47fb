"""Who decides: how quick each approver is, up to which amount, and who stands in while one is on leave."""

import numpy as np
import numpy.typing as npt
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.world import Ints, World

Flags = npt.NDArray[np.bool_]


def paces(world: World, masters: Masters) -> pl.DataFrame:
    """How many working hours each approver usually takes: employee_id, hours."""
    random = world.random("approver_paces")
    approvers = masters.employees.filter(pl.col("level") > 0).sort("id")
    hours = world.parameters["people"]["hours"] * np.exp(random.normal(-0.3, 0.75, approvers.height))
    return pl.DataFrame({"employee_id": approvers["id"], "hours": np.clip(hours, 0.8, 80)})


def is_abroad(masters: Masters, company: pl.Series) -> Flags:
    """Whether each company works by the American calendar."""
    ours = masters.companies.filter(pl.col("country") == "US")["id"]
    found: Flags = company.is_in(ours.implode()).to_numpy()
    return found


def add_working(world: World, abroad: Flags, days: Days | Ints, count: Ints | int) -> Days:
    """The day so many working days (negative: before) after the next working day on or after each day, where it is."""
    days = days.astype(np.int32)
    here, there = (world.timeline.add_working(days, count, country) for country in ("CN", "US"))  # type: ignore[arg-type]
    found: Days = np.where(abroad, there, here).astype(np.int32)
    return found
