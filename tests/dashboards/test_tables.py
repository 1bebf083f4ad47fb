"""Tables, tiles and the freshness line: frame in, HTML out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl

from dashboards.components.freshness import control_sign, freshness_html, system_signs, unmapped_sign
from dashboards.components.numbers import Formats
from dashboards.components.tables import Column, Sorting, shown_frame, table_html
from dashboards.components.tiles import Tile, mood, tiles_html
from dashboards.components.words import Words
from quarterdeck.rendering import render
from quarterdeck.status import SystemStatus

EN, WORDS = Formats("en", "UTC"), Words()
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVIL = '<img src=x onerror="alert(1)">'
FRAME = pl.DataFrame(
    {
        "name": [EVIL, "=1+1", "B"],
        "amount": [Decimal("-1234.500"), Decimal("0.000"), None],
        "days": [4, None, 0],
        "bucket": [1, 0, 0],
        "due_date": [date(2026, 1, 2), None, date(2026, 1, 3)],
    },
    schema_overrides={"amount": pl.Decimal(18, 3)},
)
COLUMNS = [
    Column("name", "Name", sort="name", is_link=True),
    Column("amount", "Amount", "money", "CNY", sort="amount"),
    Column("days", "Days", "count"),
    Column("bucket", "Age", "label", labels={1: "old", 0: "new"}),
    Column("due_date", "Due", "date"),
]


def test_a_table_escapes_what_it_shows_and_links_rows_and_heads() -> None:
    html = table_html(
        FRAME,
        COLUMNS,
        EN,
        caption="c",
        totals=pl.DataFrame(
            {"name": [None], "amount": [Decimal("5.5")], "days": [None], "bucket": [None], "due_date": [None]}
        ),
        total_label="Total",
        row_link=lambda row: f"?customer={row['days']}",
        sorting=Sorting("amount", True, lambda word: f"?sort={word}"),
    )
    assert EVIL not in html and "&lt;img" in html
    assert '<tr data-href="?customer=4">' in html and '<a href="?customer=4">' in html
    assert 'aria-sort="descending"' in html and '<a href="?sort=name">' in html
    assert "-1,234.50" in html and "–" in html and "old" in html
    assert "<tfoot><tr>" in html and ">Total</td>" in html and ">5.50</td>" in html


def test_what_stands_between_name_and_first_figure_is_a_phones_second_line() -> None:
    order = [COLUMNS[0], COLUMNS[3], COLUMNS[4], COLUMNS[1], COLUMNS[2]]
    html = table_html(FRAME.with_columns(name=pl.lit("N") + pl.Series(['"', "1", "2"])), order, EN, caption="c")
    assert [html.count(f'data-under="{text}"') for text in ("old · 2026-01-02", "new", "new · 2026-01-03")] == [1, 1, 1]
    assert html.count("qd-under") == 2 * (1 + FRAME.height)
    # nothing stands between them, or there is no figure: nothing gives way
    assert "under" not in table_html(FRAME, COLUMNS, EN, caption="c")
    assert "under" not in table_html(FRAME, [COLUMNS[0], COLUMNS[3], COLUMNS[4]], EN, caption="c")


def test_the_download_is_what_the_table_shows() -> None:
    shown = shown_frame(FRAME, COLUMNS, EN)
    assert render(shown, "csv").decode().splitlines() == [
        "Name,Amount,Days,Age,Due",
        '"<img src=x onerror=""alert(1)"">",-1234.50,4,old,2026-01-02',
        "'=1+1,0.00,,new,",
        "B,,0,new,2026-01-03",
    ]


def test_tiles_escape_and_moods_follow_the_direction() -> None:
    html = tiles_html([Tile("a", EVIL, exact=EVIL, change=EVIL, help=EVIL)])
    assert EVIL not in html
    assert (mood(Decimal(-1)), mood(Decimal(1)), mood(Decimal(0)), mood(None)) == ("good", "bad", "plain", "plain")
    assert mood(3, falling_is_good=False) == "good"


def status(state: str, hours: int = 1, load_id: str = "2") -> dict[str, SystemStatus]:
    at = NOW - timedelta(hours=hours)
    errors = () if state == "ok" else ("no route to host",)
    return {"erp": SystemStatus("erp", state, at, at, load_id, errors)}


PUBLISHED = pl.DataFrame({"system": ["erp"], "load_id": ["2"], "extracted_at": [datetime(2026, 11, 20, 8)]})


def sign_of(statuses: dict[str, SystemStatus], published: pl.DataFrame = PUBLISHED) -> tuple[str, str, tuple[str, ...]]:
    [sign] = system_signs(["erp"], statuses, published, WORDS, EN, NOW)
    return sign.level, sign.text, sign.details


def test_freshness_is_loud_when_it_must_be() -> None:
    assert sign_of(status("ok"))[:2] == ("good", "erp: data as of 22 Nov 2026, 11:00")
    assert sign_of(status("ok", hours=25))[0] == "warning"
    level, _, details = sign_of(status("failed"))
    assert level == "bad" and "no route to host" in details
    assert sign_of(status("partial"))[0] == "warning"
    # a newer extraction that was not published is not what the page shows
    level, text, details = sign_of(status("ok", load_id="3"))
    assert (level, text) == ("warning", "erp: data as of 20 Nov 2026, 08:00") and "not published" in details[0]
    assert sign_of({}, PUBLISHED.clear())[0] == "warning"


def test_a_difference_from_the_ledger_is_told_with_its_amount() -> None:
    control = pl.DataFrame(
        {
            "system": ["erp", "erp"],
            "company_name": ["A", "B"],
            "company_currency": ["CNY", "CNY"],
            "currency": ["USD", "CNY"],
            "month_end_date": [date(2026, 10, 31)] * 2,
            "difference_amount": [Decimal("1.5"), Decimal(0)],
            "difference_amount_company": [Decimal("-12.34"), Decimal(0)],
            "is_equal": [False, True],
            "is_all_equal": [False, False],
        }
    )
    sign = control_sign(control, NOW.date(), WORDS, EN)
    assert sign.level == "bad" and len(sign.details) == 1 and "CNY -12.34" in sign.details[0]
    equal = control.with_columns(pl.lit(True).alias("is_all_equal"))
    assert control_sign(equal, NOW.date(), WORDS, EN).level == "good"
    assert control_sign(control.clear(), NOW.date(), WORDS, EN).level == "plain"
    assert "qd-bad" in freshness_html([sign], "v1")


def test_companies_left_out_are_named() -> None:
    unmapped = pl.DataFrame(
        {"system": ["erp"], "company_id": ["9"], "company_name": ["Lost"], "ledger_entry_count": [1200]}
    )
    sign = unmapped_sign(unmapped, WORDS, EN)
    assert sign is not None and "Lost" in sign.details[0] and "1,200" in sign.details[0]
    assert unmapped_sign(unmapped.clear(), WORDS, EN) is None
