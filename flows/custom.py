"""The company's own models: built after ours, into the same serving file; what fails of them is left out.

They never stop a publication. A model that fails, or whose test of error severity fails, is a finding and is not
published; a mistake that dbt cannot even read (a name that does not exist, broken YAML) leaves all of them out.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from flows.build import build_place
from flows.dbt_process import Workplace, copy_project, follow_dbt
from quarterdeck.errors import BuildError
from quarterdeck.settings import Settings

Say = Callable[[str], None]
_Relation = tuple[str, str]

LONGEST_SECONDS = 1800.0
"""After which the company's own models are given up; the rest is published without them."""


def build_custom(settings: Settings, say: Say) -> list[str]:
    """Build and test the company's own models; returns findings, a sentence each.

    Raises:
        BuildError: the serving file cannot be opened any more.
    """
    place = build_place(settings, "project-custom")
    try:
        has_models = copy_project(place.project, settings.custom_folder, settings.parameters_folder, settings.kinds)
    except OSError as error:
        return [f"The company's own models cannot be read, and none is published: {error}."]
    if not has_models:
        return []
    say("custom: building the company's own models")
    results = place.target / "run_results.json"
    results.unlink(missing_ok=True)
    try:
        ours = _relations(place)
        arguments = ["build", "--select", "path:models/custom", "--exclude-resource-type", "unit_test"]
        outcome = follow_dbt(place, arguments, lambda line: say(f"custom: {line}"), seconds=LONGEST_SECONDS)
        published: set[_Relation] = set()
        if results.exists():
            published, findings = _judge(results, place.target / "manifest.json")
        else:
            said = "; ".join(outcome.failures[:3]) or "dbt ended without a word"
            findings = [f"The company's own models could not be built, and none is published: {said}."]
        findings += _leave_out(place, ours, published)
    except duckdb.Error as error:
        raise BuildError(f"The build file cannot be read after the company's own models: {error}.") from error
    return findings


def _judge(results: Path, manifest: Path) -> tuple[set[_Relation], list[str]]:
    """Which models may be published, and a sentence for each that may not."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    good: dict[str, _Relation] = {}
    reasons: dict[str, str] = {}
    for result in json.loads(results.read_text(encoding="utf-8"))["results"]:
        node, status = nodes.get(result["unique_id"], {}), result["status"]
        said = " ".join(str(result.get("message") or "").split())[:400]
        if node.get("resource_type") == "model":
            good[node["unique_id"]] = (node["schema"], node["alias"])
            if status == "skipped":
                reasons.setdefault(node["unique_id"], "something that it reads failed")
            elif status != "success":
                reasons[node["unique_id"]] = said
        elif status in ("error", "fail"):
            for model in _tested(node):
                reasons[model] = f"its test {node['name']} failed: {said}"
    findings = [
        f"The custom model {nodes[model]['name']} is not published: {reason.rstrip('.')}."
        for model, reason in reasons.items()
        if model in nodes
    ]
    return {relation for model, relation in good.items() if model not in reasons}, findings


def _tested(test: dict[str, Any]) -> list[str]:
    attached = test.get("attached_node")
    read = [attached] if attached else test.get("depends_on", {}).get("nodes", [])
    return [model for model in read if model.startswith("model.")]


def _leave_out(place: Workplace, ours: dict[_Relation, str], published: set[_Relation]) -> list[str]:
    """Drop what may not be published, and views, which a file alone could not answer."""
    findings = []
    with duckdb.connect(str(place.serving_file)) as connection:
        for (schema, name), kind in _relations(place, connection).items():
            if (schema, name) in ours:
                continue
            if kind == "view" and (schema, name) in published:
                findings.append(
                    f"The custom model {name} is not published: it is a view, and what it reads would not be there; "
                    "leave out materialized='view', and it becomes a table."
                )
            if kind == "view" or (schema, name) not in published:
                connection.execute(f"drop {kind} {_quoted(schema)}.{_quoted(name)}")
    return findings


def _relations(place: Workplace, connection: duckdb.DuckDBPyConnection | None = None) -> dict[_Relation, str]:
    """Relations of the serving file, and whether each is a table or a view."""
    if connection is None:
        with duckdb.connect(str(place.serving_file), read_only=True) as opened:
            return _relations(place, opened)
    rows = connection.execute(
        "select schema_name, table_name, 'table' from duckdb_tables() where database_name = current_database() "
        "union all "
        "select schema_name, view_name, 'view' from duckdb_views() "
        "where database_name = current_database() and not internal"
    ).fetchall()
    return {(schema, name): kind for schema, name, kind in rows}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
