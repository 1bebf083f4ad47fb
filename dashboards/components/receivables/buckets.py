"""Aging buckets: the queries number them, the URL and the reader see them by their bounds."""

from dataclasses import dataclass

from dashboards.components.words import Words

CREDIT, NOT_DUE, NO_DUE_DATE = -1, 0, 1000
# From calm to alarming; the buckets between the ends take what lies between.
_RAMP = ("#f2c14e", "#eda63a", "#e5862f", "#d9622b", "#c23f2c", "#9d2a2a", "#741b24")
_CALM, _CREDIT, _UNDATED = "#2f8f83", "#8aa0b2", "#a9a2b5"


@dataclass(frozen=True)
class Bucket:
    """One bucket.

    Attributes:
        number: as queries have it.
        code: as URLs have it.
        label: as the reader has it.
        colour: of its bar.
    """

    number: int
    code: str
    label: str
    colour: str


def buckets_of(bounds: list[int], basis: str, words: Words) -> list[Bucket]:
    """All buckets in the order in which they are shown.

    Args:
        bounds: upper bounds in days, rising.
        basis: due or document; by document date "not due" would be wrong.
        words: of the reader's language.
    """
    found = [Bucket(NOT_DUE, "not_due", words(f"bucket.not_due_{basis}"), _CALM)]
    lower = 1
    for number, upper in enumerate(bounds, start=1):
        label = words("bucket.between", lower=lower, upper=upper)
        found.append(Bucket(number, f"{lower}-{upper}", label, _colour(number, len(bounds))))
        lower = upper + 1
    last = len(bounds) + 1
    found.append(Bucket(last, f"over_{bounds[-1]}", words("bucket.over", upper=bounds[-1]), _colour(last, len(bounds))))
    found.append(Bucket(NO_DUE_DATE, "no_due_date", words("bucket.no_due_date"), _UNDATED))
    found.append(Bucket(CREDIT, "credits", words("bucket.credits"), _CREDIT))
    return found


def _colour(number: int, bounds: int) -> str:
    """The last bucket has the last colour, the first the first."""
    return _RAMP[round((number - 1) * (len(_RAMP) - 1) / bounds)]
