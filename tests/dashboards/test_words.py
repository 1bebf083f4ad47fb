"""Every language has the same words to say, and the Chinese pages say them in Chinese."""

import re
import string

import pytest

from dashboards.components.words import DEFAULT_LANGUAGE, LANGUAGES, LOCALES, Words, load_words

# Names of formats and what is typed, the same in every language.
SAME_EVERYWHERE = re.compile(r"CSV|Excel|quarterdeck refresh")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_its_file() -> None:
    files = {language: {path.name for path in (LOCALES / language).iterdir()} for language in LANGUAGES}
    assert {path.name for path in LOCALES.iterdir()} == set(LANGUAGES)
    assert all(names == files[DEFAULT_LANGUAGE] for names in files.values())


@pytest.mark.parametrize("language", set(LANGUAGES) - {DEFAULT_LANGUAGE})
def test_languages_have_the_same_keys_and_fields(language: str) -> None:
    ours, theirs = load_words(DEFAULT_LANGUAGE), load_words(language)
    assert set(ours) == set(theirs)
    assert {key: fields(text) for key, text in ours.items()} == {key: fields(text) for key, text in theirs.items()}


def test_chinese_words_hold_no_english() -> None:
    bare = {key: re.sub(r"\{\w+\}", "", SAME_EVERYWHERE.sub("", text)) for key, text in load_words("zh").items()}
    assert not {key: text for key, text in bare.items() if re.search(r"[A-Za-z]", text)}


def test_words_of_a_source_are_translated_where_we_know_them() -> None:
    words = Words("zh")
    assert words.known("document_type", "Sales Invoice") == "销售发票"
    assert words.known("document_type", "Frachtbrief") == "Frachtbrief"
    assert words.known("document_type", None) == ""
