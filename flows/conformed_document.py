"""`docs/conformed.md`, made from the models: what every kind of system is brought to, entity by entity.

    python -m flows.conformed_document

The grain and the columns come from the contracts beside the models, the allowed values from their tests, the stars
that need an entity from its `meta`, and the kinds that provide it from `vars: provides:` of dbt_project.yml.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from quarterdeck.atomic import replace_text
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.provision import providers

DOCUMENT = PROJECT_ROOT / "docs" / "conformed.md"
_CONFORMED = PROJECT_ROOT / "models" / "conformed"
_INTRODUCTION = """# The conformed entities

What every kind of system is brought to before anything is computed: one table an entity, the union of the kinds that
provide it, under a contract that dbt enforces. A new kind maps its tables to these; the stars are made of nothing else.

This document is made from the models (`make documents`); correct it there. `not null` holds for every row; *one of*
lists all words that may stand in a column; `other` and `unknown` are for words of a source that its kind does not know
(`unknown` also where it says nothing). Money is rounded to its currency's minor unit. Every table lies in the
schema `conformed` of the build.
"""


@dataclass(frozen=True)
class Entity:
    """One conformed model.

    Attributes:
        name: of the model.
        area: its folder below `models/conformed`, or "shared".
        grain: its description.
        stars: that need it, in the design's words.
        kinds: that provide it; empty: it is made of other entities or of the settings.
        columns: as the contract states them.
        values: column → the words that may stand in it.
    """

    name: str
    area: str
    grain: str
    stars: list[str]
    kinds: tuple[str, ...]
    columns: list[dict[str, Any]]
    values: dict[str, list[str]]


def entities() -> list[Entity]:
    """All conformed entities by area, in the order of their files."""
    texts = _texts()
    found = [
        _entity(model, _area(file), texts)
        for file in sorted(_CONFORMED.rglob("*__models.yml"))
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models") or []
    ]
    return sorted(found, key=lambda entity: (entity.area != "shared", entity.area))


def conformed_document() -> str:
    """The document's text."""
    parts = [_INTRODUCTION]
    area = None
    for entity in entities():
        if entity.area != area:
            area = entity.area
            parts.append(f"## {area.capitalize()}\n")
        parts.append("\n".join(_section(entity)) + "\n")
    return "\n".join(parts)


def _section(entity: Entity) -> Iterator[str]:
    yield f"### {entity.name}\n"
    yield f"{entity.grain}\n"
    yield f"*Stars*: {'; '.join(entity.stars) or '(none)'}. *Kinds*: {', '.join(entity.kinds) or '(made here)'}.\n"
    yield "| column | type | | meaning |"
    yield "| --- | --- | --- | --- |"
    for column in entity.columns:
        is_needed = any(one.get("type") == "not_null" for one in column.get("constraints") or [])
        words = entity.values.get(column["name"])
        meaning = column["description"] + (f" *One of*: {', '.join(f'`{word}`' for word in words)}." if words else "")
        shown = meaning.replace("|", "\\|").replace("<", "&lt;")
        yield f"| `{column['name']}` | {column['data_type']} | {'not null' if is_needed else ''} | {shown} |"


def _entity(model: dict[str, Any], area: str, texts: dict[str, str]) -> Entity:
    meta = (model.get("config") or {}).get("meta") or {}
    values: dict[str, list[str]] = {}
    for test in model.get("data_tests") or []:
        if isinstance(test, dict) and "allowed_values" in test:
            values |= test["allowed_values"]["arguments"]["values"]
    columns = [{**one, "description": _resolved(one["description"], texts)} for one in model["columns"]]
    kinds = providers().get(meta.get("entity", model["name"]), ())
    grain = _resolved(model["description"], texts)
    return Entity(model["name"], area, grain, meta.get("stars") or [], kinds, columns, values)


def _area(file: Path) -> str:
    return "shared" if file.parent == _CONFORMED else file.parent.name


def _texts() -> dict[str, str]:
    """The texts that descriptions share, by name."""
    blocks = re.compile(r"{%\s*docs (\w+)\s*%}(.*?){%\s*enddocs\s*%}", re.DOTALL)
    return {
        name: text
        for file in sorted((PROJECT_ROOT / "models" / "docs").glob("*.md"))
        for name, text in blocks.findall(file.read_text(encoding="utf-8"))
    }


def _resolved(description: str, texts: dict[str, str]) -> str:
    found = re.sub(r"{{\s*doc\('(\w+)'\)\s*}}", lambda match: texts[match.group(1)], description)
    return " ".join(found.split())


if __name__ == "__main__":
    replace_text(DOCUMENT, conformed_document())
