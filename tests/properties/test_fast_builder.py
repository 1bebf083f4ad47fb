"""The fast way of building is the real one: dbt makes the same tables of the same books."""

import duckdb

from tests.properties.conftest import DbtBuild
from tests.properties.warehouse import Warehouse


def test_the_fast_builder_and_dbt_make_the_same_tables_of_random_books(
    dbt_build: DbtBuild, warehouse: Warehouse
) -> None:
    warehouse.build_group(dbt_build.group)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{dbt_build.layout.build_file}' as build (read_only)")
        connection.execute(f"attach '{dbt_build.layout.serving_file}' as serving (read_only)")
        for step in dbt_build.plan.steps:
            theirs = connection.execute(f"select * from {step.relation} order by all").fetchall()
            ours = warehouse.rows(f"select * from {step.relation} order by all")
            assert ours == theirs, step.relation
        assert theirs
