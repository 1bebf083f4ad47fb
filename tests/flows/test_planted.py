"""The group with its planted faults through the whole product: it is built and scored, and the truth stays sealed."""

import ast
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboards.views import duplicates
from flows import steps
from flows.cli import app
from ingestion.demo.faults.parameters import shipped
from ingestion.demo.faults.truth import FILE, FOLDER, read_truth
from ingestion.demo.group.make import first_clock, make_group
from quarterdeck.access import Viewer, operating_user
from quarterdeck.errors import QueryRefused
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.publication import read_pointer
from quarterdeck.settings import CONFIG_VARIABLE, Settings, load_settings
from quarterdeck.state import StateStore
from quarterdeck.state.decisions import decide, decisions
from quarterdeck.warehouse import Warehouse
from tests.dashboards.views import drill_page, shown
from tests.drills.test_every_drill import walk
from tests.flows.duplicates import bills_twice, elsewhere, is_one_exposure, paid_again, pair_of_customers, rebuilt
from tests.group import group_settings, quiet
from tests.warehouse import Warehouse as Books

AS_OF = date(2026, 11, 21)
SYSTEMS = ("erp", "oa", "crm", "pm")
DETECTED = (
    *("control_difference", "begun_before_signature", "unapproved_change", "forgotten_collection"),
    *("paid_beyond_performance", "above_order_price", "accrual_not_reversed"),
    *("unexplained_bank_line", "round_trip", "missing_rate", "late_rate", "bill_dishonoured"),
    *("plan_revised", "unplanned_payment", "payee_account_changed", "employee_account"),
    *("due_date_moved", "lapping", "december_sale", "delivered_not_invoiced", "invoiced_not_delivered"),
    *("overspent", "duplicate_claim", "duplicate_payment", "claim_over_policy", "misposted", "cost_parked"),
    *("retention_unclaimed", "credit_limit_conflict", "back_dated", "unposted"),
    *("duplicate_party", "party_differs"),
)


@dataclass(frozen=True)
class Installation:
    """A group with faults, landed, built and published.

    Attributes:
        settings: of the installation.
        truth: about its faults; the file itself was replaced by a trap while the product worked.
        findings: of the audits, a sentence each.
    """

    settings: Settings
    truth: pl.DataFrame
    findings: list[str]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("planted")
    make_group(folder, first_clock(AS_OF, 7, 0.02, {}), quiet)
    truth = read_truth(folder / FOLDER)
    config = folder / "quarterdeck.toml"
    config.write_text(group_settings(f"as_of = {AS_OF}", SYSTEMS), encoding="utf-8")
    settings = load_settings(config)
    # whoever opens the truth while the product works waits at a pipe for good, and the test's time runs out
    file, kept = folder / FOLDER / FILE, folder / "kept.csv"
    file.rename(kept)
    os.mkfifo(file)
    for system in settings.systems:
        steps.extract(settings, settings.systems[system], full=False, say=quiet)
    seen = steps.snapshot(settings, quiet)
    steps.build(settings, quiet)
    findings = steps.audit(settings, quiet)
    steps.publish_build(settings, seen, quiet, findings)
    file.unlink()
    kept.rename(file)
    yield Installation(settings, truth, findings)


def test_faults_are_none_that_the_real_software_would_prevent(planted: Installation) -> None:
    """The build passes every test of error severity; one control differs, as told, and nothing else is left out."""
    told = planted.truth.filter((pl.col("kind") == "control_difference") & pl.col("is_fault"))
    seen = told.filter(pl.col("seen_on") <= AS_OF)["fault"].n_unique()
    assert seen == 1
    differing = [finding for finding in planted.findings if "differ from the ledger" in finding]
    assert len(differing) == 1
    assert differing == planted.findings


def test_the_score_compares_findings_with_the_truth(planted: Installation) -> None:
    config = str(planted.settings.config_file)
    result = CliRunner().invoke(app, ["--config", config, "demo", "score", "--format", "json"])
    assert result.exit_code == 0, result.output
    scores = {row["kind"]: row for row in json.loads(result.output)}
    assert scores.keys() == shipped().keys()
    known = scores["control_difference"]
    assert (known["rule"], known["faults"], known["precision"], known["recall"]) == ("audit_difference", 1, 1.0, 1.0)
    for kind, row in scores.items():
        if row["rule"] is None:
            continue
        assert row["flagged"] == 0, row
        # a small group has no place for every kind
        assert row["faults"] == 0 or row["recall"] >= 0.9, row
        assert row["findings"] == 0 or row["precision"] >= 0.9, row
        assert kind in DETECTED, "name it there"
    met = {kind for kind, row in scores.items() if row["rule"] and row["faults"]}
    assert len(met) >= len(DETECTED) * 2 / 3, met
    subjects = planted.truth.filter((pl.col("role") == "subject") & pl.col("is_fault") & (pl.col("seen_on") <= AS_OF))
    expected = dict(subjects.group_by("kind").agg(pl.col("fault").n_unique()).iter_rows())
    assert {kind: row["faults"] for kind, row in scores.items() if row["faults"]} == expected
    result = CliRunner().invoke(app, ["--config", config, "demo", "score"])
    assert "No detector yet for" in result.output
    assert shipped()["step_skipped"]["says"][:50] in result.output


def test_nothing_of_the_truth_is_landed_or_published(planted: Installation) -> None:
    words = {*planted.truth["fault"].to_list(), *planted.truth["why"].to_list()}
    layout = planted.settings.layout
    with Warehouse(layout) as warehouse:
        for relation in warehouse.catalogue().select("schema_name", "relation_name").unique().rows():
            frame = warehouse.select(f"select * from {'.'.join(relation)}", Viewer.everything(), limit=None)
            for column in frame.select(pl.selectors.string()):
                assert not words & set(column.drop_nulls().to_list()), (relation, column.name)
    files = list(layout.landing.rglob("*.parquet"))
    assert files
    for file in files:
        for column in pl.read_parquet(file).select(pl.selectors.string()):
            assert not words & set(column.drop_nulls().to_list()), (file, column.name)


def test_the_door_does_not_open_the_truth(planted: Installation) -> None:
    file = planted.settings.config_file.parent / FOLDER / FILE
    with Warehouse(planted.settings.layout) as warehouse:
        for sql in (
            f"select * from read_csv('{file}')",
            f"select * from '{file}'",
            f"select * from read_text('{file}')",
        ):
            with pytest.raises(QueryRefused):
                warehouse.select(sql, Viewer.everything())


def test_only_the_demonstration_knows_of_faults() -> None:
    """No module of the product but the demonstration's commands imports what plants, tells or scores."""
    wrong = []
    for room in ("quarterdeck", "ingestion", "flows", "dashboards"):
        for path in (PROJECT_ROOT / room).rglob("*.py"):
            place = path.relative_to(PROJECT_ROOT).as_posix()
            imported = {
                node.module or ""
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.ImportFrom)
            }
            allowed = place.startswith("ingestion/demo/") or place == "flows/commands/demonstration.py"
            if not allowed and any(module.startswith("ingestion.demo.faults") for module in imported):
                wrong.append(place)
    assert not wrong
    models = [*(PROJECT_ROOT / "models").rglob("*.sql"), *(PROJECT_ROOT / "macros").rglob("*.sql")]
    assert not [path for path in models if f"{FOLDER}/" in path.read_text(encoding="utf-8")]


def test_a_folder_without_a_truth_says_what_to_do(planted: Installation, tmp_path: Path) -> None:
    config = str(planted.settings.config_file)
    refused = CliRunner().invoke(app, ["--config", config, "demo", "score", "--truth", str(tmp_path)]).exception
    assert "holds no truth; `quarterdeck demo --force` makes a group with planted faults" in str(refused)


def test_a_dishonoured_bill_is_a_claim_again_and_a_debt_to_whom_it_was_endorsed(planted: Installation) -> None:
    folder = planted.settings.config_file.parent
    with closing(sqlite3.connect(folder / "erp.sqlite")) as connection:
        expected = connection.execute(
            "select back.id, back.happened_on, back.amount, came.receipt_id, went.kind from note_event as back "
            "join note_event as came on came.note_id = back.note_id and came.kind = 'received' left join note_event as "
            "went on went.note_id = back.note_id and went.kind in ('endorsed', 'discounted') "
            f"where back.kind = 'dishonoured' and back.happened_on <= '{AS_OF}'"
        ).fetchall()
    assert {went for *_, went in expected} >= {None, "discounted"}
    with Warehouse(planted.settings.layout) as door:
        for key, day, text, receipt, went in expected:
            amount = Decimal(text)
            found = door.select(
                "select bills_amount, receivable_amount, payable_amount, cash_amount, recourse_amount, "
                "claim_reopened_date::varchar, (select sum(effect_amount) from marts.fct_receivable_effects as effects "
                f"where effects.item_key = 'erp|receipt:{receipt}' and effect_type = 'cancellation' "
                f"and effect_date = event_date) from marts.fct_bill_events where bill_event_key = 'erp|{key}'",
                Viewer.everything(),
            )
            with_us, owed, passed_on = went is None, went == "endorsed", went is not None
            assert found.rows() == [
                (
                    -amount * with_us,
                    amount,
                    -amount * owed,
                    -amount * (went == "discounted"),
                    -amount * passed_on,
                    day,
                    amount,
                )
            ]


@pytest.fixture(scope="module")
def books(planted: Installation) -> Iterator[Books]:
    """The planted group's build beside its files."""
    layout = planted.settings.layout
    [built] = layout.last_build.glob("*.duckdb")
    pointer = read_pointer(layout)
    assert pointer is not None
    with duckdb.connect(str(built), read_only=True) as connection:
        connection.execute(f"attach '{pointer.path}' as serving (read_only)")
        yield Books(planted.settings.config_file.parent, planted.settings, connection)


def test_duplicates_are_those_that_the_erps_own_file_tells(books: Books) -> None:
    rows = books.rows(
        "select candidate_kind, first_document_key, second_document_key, stake_amount, grade "
        "from serving.marts.fct_duplicate_candidates where stake_amount is not null "
        "and candidate_kind <> 'claim' and grade <> 'possible'"
    )
    bills = {row[1:3] for row in rows if row[0] == "bill"}
    payments = {row[1:3]: row[3] for row in rows if row[0] == "payment"}
    assert bills and payments
    assert bills == bills_twice(books)
    assert payments == paid_again(books)
    sides = books.rows(
        """
        select candidates.candidate_kind, documents.side,
            sum(documents.document_amount) >= max(candidates.stake_amount) or max(candidate_kind) in ('party', 'link')
        from serving.marts.fct_duplicate_candidates as candidates
        inner join serving.marts.fct_duplicate_documents as documents using (duplicate_candidate_key)
        group by all
        """
    )
    assert {row[:2] for row in sides} == {(row[0], side) for row in sides for side in ("first", "second")}
    assert all(row[2] for row in sides)
    for table, key in books.rows(
        "select distinct source_table, source_key from serving.marts.fct_duplicate_documents where system = 'erp'"
    ):
        assert books.source_rows("erp", f"select id from {table} where id = {key}") == [(int(key),)]


def test_undecided_duplicates_of_the_cockpit_are_those_of_their_page(books: Books) -> None:
    """Certain and probable candidates that are open, of the group and of each company, on days of three years."""
    days = [day.replace(year=year) for year in (2024, 2025, 2026) for day in (date(2026, 8, 31), date(2026, 10, 31))]
    found = {
        (scope, day): (value, number)
        for scope, day, value, number in books.rows(
            "select scope_key, reporting_date, indicator_value, denominator from serving.scorecard.indicators "
            "where indicator = 'undecided_duplicates'"
        )
    }
    scopes = {scope for scope, _ in found}
    assert {"(group)", "YZG", "YZO"} <= scopes
    with Warehouse(books.settings.layout) as door:
        for scope, day in [(scope, day) for scope in scopes for day in days if (scope, day) in found]:
            shown = door.read(
                "duplicates/page_indicators", Viewer.everything(), as_of=day, system=None, kind=None, status="open",
                company=None if scope == "(group)" else scope,
            ).row(0, named=True)  # fmt: skip
            amount = shown["certain_amount"] + shown["probable_amount"]
            assert found[scope, day] == (amount, shown["certain_count"] + shown["probable_count"]), (scope, day)
    assert 0 <= found["(group)", days[0]][0] < found["(group)", days[-1]][0]


def test_a_decision_is_obeyed_by_a_build_from_the_landing_zone(books: Books, tmp_path: Path) -> None:
    findings = dict(
        books.rows(
            "select finding_key, duplicate_candidate_key from serving.alerts.findings as findings "
            "inner join serving.marts.fct_duplicate_candidates as candidates on candidates.duplicate_candidate_key "
            "= findings.subject_key or candidates.second_document_key = findings.subject_key "
            "where rule in ('duplicate_payment', 'duplicate_claim')"
        )
    )
    rejected, withdrawn, *_ = sorted(set(findings.values()))
    # two customers that are only called alike, and two with one tax number
    joined, parted = (pair_of_customers(books, grade) for grade in ("probable", "certain"))
    assert not is_one_exposure(books.connection, "serving.", joined[1:])
    assert is_one_exposure(books.connection, "serving.", parted[1:])
    settings = elsewhere(books.settings, tmp_path)
    given = {"subject_type": "duplicate", "note": "looked at both", "decided_by": "li"}
    for key, decision in (
        *((rejected, "confirmed"), (rejected, "rejected")),
        *((withdrawn, "rejected"), (withdrawn, "withdrawn"), (joined[0], "confirmed"), (parted[0], "rejected")),
    ):
        decide(StateStore.of(settings), **given, subject_key=key, decision=decision)
    before = {
        key
        for (key,) in books.rows(
            "select finding_key from serving.alerts.findings where rule in ('duplicate_payment', 'duplicate_claim')"
        )
    }
    with duckdb.connect(str(rebuilt(settings)), read_only=True) as connection:
        rows = connection.execute(
            "select duplicate_candidate_key, status, decided_by, grade = computed_grade "
            "from marts.fct_duplicate_candidates"
        ).fetchall()
        after = {
            key
            for (key,) in connection.execute(
                "select finding_key from alerts.alert_duplicate_payment "
                "union all select finding_key from alerts.alert_duplicate_claim"
            ).fetchall()
        }
        assert is_one_exposure(connection, "", joined[1:])
        assert not is_one_exposure(connection, "", parted[1:])
    found = {key: tuple(more) for key, *more in rows}
    assert found.pop(joined[0])[:2] == ("confirmed", "li")
    assert found.pop(parted[0])[:2] == ("rejected", "li")
    assert (found.pop(rejected), found.pop(withdrawn)) == (("rejected", "li", True), ("open", "li", True))
    assert set(found.values()) <= {("open", None, True)}
    assert before - after == {key for key, candidate in findings.items() if candidate == rejected}
    assert not after - before


def test_the_page_of_duplicates_leads_down_and_takes_a_decision(
    books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = elsewhere(books.settings, tmp_path, 'deciders = ["*"]')
    monkeypatch.setenv(CONFIG_VARIABLE, str(settings.config_file))
    walk(duplicates.DRILL, lambda area, **given: shown(drill_page, area, **{"as_of": AS_OF.isoformat(), **given}))
    for kind, is_drawn in (("bill", True), ("party", False)):  # records of a party have no amount: no empty chart
        html = shown(drill_page, "duplicates", as_of=AS_OF.isoformat(), kind=kind)
        assert ("At stake, by grade" in html) == is_drawn and "By grade and company" in html
    [(key,), *_] = books.rows("select duplicate_candidate_key from serving.marts.fct_duplicate_candidates")
    test = AppTest.from_function(drill_page, default_timeout=120, args=("duplicates",))
    test.query_params.update({"as_of": AS_OF.isoformat(), "candidate": key})
    rejects = "They are two different ones"

    def press(note: str) -> str:
        test.run()
        test.text_input[-1].set_value(note)
        next(button for button in test.button if button.label == rejects).click().run()
        assert not test.exception
        return "".join(str(element.proto.body) for element in test.main if element.type == "html")

    assert "There is no reason; say in a few words why" in press(" ").replace("there", "There")
    assert decisions(StateStore.of(settings)) == []
    said = press("two deliveries <b>")
    [kept] = decisions(StateStore.of(settings))
    person = operating_user()
    assert (kept.subject_key, kept.decision, kept.note, kept.decided_by) == (
        key,
        "rejected",
        "two deliveries <b>",
        person,
    )
    assert kept.seen_version == read_pointer(settings.layout).version  # type: ignore[union-attr]
    assert f"rejected by {person}" in said and "two deliveries &lt;b&gt;" in said
    assert "It takes effect with the next refresh" in said
    assert "One decision waits for the next refresh" in shown(drill_page, "duplicates", as_of=AS_OF.isoformat())
    config = settings.config_file
    arguments = ["--config", str(config), "decide", key, "withdrawn", "--note", "looked again", "--by", "wu"]
    assert "Kept: withdrawn by wu" in CliRunner().invoke(app, arguments).output
    listed = CliRunner().invoke(app, ["--config", str(config), "decisions", "--format", "json"]).output
    assert [(one["decided_by"], one["recorded_by"]) for one in json.loads(listed)] == [(person, person), ("wu", person)]
    arguments[3] = "no such key"
    assert "There is no candidate 'no such key'" in str(CliRunner().invoke(app, arguments).exception)
    # nobody may, unless the settings say who
    config.write_text(config.read_text(encoding="utf-8").replace('["*"]', '["somebody"]'), encoding="utf-8")
    arguments[3] = key
    assert f"{person} may not decide here" in str(CliRunner().invoke(app, arguments).exception)
    test.run()
    assert not [button for button in test.button if button.label == rejects]
    assert len(decisions(StateStore.of(settings))) == 2
