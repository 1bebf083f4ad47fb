"""ERPNext's database, served by a real MariaDB: receivables equal to ERPNext's own report, to the cent, on any day.

The oracle is ERPNext's printed report for one day, and for all other days `erpnext_report`, which follows the report's
algorithm (version 15, Accounts Receivable) over ERPNext's own tables, row by row. Two databases are one warehouse:
`acme` as ERPNext made it, and `corner`, a copy in which every corner of the payment ledger was booked besides.
"""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from flows import steps
from quarterdeck.access import Viewer
from quarterdeck.errors import QuarterdeckError
from quarterdeck.rendering import render
from quarterdeck.reports.aging import RECEIVABLES_AGING
from quarterdeck.reports.budgets import BUDGET_STATUS, BUDGET_VARIANCE
from quarterdeck.reports.running import check_filters, run_report
from quarterdeck.settings import CONFIG_VARIABLE, load_settings
from quarterdeck.warehouse import Warehouse
from tests.conftest import Database
from tests.dashboards.views import drill_page, shown
from tests.flows import erpnext_budgets
from tests.flows.scorecard_oracle import indicators, published_indicators
from tests.servers import MariaDB
from tests.statements import check_statements

COMPANY, DEBTORS, DOLLARS = "Acme Works", "Debtors - AW", "Debtors USD - AW"
EVERYTHING = Viewer.everything()
BUCKETS = [30, 60, 90, 120]
DATES = ("posting_date", "due_date")
CENT = Decimal("0.01")
SYSTEMS = ("acme", "corner")
DAYS = (
    date(2020, 1, 1),  # before the first document
    date(2025, 5, 31),
    date(2025, 12, 31),
    date(2026, 1, 31),
    date(2026, 2, 28),
    date(2026, 3, 31),
    date(2026, 4, 7),
    date(2026, 5, 31),
    date(2026, 6, 30),
    date(2026, 9, 12),
    date(2026, 11, 20),
    date(2031, 12, 31),  # long after the last
)
SETTINGS = """
as_of = 2026-06-30
presentation_currency = "EUR"
[systems.acme]
kind = "erpnext"
url = "{acme}"
[systems.corner]
kind = "erpnext"
url = "{corner}"
[[companies]]
code = "works"
name = "The Works"
currency = "EUR"
sources = {{ acme = "Acme Works" }}
[[companies]]
code = "corner"
name = "Corner Shop"
currency = "EUR"
sources = {{ corner = "Acme Works" }}
"""


def quiet(_: str) -> None:
    """Nobody listens."""


# ── the corners ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Books:
    """Books documents as ERPNext does: the document's own row, the payment ledger, the general ledger."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, name: str | None = None, **values: Any) -> None:
        stamps = {"creation": "2026-11-21 10:00:00", "modified": "2026-11-21 10:00:00"}
        self.rows[table].append({"name": name or f"{table}-{len(self.rows[table])}", **stamps, **values})

    def write(self, database: Database) -> None:
        for table, rows in self.rows.items():
            names = list(dict.fromkeys(name for row in rows for name in row))
            marks = ", ".join("(" + ", ".join(["%s"] * len(names)) + ")" for _ in rows)
            listed = ", ".join(f"`{name}`" for name in names)
            database.execute(
                f"insert into `tab{table}` ({listed}) values {marks}",
                *(row.get(name) for row in rows for name in names),
            )

    def entry(
        self,
        day: str,
        voucher: tuple[str, str],
        against: tuple[str, str],
        party: str,
        amount: str,
        company_amount: str | None = None,
        account: str = DEBTORS,
        is_cancelled: bool = False,
        is_replaced: bool = False,
    ) -> None:
        """A row of the payment ledger with its row of the general ledger; a debit is positive.

        A cancelled one has a reversal beside it; one that a reconciliation replaced has none. Neither counts.
        """
        in_account, in_company = Decimal(amount), Decimal(company_amount or amount)
        common = {"posting_date": day, "company": COMPANY, "account": account, "party_type": "Customer", "party": party}
        common |= {"voucher_type": voucher[0], "voucher_no": voucher[1]}
        common["account_currency"] = "USD" if account == DOLLARS else "EUR"
        for sign in (1, -1) if is_cancelled else (1,):
            self.add(
                "Payment Ledger Entry",
                **common,
                account_type="Receivable",
                against_voucher_type=against[0],
                against_voucher_no=against[1],
                amount=sign * in_company,
                amount_in_account_currency=sign * in_account,
                delinked=int(is_cancelled or is_replaced),
            )
            self.add(
                "GL Entry",
                **common,
                debit=max(sign * in_company, Decimal()),
                credit=max(-sign * in_company, Decimal()),
                debit_in_account_currency=max(sign * in_account, Decimal()),
                credit_in_account_currency=max(-sign * in_account, Decimal()),
                is_cancelled=int(is_cancelled or is_replaced),
            )

    def invoice(
        self,
        name: str,
        party: str,
        day: str,
        due: str | None,
        amount: str,
        *,
        rate: str = "1",
        docstatus: int = 1,
        returns: str | None = None,
        is_return: bool = False,
        at_the_till: str | None = None,
        schedule: Iterable[tuple[str, str, str | None]] = (),
    ) -> None:
        """An invoice or a credit note (negative); `at_the_till` was paid with it; schedule: due date, amount, term."""
        account, currency = (DOLLARS, "USD") if rate != "1" else (DEBTORS, "EUR")
        in_company = str((Decimal(amount) * Decimal(rate)).quantize(CENT))
        self.add(
            "Sales Invoice",
            name,
            docstatus=docstatus,
            company=COMPANY,
            customer=party,
            is_return=int(is_return or returns is not None),
            return_against=returns,
            posting_date=day,
            due_date=due,
            currency=currency,
            party_account_currency=currency,
            conversion_rate=rate,
            grand_total=amount,
            base_grand_total=in_company,
            is_pos=int(at_the_till is not None),
        )
        for index, (term_due, term_amount, term) in enumerate(schedule, start=1):
            self.add(
                "Payment Schedule",
                parent=name,
                parenttype="Sales Invoice",
                idx=index,
                due_date=term_due,
                payment_term=term,
                payment_amount=term_amount,
                base_payment_amount=term_amount,
            )
        document = ("Sales Invoice", name)
        if docstatus:
            self.entry(day, document, document, party, amount, in_company, account, is_cancelled=docstatus == 2)
        if at_the_till:
            self.entry(day, document, document, party, f"-{at_the_till}")

    def payment(
        self, name: str, party: str, day: str, *allocations: tuple[str, str] | tuple[str, str, str], rest: str = "0"
    ) -> None:
        """A payment: invoice, amount, and perhaps the term that it names; the rest stays on account."""
        total = sum((Decimal(a[1]) for a in allocations), Decimal(rest))
        self.add(
            "Payment Entry",
            name,
            docstatus=1,
            company=COMPANY,
            payment_type="Receive",
            posting_date=day,
            paid_amount=total,
            unallocated_amount=rest,
        )
        document = ("Payment Entry", name)
        for invoice, amount, *term in allocations:
            self.add(
                "Payment Entry Reference",
                parent=name,
                parenttype="Payment Entry",
                reference_doctype="Sales Invoice",
                reference_name=invoice,
                payment_term=term[0] if term else None,
                allocated_amount=amount,
            )
        by_invoice: dict[str, Decimal] = defaultdict(Decimal)
        for invoice, amount, *_ in allocations:
            by_invoice[invoice] += Decimal(amount)
        for invoice, sum_of_it in by_invoice.items():
            self.entry(day, document, ("Sales Invoice", invoice), party, str(-sum_of_it))
        if Decimal(rest):
            self.entry(day, document, document, party, f"-{rest}")

    def journal(self, name: str, party: str, day: str, amount: str, due: str | None = None) -> None:
        """A journal entry that claims (or owes) an amount by itself; a due date comes with the bill that it books."""
        self.add(
            "Journal Entry",
            name,
            docstatus=1,
            company=COMPANY,
            posting_date=day,
            due_date=due,
            bill_no=due and f"B-{name}",
        )
        self.entry(day, ("Journal Entry", name), ("Journal Entry", name), party, amount)


def corners() -> Books:
    books = Books()
    for letter in "ABCDEF":
        books.add("Customer", f"Corner {letter}", customer_name=f"Corner {letter} Ltd.")
    books.add(
        "Account",
        DOLLARS,
        company=COMPANY,
        account_name="Debtors USD",
        account_type="Receivable",
        account_currency="USD",
    )
    a, b, c, d, e, f = (f"Corner {letter}" for letter in "ABCDEF")
    # partial payment, and a write-off by journal
    books.invoice("C-PART", a, "2026-01-31", "2026-02-28", "1000.00")
    books.payment("P-PART", a, "2026-03-10", ("C-PART", "300.00"))
    books.add("Journal Entry", "J-OFF", docstatus=1, company=COMPANY, posting_date="2026-05-31")
    books.entry("2026-05-31", ("Journal Entry", "J-OFF"), ("Sales Invoice", "C-PART"), a, "-80.55")
    # credit note against a paid invoice, paid back later
    books.invoice("C-PAID", a, "2026-02-01", "2026-03-01", "500.00")
    books.payment("P-PAID", a, "2026-03-05", ("C-PAID", "500.00"))
    books.invoice("C-PAID-RET", a, "2026-03-20", "2026-03-20", "-200.00", returns="C-PAID")
    books.entry("2026-06-10", ("Payment Entry", "P-BACK"), ("Sales Invoice", "C-PAID-RET"), a, "120.00")
    # stand-alone credit note, paid back in part
    books.invoice("C-ALONE", b, "2026-02-10", "2026-02-10", "-150.00", is_return=True)
    books.entry("2026-05-01", ("Payment Entry", "P-ALONE"), ("Sales Invoice", "C-ALONE"), b, "50.00")
    # a draft credit note redirects nothing
    books.invoice("C-DRAFT-RET", b, "2026-02-11", "2026-02-11", "-10.00", returns="C-OVER", docstatus=0)
    books.add(
        "Payment Entry",
        "P-DRAFT-RET",
        docstatus=1,
        company=COMPANY,
        posting_date="2026-05-02",
        paid_amount=7,
        unallocated_amount=0,
    )
    books.entry("2026-05-02", ("Payment Entry", "P-DRAFT-RET"), ("Sales Invoice", "C-DRAFT-RET"), b, "7.00")
    # overpaid, the rest on account; a rest reconciled since: its row is delinked, a new one names the invoice
    books.invoice("C-OVER", b, "2026-02-15", "2026-03-15", "800.00")
    books.payment("P-OVER", b, "2026-03-31", ("C-OVER", "800.00"), rest="200.00")
    books.invoice("C-RECON", b, "2026-04-07", "2026-05-07", "650.00")
    reconciled = ("Payment Entry", "P-RECON")
    books.entry("2026-03-25", reconciled, reconciled, b, "-300.00", is_replaced=True)
    books.payment("P-RECON", b, "2026-03-25", ("C-RECON", "300.00"))
    # an advance, two weeks before its invoice; a payment back-dated before its invoice by a year
    books.payment("P-ADV", c, "2026-02-05", ("C-ADV", "400.00"), rest="25.00")
    books.invoice("C-ADV", c, "2026-02-20", "2026-03-20", "1000.00")
    books.invoice("C-BACK", c, "2026-05-10", "2026-05-10", "70.00")
    books.payment("P-BACKDATED", c, "2025-05-10", ("C-BACK", "70.00"))
    # cancelled, draft
    books.invoice("C-CANCELLED", c, "2026-03-01", "2026-04-01", "999.99", docstatus=2)
    books.invoice("C-DRAFT", c, "2026-03-02", "2026-04-02", "888.88", docstatus=0)
    # dollars: paid in part at another rate, the exchange difference by journal
    books.invoice("C-USD", d, "2026-01-15", "2026-02-15", "1000.00", rate="0.9")
    books.entry("2026-03-15", ("Payment Entry", "P-USD"), ("Sales Invoice", "C-USD"), d, "-400.00", "-380.00", DOLLARS)
    books.entry("2026-03-15", ("Journal Entry", "J-USD"), ("Sales Invoice", "C-USD"), d, "0.00", "20.00", DOLLARS)
    books.invoice("C-USD-2", d, "2026-04-01", "2026-05-01", "333.33", rate="0.91")
    # journal entries with and without due date, and one that owes
    books.journal("J-PLAIN", d, "2026-02-27", "250.00")
    books.journal("J-DUE", d, "2026-02-27", "120.00", due="2026-04-30")
    books.journal("J-OWED", d, "2026-03-31", "-45.00")
    # no due date; paid at the till, wholly and in part; a cent that is left
    books.invoice("C-NODUE", e, "2026-03-03", None, "77.70")
    books.invoice("C-TILL", e, "2026-03-04", "2026-03-04", "60.00", at_the_till="60.00")
    books.invoice("C-TILL-2", e, "2026-03-04", "2026-03-04", "60.00", at_the_till="45.50")
    books.invoice("C-CENT", e, "2026-03-05", "2026-03-05", "100.00")
    books.payment("P-CENT", e, "2026-03-06", ("C-CENT", "99.99"))
    books.invoice("C-TWO-CENTS", e, "2026-03-05", "2026-03-05", "100.00")
    books.payment("P-TWO-CENTS", e, "2026-03-06", ("C-TWO-CENTS", "99.98"))
    # instalments: named and unnamed payments; out of order, with a credit note; overpaid
    terms = [("2026-03-31", "500.00", "T1"), ("2026-05-31", "500.00", "T2"), ("2026-07-31", "250.00", "T3")]
    books.invoice("C-TERMS", f, "2026-01-31", "2026-07-31", "1250.00", schedule=terms)
    books.payment("P-TERM-2", f, "2026-02-28", ("C-TERMS", "450.00", "T2"))
    books.payment("P-TERM-0", f, "2026-04-07", ("C-TERMS", "100.00"))
    books.payment("P-TERM-12", f, "2026-05-20", ("C-TERMS", "100.00", "T1"), ("C-TERMS", "30.00", "T2"))
    books.payment("P-TERM-X", f, "2026-09-01", ("C-TERMS", "400.00"))
    mixed = [("2026-06-30", "100.10", None), ("2026-02-28", "200.20", None), ("2026-04-30", "300.30", None)]
    books.invoice("C-MIXED", f, "2026-01-10", "2026-06-30", "600.60", schedule=mixed)
    books.payment("P-MIXED", f, "2026-03-15", ("C-MIXED", "250.00"))
    books.invoice("C-MIXED-RET", f, "2026-04-05", "2026-04-05", "-100.00", returns="C-MIXED")
    books.entry("2026-04-05", ("Sales Invoice", "C-MIXED-RET"), ("Sales Invoice", "C-MIXED"), f, "-0.60")
    books.payment("P-MIXED-2", f, "2026-09-05", ("C-MIXED", "275.00"))
    return books


# ── what ERPNext's report says ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """A line of ERPNext's report."""

    outstanding: Decimal
    outstanding_in_account: Decimal
    posting_date: date
    due_date: date | None


@dataclass(frozen=True)
class Ledger:
    """ERPNext's own tables, as rows."""

    entries: list[tuple[Any, ...]]
    returns: dict[str, str | None]
    due_dates: dict[str, date | None]
    control: list[tuple[date, Decimal]]
    schedules: dict[str, list[tuple[date, int, Decimal, str | None]]]
    named: list[tuple[str, str, date, Decimal]]


def ledger_of(database: Database) -> Ledger:
    posted = f"docstatus = 1 and company = '{COMPANY}'"
    invoices = database.execute(f"select name, due_date from `tabSales Invoice` where {posted}")
    returns = database.execute(f"select name, return_against from `tabSales Invoice` where is_return and {posted}")
    journals = database.execute(f"select name, due_date from `tabJournal Entry` where {posted} and bill_no <> ''")
    schedules: dict[str, list[tuple[date, int, Decimal, str | None]]] = defaultdict(list)
    for parent, *row in database.execute(
        "select parent, due_date, idx, payment_amount, payment_term from `tabPayment Schedule` "
        "where parenttype = 'Sales Invoice'"
    ):
        schedules[parent].append(tuple(row))
    return Ledger(
        entries=database.execute(
            "select posting_date, account, voucher_type, voucher_no, against_voucher_type, against_voucher_no, party, "
            "amount, amount_in_account_currency from `tabPayment Ledger Entry` where delinked = 0 "
            f"and account_type = 'Receivable' and company = '{COMPANY}' order by posting_date, name"
        ),
        returns=dict(returns),
        due_dates=dict(invoices) | dict(journals),
        control=database.execute(
            "select posting_date, debit - credit from `tabGL Entry` where is_cancelled = 0 "
            f"and account in (select name from tabAccount where account_type = 'Receivable' and company = '{COMPANY}')"
        ),
        schedules=schedules,
        named=database.execute(
            "select reference_name, payment_term, posting_date, allocated_amount "
            "from `tabPayment Entry Reference` refs "
            "inner join `tabPayment Entry` payments on refs.parent = payments.name "
            "where payments.docstatus = 1 and payment_term <> '' and reference_doctype = 'Sales Invoice'"
        ),
    )


def erpnext_report(ledger: Ledger, as_of: date) -> dict[tuple[str, str, str], Line]:
    """(voucher type, voucher, party) → its line, by the algorithm of ERPNext's report.

    Every voucher posted by then has a balance. An entry counts on the voucher that it is against (an entry against a
    credit note on the invoice that it returns), or on its own while that one has no balance yet.
    """
    entries = [entry for entry in ledger.entries if entry[0] <= as_of]
    posted: dict[tuple[str, str, str, str], date] = {}
    for day, account, voucher_type, voucher, _, _, party, *_ in entries:
        posted.setdefault((account, voucher_type, voucher, party), day)
    company: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    in_account: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for _, account, voucher_type, voucher, against_type, against, party, amount, amount_in_account in entries:
        target = ledger.returns.get(against) or against if against_type == "Sales Invoice" else against
        key = (account, against_type, target, party)
        if key not in posted:
            key = (account, voucher_type, voucher, party)
        company[key] += amount
        in_account[key] += amount_in_account
    return {
        (voucher_type, voucher, party): Line(
            company[key].quantize(CENT), in_account[key].quantize(CENT), posted[key], ledger.due_dates.get(voucher)
        )
        for key in posted
        for _, voucher_type, voucher, party in [key]
        if abs(company[key].quantize(CENT)) > CENT and abs(in_account[key].quantize(CENT)) > CENT
    }


def bucket_of(age: int | None) -> str:
    if age is None:
        return "no due date"
    if age <= 0:
        return "not due"
    return next((f"{upper - 29}-{upper}" for upper in BUCKETS if age <= upper), "over 120")


# ── fixtures ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def databases(mariadb: MariaDB, erpnext_acme: Database, shared_data: Path) -> Iterator[dict[str, Database]]:
    """ERPNext's database as it is, and the copy with the corners."""
    mariadb.create_database("corner", shared_data / "erpnext_acme" / "erpnext.sql.gz")
    corner = Database(mariadb, "corner")
    erpnext_budgets.prepare(corner)
    books = corners()
    erpnext_budgets.add_corners(books)
    books.write(corner)
    yield {"acme": erpnext_acme, "corner": corner}
    mariadb.drop_database("corner")


@pytest.fixture(scope="module")
def ledgers(databases: dict[str, Database]) -> dict[str, Ledger]:
    return {name: ledger_of(database) for name, database in databases.items()}


@dataclass(frozen=True)
class Published:
    """The warehouse of both databases, and what the audits of its build found."""

    warehouse: Warehouse
    findings: list[str]
    config: Path


@pytest.fixture(scope="module")
def published(databases: dict[str, Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Both landed, built and published, by the plain steps of a refresh."""
    folder = tmp_path_factory.mktemp("erpnext")
    config = folder / "quarterdeck.toml"
    config.write_text(SETTINGS.format(**{name: one.url("ERP_PASSWORD") for name, one in databases.items()}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ERP_PASSWORD", databases["acme"].password)
        settings = load_settings(config)
    for system in settings.systems.values():
        assert not steps.extract(settings, system, full=False, say=quiet).errors
    seen = steps.snapshot(settings, quiet)
    steps.build(settings, quiet)
    findings = steps.audit(settings, quiet)
    steps.publish_build(settings, seen, quiet)
    assert steps.nothing_new(settings) is not None
    with Warehouse(settings.layout) as opened:
        yield Published(opened, findings, config)


@pytest.fixture(scope="module")
def warehouse(published: Published) -> Warehouse:
    return published.warehouse


def aging(
    warehouse: Warehouse,
    as_of: date,
    *,
    system: str | None = None,
    company: str | None = None,
    basis: str = "due",
    detail: str = "document",
    buckets: list[int] = BUCKETS,
) -> pl.DataFrame:
    return run_report(
        warehouse,
        EVERYTHING,
        RECEIVABLES_AGING,
        as_of=as_of,
        company=company,
        system=system,
        basis=basis,
        detail=detail,
        buckets=buckets,
    )


def documents(frame: pl.DataFrame) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The report's lines by document; what ERPNext leaves out (a cent or less) left out."""
    lines: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in frame.to_dicts():
        key = (row["document_type"], row["document_number"], row["party_id"])
        assert key not in lines, f"{key} stands twice"
        lines[key] = row
    return {
        key: row
        for key, row in lines.items()
        if abs(row["residual_amount_company"]) > CENT and abs(row["residual_amount"]) > CENT
    }


# ── ERPNext's printed report ────────────────────────────────────────────────────────────────────────────


def test_equals_erpnexts_printed_report(warehouse: Warehouse, shared_data: Path) -> None:
    file = shared_data / "erpnext_acme" / "expected" / "receivables_by_due_date_2026-06-30.csv"
    with file.open(encoding="utf-8") as lines:
        expected = {(row["voucher_type"], row["voucher_no"], row["party"]): row for row in csv.DictReader(lines)}
    ours = documents(aging(warehouse, date(2026, 6, 30), company="works"))
    assert ours.keys() == expected.keys() and len(expected) == 76
    for key, row in expected.items():
        mine, age = ours[key], int(row["age"])
        assert mine["residual_amount_company"] == Decimal(row["outstanding"]), key
        assert mine["days_past_due"] == age, key
        assert (mine["posting_date"].isoformat(), mine["due_date"].isoformat()) == (
            row["posting_date"],
            row["due_date"],
        )
        ranges = {label: Decimal(row[f"range{n}"]) for n, label in enumerate(("1-30", "31-60", "61-90", "91-120"), 1)}
        ranges["over 120"] = Decimal(row["range5"])
        in_buckets = dict.fromkeys(ranges, Decimal()) | {mine["bucket"]: mine["residual_amount_company"]}
        in_buckets.pop("not due", None)
        assert in_buckets == ranges, key
        assert (mine["bucket"] == "not due") == (age <= 0), "ERPNext shows what is not yet due in no range"


def test_the_oracle_of_other_days_agrees_with_the_printed_report(ledgers: dict[str, Ledger], shared_data: Path) -> None:
    """Else the comparisons below would prove nothing."""
    file = shared_data / "erpnext_acme" / "expected" / "receivables_by_due_date_2026-06-30.csv"
    with file.open(encoding="utf-8") as lines:
        printed = {
            (row["voucher_type"], row["voucher_no"], row["party"]): Decimal(row["outstanding"])
            for row in csv.DictReader(lines)
        }
    computed = erpnext_report(ledgers["acme"], date(2026, 6, 30))
    assert {key: line.outstanding for key, line in computed.items()} == printed


# ── any other day ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("basis", ["due", "document"])
@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("system", SYSTEMS)
def test_equals_erpnexts_algorithm(
    warehouse: Warehouse, ledgers: dict[str, Ledger], system: str, as_of: date, basis: str
) -> None:
    expected = erpnext_report(ledgers[system], as_of)
    ours = documents(aging(warehouse, as_of, system=system, basis=basis))
    assert ours.keys() == expected.keys()
    for key, line in expected.items():
        mine = ours[key]
        assert mine["residual_amount_company"] == line.outstanding, key
        assert mine["residual_amount"] == line.outstanding_in_account, key
        assert mine["posting_date"] == mine["document_date"] == line.posting_date, key
        due = line.due_date if key[0] == "Sales Invoice" else line.due_date or line.posting_date
        assert mine["due_date"] == due, key
        aged_from = due if basis == "due" else line.posting_date
        # without a due date ERPNext ages by the posting date; here it has a bucket of its own
        age = None if aged_from is None else (as_of - aged_from).days
        assert (mine["days_past_due"], mine["bucket"]) == (age, bucket_of(age)), key


def test_the_corners_are_there(ledgers: dict[str, Ledger]) -> None:
    """The comparisons above saw every corner, with figures that are worked out here by hand."""

    def open_on(day: str) -> dict[str, Decimal]:
        return {
            key[1]: line.outstanding for key, line in erpnext_report(ledgers["corner"], date.fromisoformat(day)).items()
        }

    february, april, june, september = map(open_on, ("2026-02-15", "2026-04-07", "2026-06-30", "2026-09-12"))
    assert (february["C-PART"], april["C-PART"], june["C-PART"]) == (1000, 700, Decimal("619.45"))
    assert (april["C-PAID"], june["C-PAID"]) == (-200, -80) and "C-PAID-RET" not in april
    assert (april["C-ALONE"], june["C-ALONE"]) == (-150, -100)
    assert "C-OVER" not in april and april["P-OVER"] == -200
    assert (june["P-DRAFT-RET"], "C-OVER" in june) == (7, False)
    assert open_on("2026-03-31")["P-RECON"] == -300 and "P-RECON" not in april and april["C-RECON"] == 350
    assert february["P-ADV"] == -425 and "C-ADV" not in february
    assert (april["P-ADV"], april["C-ADV"]) == (-25, 600)
    assert open_on("2026-05-09")["P-BACKDATED"] == -70 and not {"P-BACKDATED", "C-BACK"} & june.keys()
    assert not {"C-CANCELLED", "C-DRAFT", "C-TILL", "C-CENT"} & september.keys()
    assert (june["C-USD"], june["C-USD-2"]) == (540, Decimal("303.33"))
    assert (june["J-PLAIN"], june["J-DUE"], june["J-OWED"]) == (250, 120, -45)
    assert (june["C-NODUE"], june["C-TILL-2"], june["C-TWO-CENTS"]) == (Decimal("77.70"), Decimal("14.50"), CENT * 2)
    assert (june["C-TERMS"], september["C-TERMS"]) == (570, 170)
    assert (june["C-MIXED"], september["C-MIXED"]) == (Decimal("250.00"), -25)


def test_a_draft_and_a_cancelled_document_have_no_balance_ever(warehouse: Warehouse) -> None:
    balances = warehouse.select(
        "select distinct document_number from marts.fct_receivable_balances where system = 'corner'", EVERYTHING
    )["document_number"].to_list()
    assert "C-PART" in balances and not {"C-DRAFT", "C-CANCELLED", "C-TILL", "C-DRAFT-RET"} & set(balances)


def test_foreign_currency_keeps_both_amounts(warehouse: Warehouse) -> None:
    row = documents(aging(warehouse, date(2026, 6, 30), company="corner"))["Sales Invoice", "C-USD", "Corner D"]
    assert (row["currency"], row["document_amount"], row["residual_amount"]) == ("USD", 1000, 600)
    assert (row["company_currency"], row["residual_amount_company"]) == ("EUR", 540)


# ── details add up ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("basis", ["due", "document"])
def test_parties_and_instalments_add_up_to_documents(warehouse: Warehouse, as_of: date, basis: str) -> None:
    totals = {}
    for detail in ("party", "document", "instalment"):
        frame = aging(warehouse, as_of, basis=basis, detail=detail)
        totals[detail] = {
            (row["company"], row["party_id"], row["currency"]): (row["residual_amount"], row["residual_amount_company"])
            for row in frame.group_by("company", "party_id", "currency")
            .agg(pl.col("residual_amount", "residual_amount_company").sum())
            .to_dicts()
            if row["residual_amount"] or row["residual_amount_company"]
        }
    assert totals["party"] == totals["document"] == totals["instalment"]
    assert bool(totals["party"]) == (as_of > DAYS[0])


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_buckets_of_parties_are_those_of_instalments(warehouse: Warehouse, as_of: date) -> None:
    def by_bucket(detail: str) -> dict[tuple[str, str, str, str], Decimal]:
        frame = aging(warehouse, as_of, detail=detail)
        keys = ("company", "party_id", "currency", "bucket")
        sums = frame.group_by(keys).agg(pl.col("residual_amount").sum()).rows()
        return {row[:4]: row[4] for row in sums if row[4]}

    assert by_bucket("party") == by_bucket("instalment")


def simulated(ledger: Ledger, invoice: str, settled: Decimal, as_of: date) -> dict[int, Decimal]:
    """Instalment → what is open: a payment settles the named instalment, else the earliest due; excess is a credit."""
    schedule = sorted(ledger.schedules[invoice], key=lambda row: (row[0], row[1]))
    open_amounts = {idx: amount.quantize(CENT) for _, idx, amount, _ in schedule}
    for _, idx, _, term in schedule:
        named = sum((n[3] for n in ledger.named if (n[0], n[1]) == (invoice, term) and n[2] <= as_of), start=Decimal())
        taken = min(named, open_amounts[idx])
        open_amounts[idx] -= taken
        settled -= taken
    for _, idx, _, _ in schedule:
        taken = min(settled, open_amounts[idx])
        open_amounts[idx] -= taken
        settled -= taken
    if settled:
        open_amounts[max(open_amounts) + 1] = -settled
    return {idx: amount for idx, amount in open_amounts.items() if amount}


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("system", SYSTEMS)
def test_instalments_equal_a_plain_simulation(
    warehouse: Warehouse, ledgers: dict[str, Ledger], system: str, as_of: date
) -> None:
    ledger, report = ledgers[system], erpnext_report(ledgers[system], as_of)
    frame = aging(warehouse, as_of, system=system, detail="instalment")
    ours: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for row in frame.filter(pl.col("document_type") == "Sales Invoice").to_dicts():
        ours[row["document_number"]][row["instalment_number"]] = row["residual_amount"]
        rows = {idx: due for due, idx, *_ in ledger.schedules[row["document_number"]]}
        if len(rows) > 1 and row["instalment_number"] in rows:
            assert row["due_date"] == rows[row["instalment_number"]]
            assert row["days_past_due"] == (as_of - row["due_date"]).days
    many = [name for name, rows in ledger.schedules.items() if len(rows) > 1]
    for _, invoice, _ in report:
        if invoice in many:
            amount = sum((row[2] for row in ledger.schedules[invoice]), start=Decimal()).quantize(CENT)
            outstanding = next(line for key, line in report.items() if key[1] == invoice).outstanding_in_account
            assert ours[invoice] == simulated(ledger, invoice, amount - outstanding, as_of), invoice
    assert len(many) > 50


# ── control ─────────────────────────────────────────────────────────────────────────────────────────────


def test_open_items_equal_the_ledger_at_every_month_end(warehouse: Warehouse, ledgers: dict[str, Ledger]) -> None:
    control = warehouse.select("select * from audits.audit_receivable_control", EVERYTHING)
    assert control["is_equal"].all()
    for company, system in (("works", "acme"), ("corner", "corner")):
        ours = control.filter(pl.col("company_key") == company)
        days = sorted(set(ours["month_end_date"]))
        first = min(day for day, _ in ledgers[system].control)
        assert days[0] <= first.replace(day=28) or days[0].month == first.month
        for day in days:
            ledger = sum((amount for posted, amount in ledgers[system].control if posted <= day), start=Decimal())
            at_day = ours.filter(pl.col("month_end_date") == day)
            assert at_day["ledger_amount_company"].sum() == at_day["open_item_amount_company"].sum() == ledger
            report = aging(warehouse, day, company=company)
            assert sum(report["residual_amount_company"], start=Decimal()) == ledger, "trend and intervals agree"
        months = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month + 1
        assert months > 15 and {day.replace(day=1) for day in days} >= {
            day.replace(day=1) for day, _ in ledgers[system].control
        }


@pytest.mark.parametrize("against", ["department", "project"])
@pytest.mark.parametrize(
    ("system", "year", "as_of"),
    [
        ("acme", "2026", date(2026, 12, 31)),
        ("corner", "2026", date(2026, 12, 31)),
        ("corner", "2026", date(2026, 4, 15)),
        ("corner", "2023-2024", date(2024, 3, 31)),
        ("corner", "2026", date(2027, 6, 30)),
        ("corner", "2023-2024", date(2024, 2, 29)),
        ("acme", "2026", date(2026, 3, 31)),
    ],
)
def test_budget_variance_equals_erpnexts_report(
    warehouse: Warehouse, databases: dict[str, Database], system: str, year: str, as_of: date, against: str
) -> None:
    """Yearly, half-yearly, quarterly, monthly; cumulative or not: ERPNext's algorithm over its own tables."""
    for period in erpnext_budgets.MONTHS:
        for cumulative in ("no", "yes"):
            chosen = {"year": int(year[:4]), "against": against, "period": period, "cumulative": cumulative}
            frame = run_report(
                warehouse, EVERYTHING, BUDGET_VARIANCE, as_of=as_of, company=None, system=system, **chosen
            )
            found = {
                (
                    f"{row['department']} - AW" if against == "department" else f"PROJ-{row['project'][4:]}",
                    f"{row['account_name']} - AW",
                    row["period_start_date"],
                ): (row["budget_amount"], row["actual_amount"], row["variance_amount"])
                for row in frame.to_dicts()
            }
            expected = erpnext_budgets.variance(
                databases[system], year, against, period, cumulative=cumulative == "yes", as_of=as_of
            )
            assert expected and any(actual for _, actual, _ in expected.values())
            assert found == expected and len(found) == frame.height, (period, cumulative)


def test_budgets_of_the_same_costs_are_not_added(warehouse: Warehouse) -> None:
    """A project's beside the cost centres', and a cost centre's below a budgeted group, limit what others limit."""
    frame = run_report(
        warehouse,
        EVERYTHING,
        BUDGET_STATUS,
        as_of=date(2026, 12, 31),
        company=None,
        system="corner",
        year=2026,
        scope="budgeted",
        by=["subject"],
        department=None,
    )
    sold = frame.filter(pl.col("subject") == "Cost of Goods Sold").to_dicts()[0]
    # Main 10,000 and Shops 1,000; not North 700.10 of the Shops, nor the project's 40,000
    assert sold["revised_amount"] == Decimal("11000")
    assert frame["revised_amount"].sum() == Decimal("211000")


@pytest.mark.parametrize("as_of", [date(2025, 12, 31), date(2026, 2, 28), date(2026, 6, 30)], ids=str)
def test_statements_equal_erpnexts_ledger(warehouse: Warehouse, databases: dict[str, Database], as_of: date) -> None:
    for company, system in (("works", "acme"), ("corner", "corner")):
        lines = databases[system].execute(
            "select entry.account, account.report_type = 'Profit and Loss', entry.posting_date, "
            "entry.debit - entry.credit from `tabGL Entry` as entry join tabAccount as account "
            "on account.name = entry.account where entry.is_cancelled = 0 and entry.company = 'Acme Works'"
        )
        # the corners are booked on the debtors alone
        check_statements(warehouse, lines, as_of, company=company, is_balanced=company == "works")


@pytest.mark.parametrize("as_of", [date(2025, 12, 31), date(2026, 2, 28), date(2026, 6, 30)], ids=str)
def test_indicators_equal_a_plain_computation_over_the_ledger(
    warehouse: Warehouse, databases: dict[str, Database], as_of: date
) -> None:
    """Sales and receipts are what invoices and payments post to the debtors; what is open is proven above."""
    flows = databases["acme"].execute(
        "select posting_date, if(voucher_type = 'Sales Invoice', 'sales', 'receipts'), "
        "if(voucher_type = 'Sales Invoice', debit - credit, credit - debit) from `tabGL Entry` where is_cancelled = 0 "
        f"and account in (select name from tabAccount where account_type = 'Receivable' and company = '{COMPANY}')"
    )
    lines = aging(warehouse, as_of, company="works", detail="instalment").to_dicts()
    debits = [line for line in lines if line["residual_amount_company"] > 0]
    expected = indicators(
        as_of,
        flows,
        open_amount=sum(line["residual_amount_company"] for line in lines),
        debit_amount=sum(line["residual_amount_company"] for line in debits),
        overdue_amount=sum(line["residual_amount_company"] for line in debits if line["due_date"] < as_of),
    )
    found = published_indicators(warehouse, "works", as_of)
    assert {name: found[name] for name in expected} == expected
    assert all(value is not None for value in expected.values())


def test_duplicates_are_bills_that_both_companies_have_of_one_supplier(
    warehouse: Warehouse, databases: dict[str, Database]
) -> None:
    """No number is there twice within a company; the copy has each of the first's again."""
    bills = {
        system: databases[system].execute(
            "select name, supplier, bill_no, base_grand_total, posting_date from `tabPurchase Invoice` "
            f"where docstatus = 1 and not is_return and company = '{COMPANY}'"
        )
        for system in SYSTEMS
    }
    alike = {system: {bill[1:]: bill[0] for bill in found} for system, found in bills.items()}
    assert all(len({bill[1:3] for bill in bills[system]}) == len(bills[system]) == 100 for system in SYSTEMS)
    expected = {(alike["acme"][bill], name) for bill, name in alike["corner"].items() if bill in alike["acme"]}
    found = warehouse.select(
        "select first_document_number, document_number, company_key, candidate_kind, grade, reasons "
        "from marts.fct_duplicate_candidates where candidate_kind = 'bill'",
        EVERYTHING,
    )
    assert set(found.select("first_document_number", "document_number").iter_rows()) == expected
    told = ("corner", "bill", "certain", "same_reference, same_amount, same_date, other_company")
    assert set(found.select("company_key", "candidate_kind", "grade", "reasons").iter_rows()) == {told}
    day = date(2026, 6, 30)
    waiting = published_indicators(warehouse, "corner", day)["undecided_duplicates"]
    assert waiting == sum(amount for *_, amount, posted in bills["corner"] if posted <= day) > 0
    assert published_indicators(warehouse, "works", day)["undecided_duplicates"] == 0


@pytest.mark.parametrize("area", ["duplicates", "credit", "treasury"])
def test_a_page_has_figures_or_says_that_nobody_keeps_them(
    published: Published, area: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(published.config))
    html = shown(drill_page, area, as_of="2026-06-30")
    is_unkept = area == "treasury"
    assert ("keeps such records: acme (erpnext), corner (erpnext)" in html) == is_unkept == ("qd-empty" in html)
    assert (set(re.findall(r'qd-figure">([^<]+)<', html)) == {"–"}) == is_unkept


def test_a_party_that_both_companies_know_by_one_name_is_one(
    warehouse: Warehouse, databases: dict[str, Database]
) -> None:
    """The copy has the first company's customers and suppliers again, under the same names and without tax numbers."""
    named = {
        system: {
            (kind, name)
            for kind in ("customer", "supplier")
            for (name,) in databases[system].execute(f"select {kind}_name from `tab{kind.title()}`")
        }
        for system in SYSTEMS
    }
    found = warehouse.select(
        "select record_type, record_name, count(distinct system) as systems, count(distinct party_key) as parties "
        "from marts.dim_party_record where is_known group by all",
        EVERYTHING,
    )
    assert set(found.select("record_type", "record_name").iter_rows()) == named["acme"] | named["corner"]
    for record_type, name, systems, parties in found.iter_rows():
        assert systems == sum((record_type, name) in names for names in named.values())
        assert parties == 1, (record_type, name)


def test_an_unmapped_company_is_a_finding_and_absent(published: Published) -> None:
    warehouse = published.warehouse
    unmapped = warehouse.select(
        "select system, company_id from audits.audit_unmapped_companies order by all", EVERYTHING
    )
    assert unmapped.rows() == [("acme", "Acme Works (Demo)"), ("corner", "Acme Works (Demo)")]
    said = [finding for finding in published.findings if "is not mapped and is left out" in finding]
    assert len(said) == 2 and all("'Acme Works (Demo)'" in finding for finding in said)
    assert 'sources = { acme = "Acme Works (Demo)" }' in said[0]
    [other] = set(published.findings) - set(said)
    assert "'corner'" in other and "no due date (for example C-NODUE)" in other
    frame = aging(warehouse, date(2031, 12, 31))
    assert set(frame["company"]) == {"works", "corner"}
    effects = warehouse.select("select distinct company_key from marts.fct_receivable_effects", EVERYTHING)
    assert set(effects["company_key"]) == {"works", "corner"}


def test_every_line_leads_to_its_source(warehouse: Warehouse, databases: dict[str, Database]) -> None:
    there = {
        kind: {name for (name,) in databases["corner"].execute(f"select name from `tab{kind}`")}
        for kind in ("Sales Invoice", "Payment Entry", "Journal Entry")
    }
    for row in aging(warehouse, date(2026, 6, 30), system="corner").to_dicts():
        assert row["source_table"] == f"tab{row['document_type']}"
        assert row["source_key"] in there[row["document_type"]] and row["load_id"], row


# ── the report's formats and filters ────────────────────────────────────────────────────────────────────


def test_formats_say_the_same(warehouse: Warehouse) -> None:
    frame = aging(warehouse, date(2026, 6, 30), company="corner", detail="instalment")
    assert frame.height > 40
    from_json = json.loads(render(frame, "json"))
    from_csv = list(csv.DictReader(io.StringIO(render(frame, "csv").decode("utf-8"))))
    notes = {"As of": "2026-06-30"}
    book = openpyxl.load_workbook(io.BytesIO(render(frame, "xlsx", title="Receivables aging", notes=notes)))
    header, *cells = book["Receivables aging"].iter_rows(values_only=True)
    from_xlsx = [dict(zip(map(str, header), row, strict=True)) for row in cells]
    assert [list(rows[0]) for rows in (from_json, from_csv, from_xlsx)] == [list(RECEIVABLES_AGING.columns)] * 3
    assert len(from_json) == len(from_csv) == len(from_xlsx) == frame.height
    money = ("document_amount", "residual_amount", "residual_amount_company")
    for row, as_json, as_csv, as_xlsx in zip(frame.to_dicts(), from_json, from_csv, from_xlsx, strict=True):
        for name, value in row.items():
            if name in money:
                assert isinstance(as_json[name], str) and Decimal(as_json[name]) == value
                assert "." in as_json[name] and "e" not in as_json[name].lower()
                assert as_csv[name] == as_json[name]
                assert Decimal(str(as_xlsx[name])) == value
            elif value is None:
                assert (as_json[name], as_csv[name], as_xlsx[name]) == (None, "", None)
            else:
                text = value.isoformat() if isinstance(value, date) else str(value)
                assert str(as_json[name]) == as_csv[name] == text
                found = as_xlsx[name]
                assert (found.isoformat()[:10] if isinstance(found, date) else str(found)) == text, name
    assert list(book["About"].iter_rows(values_only=True)) == [("As of", "2026-06-30")]


def test_filters(warehouse: Warehouse) -> None:
    day = date(2026, 6, 30)
    everything = aging(warehouse, day)
    assert set(everything["company"]) == {"works", "corner"}
    by_code, by_name = aging(warehouse, day, company="works"), aging(warehouse, day, company="The Works")
    assert by_code.equals(by_name) and set(by_code["company"]) == {"works"}
    assert by_code.equals(aging(warehouse, day, system="acme"))
    assert aging(warehouse, day, company="works", system="corner").is_empty()
    assert by_code.height + aging(warehouse, day, company="corner").height == everything.height
    for good in ("works", "The Works", None):
        check_filters(warehouse, EVERYTHING, good, None)
    with pytest.raises(QuarterdeckError, match=r"No company 'Acme'; there are: .*works \(The Works\)"):
        check_filters(warehouse, EVERYTHING, "Acme", None)
    with pytest.raises(QuarterdeckError, match=r"No company 'works '"):
        check_filters(warehouse, EVERYTHING, "works ", None)
    with pytest.raises(QuarterdeckError, match=r"No system 'crm' in the warehouse; there are: acme, corner"):
        check_filters(warehouse, EVERYTHING, None, "crm")
    with pytest.raises(QuarterdeckError, match=r"No format 'pdf'; there are: csv, json, xlsx"):
        render(everything, "pdf")


@pytest.mark.parametrize("buckets", [[1], [7, 14, 21], [30, 60, 90, 120], [36500]])
def test_buckets_always_add_up(warehouse: Warehouse, buckets: list[int]) -> None:
    frame = aging(warehouse, date(2026, 6, 30), company="corner", buckets=buckets)
    usual = aging(warehouse, date(2026, 6, 30), company="corner")
    assert frame.drop("bucket").equals(usual.drop("bucket"))
    lows = [1, *(upper + 1 for upper in buckets[:-1])]
    labels = {f"{low}-{upper}": (low, upper) for low, upper in zip(lows, buckets, strict=True)}
    for row in frame.to_dicts():
        age = row["days_past_due"]
        if row["bucket"] in labels:
            assert labels[row["bucket"]][0] <= age <= labels[row["bucket"]][1]
        elif row["bucket"] == f"over {buckets[-1]}":
            assert age > buckets[-1]
        else:
            assert row["bucket"] == ("no due date" if age is None else "not due") and (age or 0) <= 0
