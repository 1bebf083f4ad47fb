"""Which kinds of systems provide which conformed entity, as dbt_project.yml says under `vars: provides:`."""

from collections.abc import Collection, Mapping
from functools import cache

import yaml

from quarterdeck.layout import PROJECT_ROOT


@cache
def providers() -> Mapping[str, tuple[str, ...]]:
    """Conformed entity → the kinds that provide it, in the order in which they are listed."""
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    return {entity: tuple(kinds) for entity, kinds in project["vars"]["provides"].items()}


def provides_any(kinds: Collection[str], entities: Collection[str]) -> bool:
    """Whether one of the kinds keeps records of one of the entities.

    Args:
        kinds: of the configured systems.
        entities: conformed entities, such as bank_lines.
    """
    return any(not set(kinds).isdisjoint(providers()[entity]) for entity in entities)
