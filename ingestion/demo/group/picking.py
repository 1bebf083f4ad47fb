"""Who deals with whom: people of a function, parties of a company, parameters of a business."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.staffing import pick_employed
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.world import Ints, World


def by_business(world: World, masters: Masters, company: Ints, key: str) -> np.ndarray:
    """A parameter of `selling` for each company."""
    given = np.array([world.parameters["selling"][name][key] for name in masters.companies["business"]])
    found: np.ndarray = given[company - 1]
    return found


def pick_people(
    random: np.random.Generator, masters: Masters, company: Ints, function: str, day: Days | Ints | None = None
) -> pl.DataFrame:
    """Somebody of a function of each company, employed on the day if one is given: employee_id, department_id."""
    people = masters.employees.join(
        masters.departments.filter(pl.col("function") == function).select(department_id="id"), on="department_id"
    ).sort("id")
    if day is not None:
        chosen = pick_employed(random, masters, company, function, day)
    else:
        of_company = {key[0]: frame["id"].to_numpy() for key, frame in people.group_by("company_id")}
        draw = random.random(len(company))
        chosen = np.array(
            [
                of_company[one][int(share * len(of_company[one]))]
                for one, share in zip(company.tolist(), draw, strict=True)
            ],
            dtype=np.int64,
        )
    return (
        pl.DataFrame({"id": chosen})
        .join(people.select("id", "department_id"), on="id", how="left", maintain_order="left")
        .rename({"id": "employee_id"})
    )


def pick_parties(
    random: np.random.Generator, parties: pl.DataFrame, company: Ints, trade: np.ndarray | None = None
) -> Ints:
    """A third party for each deal: mostly of the company's own circle, large ones more often, and of the trade."""
    third = parties.filter(pl.col("own_company_id").is_null())
    weight, home = third["weight"].to_numpy(), third["company_id"].to_numpy()
    chosen = np.zeros(len(company), dtype=np.int64)
    trades = np.full(len(company), "") if trade is None else trade
    for one in np.unique(company):
        for what in np.unique(trades):
            rows = np.flatnonzero((company == one) & (trades == what))
            odds = weight * np.where(home == one, 12.0, np.where((home == 6) == (one == 6), 1.0, 0.0))
            if trade is not None:
                odds = odds * np.where(third["trade"].to_numpy() == what, 1.0, 0.02)
            # in a very small group nobody may be of the circle: then anybody is
            odds = odds if odds.sum() > 0 else weight
            chosen[rows] = random.choice(third["id"].to_numpy(), len(rows), p=odds / odds.sum())
    return chosen
