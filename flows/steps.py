"""The steps of a refresh as plain functions, tested without Prefect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb

from flows.build import clear_build, keep_build, make_snapshot, run_dbt_build
from flows.custom import build_custom
from ingestion.landing import SystemLoad, land
from ingestion.snapshot import fingerprint
from quarterdeck.errors import BuildError, LandingError, QuarterdeckError
from quarterdeck.publication import Publication, new_version, publish, read_pointer, versions
from quarterdeck.settings import OWN_SYSTEM, Settings, System
from quarterdeck.state import StateStore
from quarterdeck.state.closes import pinned_versions
from quarterdeck.status import record_status

Say = Callable[[str], None]

EXPECTED_RELATIONS = frozenset(
    {
        "marts.dim_company",
        "marts.dim_customer",
        "marts.dim_supplier",
        "marts.dim_date",
        "marts.fct_exchange_rates",
        "marts.fct_receivable_effects",
        "marts.fct_receivable_balances",
        "marts.fct_payable_effects",
        "marts.fct_payable_balances",
        "marts.fct_receipts",
        "marts.fct_payments",
        "marts.fct_payment_obligations",
        "marts.fct_payment_promises",
        "marts.fct_exposure_effects",
        "marts.dim_bank_account",
        "marts.dim_cash_category",
        "marts.fct_cash_movements",
        "marts.fct_cash_balances",
        "marts.fct_bill_events",
        "marts.fct_credit_lines",
        "marts.fct_credit_uses",
        "marts.fct_debt_events",
        "marts.fct_guarantee_balances",
        "marts.fct_fund_plan_lines",
        "marts.fct_fund_plan_executions",
        "marts.fct_bill_balances",
        "marts.dim_account",
        "marts.dim_department",
        "marts.dim_employee",
        "marts.dim_budget_rule",
        "marts.fct_budgets",
        "marts.fct_budget_consumption",
        "marts.fct_expense_claims",
        "marts.fct_ledger_entries",
        "marts.fct_statement_movements",
        "marts.fct_duplicate_candidates",
        "marts.fct_duplicate_documents",
        "marts.dim_close",
        "marts.dim_party",
        "marts.dim_party_record",
        "audits.loads",
        "audits.audit_journal",
        "audits.audit_receivable_control",
        "audits.audit_payable_control",
        "audits.audit_bill_control",
        "audits.audit_bank_control",
        "audits.audit_bank_continuity",
        "audits.audit_unmapped_companies",
        "audits.audit_exceptions",
    }
)
"""What every publication has, because reports and pages read it."""


@dataclass
class RefreshOutcome:
    """What a refresh did.

    Attributes:
        publication: what readers now see; None when nothing could be published yet.
        is_new: a new version was published; False: nothing new was found.
        failures: sentences about systems or tables that could not be read.
        findings: sentences about what the audits found, and about the company's own models that failed.
    """

    publication: Publication | None = None
    is_new: bool = False
    failures: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


def systems_to_read(settings: Settings) -> list[str]:
    """Names of the configured systems, and our own once there is something to read."""
    is_there = settings.state.url is not None or settings.layout.state_file.exists()
    return [*settings.systems, *([OWN_SYSTEM] if is_there else [])]


def extract(settings: Settings, system: System, *, full: bool, say: Say) -> SystemLoad:
    """Land one system and write down how it went.

    Raises:
        SourceError: the system could not be read; written down too.
        LandingError: what it holds could not be landed; written down too.
        StateError: the state store could not be opened; written down too.
    """
    started_at = datetime.now(UTC)
    try:
        if system.name == OWN_SYSTEM:
            StateStore.of(settings).prepare()  # one that an older Quarterdeck made lacks what this one reads
        outcome = land(system, settings.layout, full=full, say=say)
    except QuarterdeckError as error:
        record_status(settings.layout, system.name, "failed", started_at, None, [str(error)])
        raise
    except Exception as error:
        # whatever a driver throws is the failure of one system: the others go on
        text = str(error).replace(system.password, "***") if system.password else str(error)
        failure = LandingError(
            f"System {system.name!r} could not be landed: {type(error).__name__}: {text}. Its last good data stays; "
            "run the refresh again with --debug before the command, and report it if it stays."
        )
        record_status(settings.layout, system.name, "failed", started_at, None, [str(failure)])
        raise failure from error
    status = "partial" if outcome.errors else "ok"
    record_status(settings.layout, system.name, status, started_at, outcome.load_id, outcome.errors)
    return outcome


def nothing_new(settings: Settings) -> Publication | None:
    """The published version, when a build would see exactly what it saw."""
    pointer = read_pointer(settings.layout)
    return pointer if pointer is not None and pointer.snapshot == fingerprint(settings) else None


def snapshot(settings: Settings, say: Say) -> str:
    """Write the snapshot into a new build file; returns its fingerprint."""
    say("snapshot: listing the completed loads")
    make_snapshot(settings)
    return fingerprint(settings)


def build(settings: Settings, say: Say) -> None:
    """Build and test all our models."""
    say("build: starting dbt")
    run_dbt_build(settings, say)


def custom(settings: Settings, say: Say) -> list[str]:
    """Build the company's own models: findings about those that fail, which are left out."""
    findings = build_custom(settings, say)
    for finding in findings:
        say(f"custom: {finding}")
    return findings


def audit(settings: Settings, say: Say) -> list[str]:
    """Read the audits of the new build: findings for a person; what must not be published has failed the build.

    Raises:
        BuildError: the serving file lacks what every publication has.
    """
    findings: list[str] = []
    try:
        with duckdb.connect(str(settings.layout.serving_file), read_only=True) as connection:
            unmapped = connection.execute(
                "select system, company_id, ledger_entry_count from audits.audit_unmapped_companies order by all"
            ).fetchall()
            exceptions = connection.execute(
                """
                select system, reason, is_excluded, count(*), min(document_number)
                from audits.audit_exceptions
                group by all
                order by all
                """
            ).fetchall()
            differences = connection.execute(
                """
                with controls as (
                    select 'Receivables' as side, * from audits.audit_receivable_control
                    union all
                    select 'Payables' as side, * from audits.audit_payable_control
                ),
                differing as (
                    select side, system, company_key, currency, difference_amount_company, month_end_date
                    from controls
                    where not is_equal
                    union all
                    select
                        'Account ' || bank_account_key || ' of the bank' as side,
                        system, company_key, currency, difference_amount, from_date
                    from audits.audit_bank_control
                    where not is_equal
                    union all
                    select
                        'Bills ' || bill_side as side,
                        system, company_key, currency, difference_amount_company, month_end_date
                    from audits.audit_bill_control
                    where not is_equal
                )
                select * from differing
                qualify row_number() over (
                    partition by side, system, company_key, currency order by month_end_date desc
                ) = 1
                order by all
                """
            ).fetchall()
    except duckdb.Error as error:
        raise BuildError(f"The audits of the new build cannot be read: {error}. Run the refresh again.") from error
    for system, company, entries in unmapped:
        findings.append(
            f"The company {company!r} of system {system!r} ({entries:,} ledger entries) is not mapped and is left out; "
            f'to include it add `sources = {{ {system} = "{company}" }}` to a [[companies]] entry of '
            f"{settings.config_file.name}."
        )
    for system, reason, is_excluded, count, example in exceptions:
        findings.append(
            f"{count:,} records of system {system!r} {'are left out' if is_excluded else 'are doubtful'}: {reason}"
            f"{f' (for example {example})' if example else ''}; see audits.audit_exceptions."
        )
    for side, system, company, currency, difference, month_end in differences:
        findings.append(
            f"{side} of {company!r} ({system}, {currency}) differ from the ledger by {difference:,.2f} at {month_end}."
        )
    for finding in findings:
        say(f"audit: {finding}")
    return findings


def publish_build(settings: Settings, seen: str, say: Say, findings: Sequence[str] = ()) -> Publication:
    """Publish the audited build as a new version; its private half is kept for analysts."""
    version = new_version(datetime.now(UTC))
    try:
        pinned = pinned_versions(StateStore.of(settings))
    except QuarterdeckError as error:
        # which months are closed is not known just now: nothing is removed
        say(f"publish: every version is kept, since closes cannot be read: {error}")
        pinned = frozenset(kept.version for kept in versions(settings.layout))
    publication = publish(
        settings.layout,
        version=version,
        details={"snapshot": seen, "findings": list(findings)},
        keep=settings.keep_versions,
        pinned=pinned,
        expected=EXPECTED_RELATIONS,
    )
    keep_build(settings.layout, publication.version)
    clear_build(settings.layout)
    say(f"publish: version {publication.version} is what readers now see")
    return publication
