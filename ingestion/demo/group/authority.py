"""Who decides: in which role, how quickly, up to which amount, and who stands in while one is on leave."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.world import Ints, World, dates

Flags = npt.NDArray[np.bool_]
NO_LIMIT = 2**62
ROLES = ("department", "finance", "deputy", "general_manager", "group")


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


def make_limits(world: World, masters: Masters) -> pl.DataFrame:
    """How much each approver may decide from when to when.

    Returns:
        id, employee_id, limit_amount (yuan, minor units; null: no limit, the parent's general manager), valid_from,
        valid_until (null: for good; the limit is doubled on the day after).
    """
    approvers = masters.employees.filter(pl.col("level") > 0).sort("id")
    day = pl.lit(dates(np.array([world.timeline.first - 365]))[0])
    is_chief = pl.col("manager_id").is_null()
    first = approvers.select(
        employee_id="id",
        limit_amount=pl.when(~is_chief).then("limit_amount"),
        valid_from=day,
        valid_until=pl.when(~is_chief).then(pl.col("raised_on").dt.offset_by("-1d")),
    )
    second = approvers.filter(pl.col("raised_on").is_not_null() & ~is_chief).select(
        employee_id="id",
        limit_amount=pl.col("limit_amount") * 2,
        valid_from="raised_on",
        valid_until=pl.lit(None, pl.Date),
    )
    limits = pl.concat([first, second]).sort("valid_from", "employee_id").with_row_index("id", offset=1)
    return limits.with_columns(pl.col("id").cast(pl.Int64))


def make_delegations(world: World, masters: Masters) -> pl.DataFrame:
    """Who stands in for an approver on leave: a head's senior colleague; the deputy and the general manager each other.

    Returns:
        id, employee_id, delegate_id, starts_on, ends_on (both included), reason. No two of a person overlap.
    """
    given, random = world.parameters["approvals"], world.random("delegations")
    heads = Heads.of(masters)
    approvers = masters.employees.filter(pl.col("level") > 0).sort("id")
    years = (world.timeline.last - world.timeline.first) / 365
    leaves = random.poisson(given["leaves"] * years, approvers.height)
    row = np.repeat(np.arange(approvers.height), leaves)
    starts = world.timeline.next_working(
        random.integers(world.timeline.first, world.timeline.last, len(row)).astype(np.int32)
    )
    ends = starts + random.integers(given["leave_days"][0], given["leave_days"][1] + 1, len(row))
    seniors = dict(
        masters.employees.filter(
            (pl.col("level") == 0)
            & pl.col("left_on").is_null()
            & (pl.col("hired_on").to_physical() < world.timeline.first)
        )
        .sort("hired_on", "id")
        .unique("department_id", keep="first", maintain_order=True)
        .select("department_id", "id")
        .iter_rows()
    )
    stand_in = [
        {1: seniors.get(department, heads.deputy[company]), 2: heads.chief[company]}.get(level, heads.deputy[company])
        for company, department, level in approvers.select("company_id", "department_id", "level").iter_rows()
    ]
    return (
        pl.DataFrame(
            {
                "employee_id": approvers["id"].to_numpy()[row],
                "delegate_id": np.array(stand_in)[row],
                "starts_on": dates(starts),
                "ends_on": dates(ends),
                "reason": random.choice(["annual leave", "business travel", "sick leave"], len(row), p=[0.6, 0.3, 0.1]),
            }
        )
        .sort("employee_id", "starts_on")
        .filter((pl.col("starts_on") > pl.col("ends_on").shift(1).over("employee_id")).fill_null(True))
        .filter((pl.col("starts_on") > pl.col("ends_on").cum_max().shift(1).over("employee_id")).fill_null(True))
        .sort("starts_on", "employee_id")
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
    )


@dataclass(frozen=True)
class Heads:
    """Who holds each role: by department, or by company.

    Attributes:
        head: of each department (its general manager, where it is the management).
        finance: head of finance of each company.
        deputy: deputy general manager of each company.
        chief: general manager of each company.
        top: the parent's general manager.
    """

    head: dict[int, int]
    finance: dict[int, int]
    deputy: dict[int, int]
    chief: dict[int, int]
    top: int

    @classmethod
    def of(cls, masters: Masters) -> "Heads":
        """The roles of a group."""
        people = masters.employees.filter(pl.col("level") > 0).join(
            masters.departments.select("function", department_id="id"), on="department_id", maintain_order="left"
        )
        by_level = {level: people.filter(pl.col("level") == level) for level in (1, 2, 3)}
        leads = pl.concat([by_level[1], by_level[3]])
        return cls(
            head=dict(leads.select("department_id", "id").iter_rows()),
            finance=dict(by_level[1].filter(pl.col("function") == "finance").select("company_id", "id").iter_rows()),
            deputy=dict(by_level[2].select("company_id", "id").iter_rows()),
            chief=dict(by_level[3].select("company_id", "id").iter_rows()),
            top=people.filter(pl.col("manager_id").is_null())["id"].item(),
        )


def route(masters: Masters, matters: pl.DataFrame, passes_finance: Flags) -> tuple[Ints, Flags]:
    """Who has to agree to each matter, in the order of ROLES; nobody decides on what he asks for himself.

    Args:
        masters: whose people.
        matters: company_id, department_id, employee_id (who asks), applied_on (Date), yuan_amount (minor units).
        passes_finance: whether the head of finance sees it in any case.

    Returns:
        the holder of each role [matter, role], and whether he is asked. The last who is asked may decide the amount.
    """
    heads = Heads.of(masters)
    company, department = matters["company_id"].to_list(), matters["department_id"].to_list()
    asks, amount = matters["employee_id"].to_numpy(), matters["yuan_amount"].to_numpy()
    holders = np.array(
        [
            (heads.head[d], heads.finance[c], heads.deputy[c], heads.chief[c], heads.top)
            for c, d in zip(company, department, strict=True)
        ]
    )
    limits = _limits_on(masters, holders, matters["applied_on"].to_physical().to_numpy())
    head, finance, deputy, chief, top = holders.T
    function = masters.departments["function"].to_numpy()[matters["department_id"].to_numpy() - 1]
    by_head = ~np.isin(function, ("management", "finance")) & (asks != head)
    by_finance = (passes_finance | (function == "finance")) & (asks != finance)
    enough = np.minimum(np.where(by_head, limits[:, 0], NO_LIMIT), np.where(by_finance, limits[:, 1], NO_LIMIT)) * (
        by_head | by_finance
    )
    is_led = asks == deputy, asks == chief
    above_heads = (amount > enough) | (asks == head) | (asks == finance) | (function == "management")
    by_deputy = above_heads & ~is_led[0] & (~is_led[1] | (chief == top))
    by_chief = ((above_heads & ~by_deputy) | (by_deputy & (amount > limits[:, 2]))) & ~is_led[1]
    by_group = (is_led[1] | (by_chief & (amount > limits[:, 3]))) & (chief != top)
    return holders, np.stack([by_head, by_finance, by_deputy, by_chief, by_group], axis=1)


def _limits_on(masters: Masters, holders: Ints, day: npt.NDArray[np.int32]) -> Ints:
    people = masters.employees.sort("id")
    limit = np.where(people["manager_id"].is_null(), NO_LIMIT, people["limit_amount"].to_numpy())
    raised = people["raised_on"].to_physical().fill_null(2**30).to_numpy()
    found: Ints = np.where(
        (raised[holders - 1] <= day[:, None]) & (limit[holders - 1] < NO_LIMIT),
        limit[holders - 1] * 2,
        limit[holders - 1],
    )
    return found
