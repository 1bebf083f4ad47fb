"""All words that the pages show, by language and area: `locale/<language>/<area>.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = {"en": "English", "zh": "中文"}
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Words:
    """The words of one language.

    Attributes:
        language: a key of `LANGUAGES`.
    """

    language: str = DEFAULT_LANGUAGE

    def __call__(self, key: str, /, **values: object) -> str:
        """The words of a key, `<table>.<name>`, with its `{values}` filled in.

        Raises:
            KeyError: no such key in this language.
        """
        text = load_words(self.language)[key]
        return text.format(**values) if values else text

    def known(self, table: str, word: str | None) -> str:
        """A word of a source system in the reader's language, or as the source has it where we do not know it."""
        if word is None:
            return ""
        return load_words(self.language).get(f"{table}.{word.lower().replace(' ', '_')}", word)


@cache
def load_words(language: str) -> Mapping[str, str]:
    """Every key with its words, such as "receivables.title"."""
    known: dict[str, str] = {}
    for file in sorted((LOCALES / language).glob("*.toml")):
        for key, text in _flat(tomllib.loads(file.read_text(encoding="utf-8")), ""):
            if key in known:
                raise ValueError(f"{file.name} of {language} says {key} a second time; leave it in one file.")
            known[key] = text
    return known


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
