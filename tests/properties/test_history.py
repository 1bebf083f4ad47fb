"""An incremental history, whatever happened in between, ends where one full load of the final state does."""

import tempfile
from pathlib import Path

from hypothesis import assume, given

from tests.properties.erp_tables import FILLED
from tests.properties.histories import History, histories
from tests.properties.profiles import examples
from tests.properties.warehouse import Warehouse
from tests.properties.zones import land_cleanly, land_look_by_look, settings_for, snapshot_of

OF_LOADS = ("loads", "master_versions", "int_master_periods", "_history", "dim_credit_limit")
"""Ends of names of what tells how it was landed and what was landed before, which is just what differs."""

EVENTFUL = 12
"""Each landing takes a second, so a history must be worth it."""


@examples(2)
@given(history=histories(FILLED))
def test_an_incremental_history_gives_the_tables_of_a_full_load(warehouse: Warehouse, history: History) -> None:
    assume(history.event_count >= EVENTFUL)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "erp.sqlite"
        grown, whole = (settings_for(Path(folder) / name, source, history.states[0]) for name in ("grown", "whole"))
        warehouse.build_snapshot(land_look_by_look(grown, source, history))
        incremental = warehouse.tables(without="load_id")
        land_cleanly(whole)
        warehouse.build_snapshot(snapshot_of(whole))
        full = warehouse.tables(without="load_id")
    for relation, rows in full.items():
        if not relation.strip('"').endswith(OF_LOADS):
            assert incremental[relation] == rows, relation
