"""Holds the house in the shape that the design gives it: who may know whom, in Python and in SQL."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from ingestion.manifest import manifest_of
from quarterdeck.settings import KINDS, STATE_KIND

PROJECT = Path(__file__).resolve().parent.parent
MODELS = PROJECT / "models"

# Which of our rooms each room may import, besides itself.
ROOMS: dict[str, set[str]] = {
    "quarterdeck": set(),
    "ingestion": {"quarterdeck"},
    "flows": {"ingestion", "quarterdeck"},
    "dashboards": {"quarterdeck"},
}
# The one room that knows a library.
OWNERS = {"dlt": "ingestion", "prefect": "flows", "streamlit": "dashboards", "plotly": "dashboards"}

# Which layers a model may read, besides seeds. Within staging, one kind never reads another's.
LAYERS: dict[str, set[str]] = {
    "staging": {"staging"},
    "conformed": {"staging", "conformed"},
    "intermediate": {"conformed", "intermediate"},
    "marts": {"conformed", "intermediate", "marts"},
    "scorecard": {"conformed", "intermediate", "marts", "scorecard"},
    # A finding may be an audit's difference.
    "alerts": {"conformed", "intermediate", "marts", "scorecard", "audits", "alerts"},
    # Control totals compare any layer with any other, back to the sources.
    "audits": {"staging", "conformed", "intermediate", "marts", "scorecard", "audits"},
    # The company's own analysts; nothing of ours reads it.
    "custom": {"conformed", "intermediate", "marts", "scorecard", "alerts", "custom"},
}
# Sources that a layer may read; staging also its own kind's tables, which nobody else reads. What a company
# sets (its time zones, its presentation currency) is a parameter, as seeds are.
SOURCES = {
    "staging": {"settings"},
    "conformed": {"settings"},
    "marts": {"settings"},
    "alerts": {"settings"},
    "audits": {"settings", "landing"},
}
# Layers that may unite the kinds' staging; audits do to see what conformed leaves out.
UNITERS = {"conformed", "audits"}

# Who touches the process's environment, and why; everybody else is given settings.
ENVIRONMENT = {
    "quarterdeck/settings.py": "finds the settings file and fills in secrets",
    "ingestion/loader.py": "switches dlt's telemetry off before dlt is imported",
    "flows/": "gives the child processes (dbt, Prefect's server, Streamlit) their environment",
}

# By what one of several rows is chosen though it is no key, and why there are no two of it.
WITHOUT_TIES = {
    ("int_bill_states", "list_position("): "the place in the list that it chooses from",
    ("fct_payment_promises", "paid.effect_date"): "paid has one row a promise and day",
    ("alert_audit_difference", "month_end_date"): "one row a control and month end",
    ("alert_bank_difference", "from_date"): "intervals of one account begin on days of their own",
    ("documents", "coalesce(age_days, 0)"): "the same age is in the same bucket",
}

TOP_LEVEL = {
    *("quarterdeck", "ingestion", "flows", "dashboards", "models", "macros", "seeds", "tests", "docs"),
    *(
        "dbt_project.yml",
        "profiles.yml",
        "pyproject.toml",
        "Makefile",
        ".sqlfluff",
        ".gitignore",
        ".ci",
        ".streamlit",
    ),
    "quarterdeck.toml",  # the demonstration's settings, which `make run` finds in the working folder
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md", "LICENSE"),
    *(f"requirements{part}.{end}" for part in ("", "-dev", "-pip") for end in ("in", "txt")),
}

LONGEST_PYTHON, LONGEST_SQL = 300, 110
# Files that are longer and may be, with the reason.
LONG = {
    "quarterdeck/settings.py": "every key and every sentence about it in one place",
}

KINDS_HERE = sorted(path.parent.name for path in (PROJECT / "ingestion" / "systems").glob("*/__init__.py"))


def python_files(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (PROJECT / room).rglob("*.py"))


def model_files() -> list[Path]:
    return sorted(MODELS.rglob("*.sql"))


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def layer_of(path: Path) -> str:
    return path.relative_to(MODELS).parts[0]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports_of(path: Path) -> Iterator[str]:
    """Top-level packages that a file imports, also by name through importlib."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield name_of(path).split("/")[0] if node.level else str(node.module).split(".")[0]
        elif (
            isinstance(node, ast.Call)
            and node.args
            and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__")
        ):
            named = ast.unparse(node.args[0]).lstrip("frFR").strip("'\"")
            yield named.split(".")[0]


def jinja_calls(path: Path, function: str) -> list[tuple[str, ...]]:
    """Literal arguments of each call of a dbt function; those in SQL comments count, as they do for dbt."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(rf"\b{function}\s*\(([^)]*)\)", text)
    return [tuple(re.findall(r"['\"]([^'\"]+)['\"]", arguments)) for arguments in found]


def calls(text: str, functions: str) -> Iterator[tuple[str, list[str]]]:
    """Each call of one of the SQL functions: what stands before it on its line, and its arguments as written."""
    text = re.sub(r"--.*|\{#.*?#\}", "", text)
    for found in re.finditer(rf"(?<![\w.])(?:{functions})\(", text):
        depth, arguments = 1, [""]
        for character in text[found.end() :]:
            depth += (character in "([") - (character in ")]")
            if not depth:
                break
            if character == "," and depth == 1:
                arguments.append("")
            else:
                arguments[-1] += character
        yield text[: found.start()].rpartition("\n")[2], [" ".join(argument.split()) for argument in arguments]


def described_models() -> dict[str, str]:
    """Description of every model in the YAML beside the models."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in sorted(MODELS.rglob("*.yml"))]
    return {model["name"]: model.get("description", "") for file in files for model in file.get("models") or []}


def provides() -> dict[str, list[str]]:
    """Conformed entity → kinds, as dbt_project.yml says."""
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    return project["vars"]["provides"]


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_what_they_may(room: str) -> None:
    forbidden = set(ROOMS) - ROOMS[room] - {room} | {"tests"}
    forbidden |= {library for library, owner in OWNERS.items() if owner != room}
    wrong = [
        f"{name_of(path)} imports {name}"
        for path in python_files(room)
        for name in imports_of(path)
        if name in forbidden
    ]
    assert not wrong, f"{room} may import of ours only {sorted(ROOMS[room])}, and only {OWNERS} know those: {wrong}"


def test_dashboards_hold_no_sql() -> None:
    # Case matters: "Select a company" is a sentence.
    statement = re.compile(r"\s*(select|SELECT)\s|\s*(with|WITH)\s+\w+\s+(as|AS)\s*\(")
    wrong = [f"{name_of(path)} imports duckdb" for path in python_files("dashboards") if "duckdb" in imports_of(path)]
    for path in python_files("dashboards"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value):
                wrong.append(f"{name_of(path)}:{node.lineno} holds SQL")
    assert not wrong, f"views call named queries through the door (quarterdeck/queries): {wrong}"


def test_only_settings_read_the_environment() -> None:
    wrong = []
    for path in python_files(*ROOMS):
        if name_of(path).startswith(tuple(ENVIRONMENT)):
            continue
        for node in ast.walk(tree_of(path)):
            match node:
                case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "getenv" | "putenv"):
                    wrong.append(f"{name_of(path)}:{node.lineno}")
                case ast.ImportFrom(module="os") if {alias.name for alias in node.names} & {
                    "environ",
                    "getenv",
                }:
                    wrong.append(f"{name_of(path)}:{node.lineno}")
    assert not wrong, f"take it from quarterdeck.settings, or add the file and its reason to ENVIRONMENT: {wrong}"


def test_models_read_only_layers_before_them() -> None:
    home = {path.stem: path for path in model_files()}
    seeds = {path.stem for path in (PROJECT / "seeds").rglob("*.csv")}
    wrong = []
    for path in model_files():
        layer = layer_of(path)
        assert layer in LAYERS, f"{name_of(path)}: models/{layer}/ is no layer of the design"
        for *_, name in filter(None, jinja_calls(path, "ref")):
            if name in seeds:
                continue
            if name not in home:
                wrong.append(f"{name_of(path)} reads {name}, which does not exist")
            elif layer_of(home[name]) not in LAYERS[layer]:
                wrong.append(f"{name_of(path)} reads {name} of {layer_of(home[name])}")
            elif layer == layer_of(home[name]) == "staging" and path.parent != home[name].parent:
                wrong.append(f"{name_of(path)} reads {name} of another kind")
        if layer not in UNITERS and jinja_calls(path, "union_kinds"):
            wrong.append(f"{name_of(path)} unites kinds, which only {sorted(UNITERS)} do")
    assert not wrong, "\n".join(wrong)


def test_only_staging_reads_sources() -> None:
    wrong = []
    for path in model_files():
        layer = layer_of(path)
        allowed = SOURCES.get(layer, set()) | ({path.parent.name} if layer == "staging" else set())
        wrong += [
            f"{name_of(path)} reads source {call[0]}"
            for call in jinja_calls(path, "source")
            if call and call[0] not in allowed
        ]
    assert not wrong, "\n".join(wrong)


def test_models_bear_the_names_of_their_layer() -> None:
    wrong = []
    for path in model_files():
        layer, kind = layer_of(path), path.parent.name
        pattern = {
            "staging": rf"(stg_)?{kind}__\w+",
            "intermediate": r"int_\w+",
            "marts": r"(dim|fct)_\w+",
            "alerts": r"alert_\w+|findings",
        }.get(layer, r"[a-z]\w*")
        if not re.fullmatch(pattern, path.stem):
            wrong.append(f"{name_of(path)} is not named {pattern}")
    assert not wrong, "\n".join(wrong)


def test_settings_know_the_kinds_that_exist() -> None:
    assert {*KINDS, STATE_KIND} == set(KINDS_HERE), (
        "KINDS of quarterdeck/settings.py against the folders of ingestion/systems"
    )


@pytest.mark.parametrize("kind", KINDS_HERE)
def test_a_kind_provides_what_it_says(kind: str) -> None:
    manifest = set(manifest_of(kind).provides)
    project = {entity for entity, kinds in provides().items() if kind in kinds}
    assert manifest == project, f"`provides` of ingestion/systems/{kind} against `vars: provides:` of dbt_project.yml"
    files = {path.stem.removeprefix(f"{kind}__") for path in (MODELS / "staging" / kind).glob(f"{kind}__*.sql")}
    missing = manifest - files
    assert not missing, f"models/staging/{kind}/ lacks {sorted(f'{kind}__{entity}.sql' for entity in missing)}"
    unlisted = files & set(provides()) - manifest
    assert not unlisted, f"models/staging/{kind}/ holds {sorted(unlisted)}, which its manifest does not list"


def test_provides_names_existing_kinds() -> None:
    named = {kind for kinds in provides().values() for kind in kinds}
    assert named <= set(KINDS_HERE), (
        f"dbt_project.yml names kinds without a folder in ingestion/systems: {named - set(KINDS_HERE)}"
    )


def test_every_staging_model_is_used() -> None:
    used = {call[-1] for path in model_files() for call in jinja_calls(path, "ref") if call}
    used |= {f"{kind}__{entity}" for entity, kinds in provides().items() for kind in kinds}
    unused = [name_of(path) for path in model_files() if layer_of(path) == "staging" and path.stem not in used]
    assert not unused, f"nothing reads {unused}; delete them, or list them under `vars: provides:`"


def test_no_figure_depends_on_the_order_in_which_rows_come() -> None:
    """Two builds of one landing give the same rows: what is chosen of several is so by an order without ties."""
    wrong = []
    for path in (*MODELS.rglob("*.sql"), *(PROJECT / "quarterdeck/queries").rglob("*.sql")):
        text = path.read_text(encoding="utf-8")
        for before, arguments in calls(text, "mode|first|last|list|array_agg|string_agg"):
            if not before.endswith("list_sort(") and not re.search(r"order by (?!\d)", ",".join(arguments)):
                wrong.append((path.stem, arguments))
        for _, (_, order) in calls(text, "arg_max|arg_min|max_by|min_by"):
            is_listed = any(path.stem == name and order.startswith(begin) for name, begin in WITHOUT_TIES)
            if not is_listed and not re.search(r"^\(|(_key|_id)(::\w+)?$", order):
                wrong.append((path.stem, [order]))
    assert not wrong


def test_every_model_says_what_one_row_is() -> None:
    described = described_models()
    wrong = [
        name_of(path)
        for path in model_files()
        if layer_of(path) != "custom" and not described.get(path.stem, "").strip().startswith("One row per ")
    ]
    assert not wrong, f'a YAML beside them must describe these, beginning "One row per …": {wrong}'


def test_files_stay_short() -> None:
    sizes = {
        name_of(path): (path, len(path.read_text(encoding="utf-8").splitlines()))
        for path in [*python_files(*ROOMS), *model_files()]
    }
    limit = {".py": LONGEST_PYTHON, ".sql": LONGEST_SQL}
    long = {name: lines for name, (path, lines) in sizes.items() if lines > limit[path.suffix]}
    assert not set(long) - set(LONG), (
        f"over {LONGEST_PYTHON} (Python) or {LONGEST_SQL} (SQL) lines: {long}; such a file does two jobs"
    )
    assert not set(LONG) - set(long), f"no longer over the limit, take them off LONG: {set(LONG) - set(long)}"


def test_nothing_else_stands_at_the_top() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    found = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert found <= TOP_LEVEL, f"at the top level without a reason: {sorted(found - TOP_LEVEL)}"


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-pip.txt"])
def test_locks_have_hashes_and_no_addresses(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert "://" not in text and "--index-url" not in text and "--find-links" not in text, (
        f"{lock} holds an address; make lock"
    )
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    bare = [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert entries and not bare, f"{lock}: no version or no hash: {bare}; make lock"
