"""Made-up names of people and parties, bilingual where such a group would be. The words are in names.toml."""

import tomllib
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np


def people(random: np.random.Generator, count: int, *, abroad: bool = False) -> list[str]:
    """Names of people, as they are written where they work; two may bear the same."""
    words = _words()
    firsts, lasts = (words["abroad_first"], words["abroad_last"]) if abroad else (words["given"], words["surnames"])
    pairs = zip(random.integers(0, len(firsts), count), random.integers(0, len(lasts), count), strict=True)
    if abroad:
        return [f"{firsts[one]} {lasts[two]}" for one, two in pairs]
    return [lasts[two].split()[0] + firsts[one].split()[0] for one, two in pairs]


def parties(random: np.random.Generator, count: int, *, abroad: bool, buys: bool) -> tuple[list[str], list[str]]:
    """Legal names of companies, no two alike, and the short names by which salespeople call them."""
    words, role = _words(), "customer" if buys else "supplier"
    if abroad:
        every = [
            (f"{one}{two} {trade}", f"{one}{two}")
            for one, two, trade in product(
                words["places_abroad"], words["endings_abroad"], words[f"{role}_trades_abroad"]
            )
        ]
    else:
        every = [
            _chinese(one, two, trade)
            for one, two, trade in product(words["syllables"], words["endings"], words[f"{role}_trades"])
        ]
    chosen = [every[at] for at in random.choice(len(every), count, replace=count > len(every)).tolist()]
    return [name for name, _ in chosen], [short for _, short in chosen]


def _chinese(one: str, two: str, trade: str) -> tuple[str, str]:
    (first, first_spelled), (last, last_spelled), (what, what_spelled) = (
        part.split(" ", 1) for part in (one, two, trade)
    )
    short = f"{first}{last}{what}"
    return f"{short}有限公司 {first_spelled}{last_spelled} {what_spelled} Co., Ltd.", short


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
