"""What the project system holds, as versions of its rows."""

import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.directory import users
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.pm.control import control_tables
from ingestion.demo.group.pm.plans import plan_tables
from ingestion.demo.group.pm.progress import progress_tables
from ingestion.demo.group.pm.projects import project_tables
from ingestion.demo.group.pm.schema import TABLES
from ingestion.demo.group.replay import fitted
from ingestion.demo.group.works import Works
from ingestion.demo.group.world import World

_TEAMS = {"delivery": "delivery", "research": "delivery", "management": "management"}
OFFSETS = {"pm_user": 5000, "project": 200, "wbs_element": 3000, "task": 50_000, "baseline": 600, "inspection": 800}


def make_pm_tables(
    world: World, masters: Masters, deals: Deals, milestones: pl.DataFrame, projects: pl.DataFrame, works: Works
) -> dict[str, pl.DataFrame]:
    """Every table of `schema.TABLES`: its columns, `_from` and `_until`.

    Args:
        world: its days and random numbers.
        masters: who there is.
        deals: contracts, whose numbers are typed.
        milestones: of contracts; those of the projects are in `works` already.
        projects: see make_projects.
        works: see make_works.
    """
    del milestones
    people = users(world, masters, "pm", _TEAMS).with_columns(login="account")
    versions = {
        "pm_user": people,
        **project_tables(world, masters, deals, projects, works),
        **plan_tables(works),
        **progress_tables(world, works),
        **control_tables(world, works),
    }
    return {table.name: fitted(world, table, versions[table.name], OFFSETS) for table in TABLES}
