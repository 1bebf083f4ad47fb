"""`docs/conformed.md` is what the models say, and the models say what the document promises."""

import re

import pytest
import yaml

from flows.conformed_document import DOCUMENT, Entity, conformed_document, entities
from ingestion.manifest import manifest_of
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.settings import KINDS, STATE_KIND

ENTITIES = entities()
# Made of the settings, or of other entities: no kind provides them.
MADE_HERE = {"companies", "unfit_open_items", "unfit_ledger_entries", "unfit_rows", "unfit_documents"}
# The stars of the design, by its own names, and what many of them share.
STARS = {
    "all stars",
    "approvals",
    "bills",
    "budget",
    "budget consumption",
    "cash forecast, forecast accuracy",
    "cash movements, balances",
    "contract events",
    "contract milestones",
    "contract position",
    "debt and facilities, guarantees, goods received not invoiced, promises",
    "expense claims",
    "fund plan",
    "ledger",
    "opportunities",
    "project cost",
    "project progress",
    "receipts, payments",
    "receivable / payable balances",
    "receivable / payable effects",
    "service cases",
    "shared dimensions",
    "stock",
    "tenders, bids, supplier evaluations",
}


def test_the_document_is_made_from_the_models() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == conformed_document(), "run `make documents`"


def test_every_conformed_model_is_in_it_once() -> None:
    files = sorted(file.stem for file in (PROJECT_ROOT / "models" / "conformed").rglob("*.sql"))
    assert sorted(entity.name for entity in ENTITIES) == files


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_an_entity_says_its_grain_its_stars_and_its_columns(entity: Entity) -> None:
    assert entity.grain.startswith("One row per ")
    assert entity.stars, "which star of the design needs it? `config: {meta: {stars: [...]}}`"
    assert set(entity.stars) <= STARS
    assert bool(entity.kinds) != (entity.name in MADE_HERE)
    assert all(column.get("data_type") and column.get("description") for column in entity.columns)
    names = [column["name"] for column in entity.columns]
    assert len(names) == len(set(names))
    assert set(entity.values) <= set(names)
    if entity.kinds:
        assert {"source_table", "source_key", "load_id"} <= set(names)
        # An open item bears the system for its instalments and effects.
        assert {"system", "item_key"} & set(names)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_columns_of_words_say_which_words(entity: Entity) -> None:
    """A status, a type, a side says which words there are, unless it is said to be the source's own."""
    own_words = re.compile(r"source's own|free text|as the source (spells|names)")
    for column in entity.columns:
        if re.search(r"_(status|side|direction|stage|decision)$", column["name"]) and column["data_type"] == "varchar":
            has_words = column["name"] in entity.values
            assert has_words or own_words.search(column["description"]), f"{entity.name}.{column['name']}"
        for word in entity.values.get(column["name"], []):
            assert re.search(rf"\b{word}\b", column["description"]), f"{entity.name}.{column['name']}: {word}"


def test_every_kind_of_the_demonstration_provides_something() -> None:
    provided = {kind: set(manifest_of(kind).provides) for kind in KINDS}
    assert all(provided.values())
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]["provides"]
    by_demonstration = {entity for kind, names in provided.items() if kind.startswith("demo_") for entity in names}
    ours = set(manifest_of(STATE_KIND).provides)
    assert by_demonstration | ours == set(project), "the demonstration provides every entity but those that are ours"
