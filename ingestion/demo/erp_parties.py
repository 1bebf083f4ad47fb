"""Customers and suppliers of the demonstration ERP, and how they pay or are paid. All are made up."""

import numpy as np
import polars as pl

from ingestion.demo.erp_accounts import COMPANIES
from ingestion.demo.erp_sides import DEFAULTING, DISPUTING, LATE, SALES, VERY_LATE, Side
from ingestion.demo.erp_world import World

_COUNTRIES = np.array(["United States", "Germany", "Brazil", "Indonesia", "United Arab Emirates", "Kenya"])
_TERMS = np.array([30, 45, 60, 90])


def make_parties(world: World, side: Side) -> pl.DataFrame:
    """The columns of the table, and how the party behaves: company, weight, character, terms, run_weekday,
    stop_day (from which a defaulting customer pays nothing), without table columns of the same names.
    """
    random, count = world.random, sum(side.home) + 2
    company = np.repeat([0, 1, 0, 1], [*side.home, 1, 1])
    rank = np.concatenate([random.permutation(size) + 1 for size in side.home] + [np.array([60, 60])])
    character = random.choice(len(side.shares), count, p=side.shares)
    character = np.where((rank <= 8) & np.isin(character, (VERY_LATE, DISPUTING, DEFAULTING)), LATE, character)
    for at, paying in side.characters:
        character[rank == at] = paying
    foreign = company == 1
    related = np.arange(count) >= count - 2
    created = np.full(count, world.origin)
    touched = world.pick(~related, 0.1, 8)
    # The last two are the two companies, whose tax numbers are the same wherever they stand.
    taxed = range(sum(SALES.home) + 3 - count, sum(SALES.home) + 3)
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "number": [f"{side.initial}{number:04d}" for number in range(1, count + 1)],
            "name": [*side.names, COMPANIES[1][1], COMPANIES[0][1]],
            "party_group": np.select([related, rank <= 8, random.random(count) < 0.4], side.groups[:3], side.groups[3]),
            "country": np.where(foreign & ~related, random.choice(_COUNTRIES, count), "China"),
            "tax_number": [
                None if outside else f"9100{number:05d}MA0000{number % 9}X"
                for number, outside in zip(taxed, foreign.tolist(), strict=True)
            ],
            "represents_company_id": [None] * (count - 2) + [2, 1],
            "created_at": created,
            "updated_at": np.where(touched, world.stamps(world.days(world.start, world.as_of - 1, count)), created),
            "company": company,
            "weight": 1 / rank**0.9,
            "character": character,
            "terms": random.choice(_TERMS, count, p=[0.3, 0.25, 0.35, 0.1]),
            "run_weekday": random.integers(0, 5, count),
            "stop_day": np.where(
                character == DEFAULTING,
                world.days(world.as_of - 600, world.as_of - 200, count),
                world.as_of + 1,
            ),
        }
    ).with_columns(
        country=pl.when(pl.col("represents_company_id") == 2).then(pl.lit("United States")).otherwise("country")
    )
