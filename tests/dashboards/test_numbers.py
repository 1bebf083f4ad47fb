"""Figures as a reader sees them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dashboards.components.numbers import NOTHING, Formats

EN, ZH = Formats("en", "Asia/Shanghai"), Formats("zh", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        ("1234567.891", "CNY", "1,234,567.89"),
        ("-1234.5", "CNY", "-1,234.50"),
        ("-0.001", "CNY", "0.00"),
        ("1234.5", "JPY", "1,234"),
        ("1.2345", "KWD", "1.234"),
        ("99999999999999.999", None, "100,000,000,000,000.00"),
    ],
)
def test_money(value: str, currency: str | None, shown: str) -> None:
    assert EN.money(Decimal(value), currency) == shown


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("0", "0", "0"),
        ("999.5", "1,000", "1,000"),
        ("9999.4", "9,999", "9,999"),
        ("96321.16", "96 K", "9.6 万"),
        ("999499", "999 K", "99.9 万"),
        ("999500", "1.00 M", "100 万"),
        ("4437771.68", "4.44 M", "444 万"),
        ("-32455947.68", "-32.5 M", "-3,246 万"),
        ("123456789", "123 M", "1.23 亿"),
        ("12345678901", "12.35 B", "123.46 亿"),
    ],
)
def test_compact(value: str, english: str, chinese: str) -> None:
    assert EN.compact(Decimal(value)) == english
    assert ZH.compact(Decimal(value)) == chinese


def test_changes_have_a_sign_and_zero_has_none() -> None:
    assert EN.compact(Decimal("966229"), sign=True) == "+966 K"
    assert EN.compact(Decimal("0.2"), sign=True) == "0"
    assert EN.count(-12, sign=True) == "-12"
    assert EN.count(0, sign=True) == "0"
    assert EN.points(Decimal("-0.0204")) == "-2.0"
    assert EN.points(Decimal("0.0001")) == "0.0"


def test_what_is_not_known_is_a_dash() -> None:
    assert {EN.money(None), EN.compact(None), EN.count(None), EN.percent(None), EN.points(None)} == {NOTHING}
    assert EN.day(None) == EN.instant(None) == NOTHING


def test_days_and_instants() -> None:
    assert EN.percent(Decimal("0.3534")) == "35.3%"
    assert EN.day(date(2026, 11, 2)) == "2 Nov 2026"
    assert ZH.day(date(2026, 11, 2)) == "2026年11月2日"
    assert EN.instant(datetime(2026, 11, 22, 20, 12)) == "23 Nov 2026, 04:12"
    assert ZH.instant(datetime(2026, 11, 22, 2, 12, tzinfo=UTC)) == "2026年11月22日 10:12"
