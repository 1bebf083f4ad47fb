"""How the models' queries are run: what would take a hundred times as long on ten times the rows is found on few."""

import json
from collections.abc import Iterator
from typing import Any

from tests.warehouse import Warehouse

# rules, companies, reporting dates: these do not grow with the business
FEW = 60
# a cross join that somebody wrote is meant
EACH_WITH_EACH = ("BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN")


def test_no_join_of_a_model_compares_each_row_with_each(warehouse: Warehouse) -> None:
    """DuckDB does so where a join's condition has an `or`, or an outer join's one says something of one side alone.

    Of the latter, say what of the side is to be found: `on case when kind = 'x' then key end = others.key`.
    """
    models = warehouse.settings.layout.dbt / "target" / "compiled" / "quarterdeck" / "models"
    compiled = {file.stem: file for file in models.rglob("*.sql") if not file.parent.suffix}
    assert len(compiled) > 400
    slow = {
        f"{name}: {operator['extra_info'].get('Condition') or operator['extra_info'].get('Conditions')}"
        for name, file in sorted(compiled.items())
        for operator in _operators(_plan(warehouse, file.read_text(encoding="utf-8")))
        if operator["name"].strip() in EACH_WITH_EACH and min(_rows(child) for child in operator["children"]) > FEW
    }
    assert slow == set()


def _plan(warehouse: Warehouse, query: str) -> list[dict[str, Any]]:
    here = query.replace('"build".', "")
    [(_, told)] = warehouse.connection.execute(f"explain (format json) {here}").fetchall()
    plan: list[dict[str, Any]] = json.loads(told)
    return plan


def _operators(plans: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for plan in plans:
        yield plan
        yield from _operators(plan["children"])


def _rows(operator: dict[str, Any]) -> int:
    """How many rows DuckDB expects; where it says nothing, those of what it reads."""
    stated = operator["extra_info"].get("Estimated Cardinality")
    return int(stated) if stated is not None else max((_rows(child) for child in operator["children"]), default=0)
