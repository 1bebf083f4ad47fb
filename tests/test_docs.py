"""The documentation says what is there: commands, targets, settings, kinds."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.main import get_command

from quarterdeck.settings import KINDS, STATE_KIND, Aging, Company, Settings, State, System

PROJECT = Path(__file__).resolve().parent.parent
README = PROJECT / "README.md"
CLI = PROJECT / "flows" / "cli.py"
# Filled in by load_settings, not written by anyone.
NOT_WRITTEN = {"config_file", "name"}


def documents() -> dict[str, str]:
    files = [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]
    return {path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}


def code_in(text: str) -> str:
    """What stands in code blocks and between backticks, a line each."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```[^\n]*\n.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", rest)])


def targets() -> dict[str, str]:
    """Target → its line of help."""
    text = (PROJECT / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z][a-z-]*):.*?## (.+)$", text, flags=re.MULTILINE))


def test_every_make_target_has_its_line() -> None:
    text = (PROJECT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in text.splitlines() if line.startswith(".PHONY:")).split()[1:]
    assert set(phony) == set(targets()), "every target is phony and has `## what it does` behind it"


def test_make_targets_in_the_documents_exist() -> None:
    for name, text in documents().items():
        used = set(re.findall(r"(?:^|[\s;&|(])make ([a-z][a-z-]*)", code_in(text), flags=re.MULTILINE))
        assert used <= set(targets()), f"{name} names make targets that do not exist: {used - set(targets())}"


def test_commands_in_the_documents_exist() -> None:
    used = {
        (name, command)
        for name, text in documents().items()
        for command in re.findall(r"(?:^|[\s;&|(/])quarterdeck ([a-z][a-z-]*)", code_in(text), flags=re.MULTILINE)
    }
    if not CLI.exists():
        pytest.skip("flows/cli.py is not written yet")
    from flows.cli import app

    known = set(getattr(get_command(app), "commands", {}))
    wrong = {(name, command) for name, command in used if command not in known}
    assert not wrong, f"quarterdeck has only the commands {sorted(known)}, but documents name {sorted(wrong)}"
    if not README.exists():
        pytest.skip("README.md is not written yet")
    readme = {command for name, command in used if name == README.name}
    assert known <= readme, f"README.md does not mention the commands {sorted(known - readme)}"


@pytest.mark.skipif(not README.exists(), reason="README.md is not written yet")
@pytest.mark.parametrize("model", [Settings, System, Company, Aging, State], ids=lambda model: model.__name__)
def test_every_setting_is_documented(model: type[BaseModel]) -> None:
    written = code_in("\n".join(documents().values()))
    fields = set(model.model_fields) - (NOT_WRITTEN if model is not Company else set())
    missing = {field for field in fields if not re.search(rf"\b{field}\b", written)}
    assert not missing, f"no document explains the settings {sorted(missing)}"


@pytest.mark.skipif(not README.exists(), reason="README.md is not written yet")
@pytest.mark.parametrize("kind", [*KINDS, STATE_KIND])
def test_every_kind_is_documented(kind: str) -> None:
    assert re.search(rf"\b{kind}\b", code_in("\n".join(documents().values()))), f"no document explains the kind {kind}"


def test_files_that_the_documents_link_to_exist() -> None:
    for name, text in documents().items():
        links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text)
        missing = [link for link in links if not ((PROJECT / name).parent / link).exists()]
        assert not missing, f"{name} links to {missing}"
