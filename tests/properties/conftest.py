"""One dbt build for all properties, and how many examples they try.

`pytest tests/properties --hypothesis-profile=thorough` tries many more, other ones each time.
"""

from dataclasses import dataclass

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from flows.build import build_place, make_snapshot, run_dbt_build
from flows.dbt_process import follow_dbt
from ingestion.manifest import manifest_of
from quarterdeck.layout import Layout
from tests.group import quiet
from tests.properties.books import Book, Company, Group
from tests.properties.drawing import books
from tests.properties.warehouse import KIND, Plan, Warehouse, fill, read_plan
from tests.properties.zones import settings_for

# Checks that are no test modules explain their failures, too.
pytest.register_assert_rewrite("tests.properties.aging", "tests.properties.residuals", "tests.properties.trend")
settings.register_profile("thorough", max_examples=1000)


@dataclass(frozen=True)
class DbtBuild:
    """What dbt itself made of some random books, each a system of its own."""

    group: Group
    layout: Layout
    plan: Plan


@pytest.fixture(scope="session")
def dbt_build(tmp_path_factory: pytest.TempPathFactory) -> DbtBuild:
    """One real build, its files left as they are."""
    folder = tmp_path_factory.mktemp("books")
    installation = settings_for(folder / "installation", folder / "no.sqlite", Book((Company(1, "CNY", "C1"),), ()))
    make_snapshot(installation)
    some = _some_books()
    group = Group({f"s{n}": book for n, book in enumerate(some)}, max(day for book in some for day in book.effect_days))
    layout = installation.layout
    with duckdb.connect() as connection:
        connection.execute(f"attach '{layout.build_file}' as build")
        for table in manifest_of(KIND).tables:
            view = f"build.landing.{KIND}__{table.name}"
            connection.execute(f"create table build.landing.typed as from {view}; drop view {view}")
            connection.execute(f"alter table build.landing.typed rename to {KIND}__{table.name}")
        fill(connection, group)
    run_dbt_build(installation)
    place = build_place(installation, "project")
    assert follow_dbt(place, ["compile"], quiet).code == 0
    manifest_file = place.target / "manifest.json"
    return DbtBuild(group, layout, read_plan(manifest_file, layout.build_file))


@pytest.fixture(scope="session")
def warehouse(dbt_build: DbtBuild) -> Warehouse:
    """A warehouse in memory, to be filled and built by every example."""
    return Warehouse(dbt_build.plan)


def _some_books() -> list[Book]:
    found: list[Book] = []

    @settings(
        max_examples=40,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(books())
    def collect(book: Book) -> None:
        found.append(book)

    collect()
    return found
