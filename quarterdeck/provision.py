"""Which kinds of systems provide which conformed entity, as dbt_project.yml says under `vars: provides:`."""

from collections.abc import Collection, Mapping
from functools import cache

import yaml

from quarterdeck.layout import PROJECT_ROOT


def provides_any(kinds: Collection[str], entities: Collection[str]) -> bool:
    """Whether one of the kinds keeps records of one of the entities.

    Args:
        kinds: of the configured systems.
        entities: conformed entities, such as bank_lines.
    """
    return any(_providers()[entity] & set(kinds) for entity in entities)


@cache
def _providers() -> Mapping[str, frozenset[str]]:
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    return {entity: frozenset(kinds) for entity, kinds in project["vars"]["provides"].items()}
