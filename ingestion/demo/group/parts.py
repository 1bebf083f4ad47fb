"""What the group's systems are made of, and what several of them know of."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.people import People
from ingestion.demo.group.schema import Table
from ingestion.demo.group.world import World


@dataclass(frozen=True)
class System:
    """One system of the group.

    Attributes:
        name: erp, oa, crm or pm; of its SQLite file, or its PostgreSQL schema.
        tables: parents before children.
        versions: of every table's rows, by the table's name.
    """

    name: str
    tables: Sequence[Table]
    versions: dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Chains:
    """What several systems know of."""

    world: World
    masters: Masters
    deals: Deals
    milestones: pl.DataFrame
    projects: pl.DataFrame
    people: People
