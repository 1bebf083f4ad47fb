"""Budgets against the systems' own files: what was voted, spent and committed, and that nothing counts twice."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.errors import QuarterdeckError
from quarterdeck.reports import REPORTS
from quarterdeck.reports.running import check_choices, run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.warehouse import AS_OF, Warehouse, make_warehouse

DAYS = (date(2024, 6, 30), date(2025, 12, 31), AS_OF)
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def warehouse() -> Warehouse:
    return make_warehouse()


@pytest.fixture(scope="module")
def door(warehouse: Warehouse) -> Iterator[Door]:
    with Door(warehouse.settings.layout) as opened:
        yield opened


def report(door: Door, name: str, **given: object) -> pl.DataFrame:
    defaults = {option.name: option.default for option in REPORTS[name].options}
    chosen = {**defaults, "system": None, **given}
    if name == "budget-path":
        chosen.pop("system")
    return run_report(door, Viewer.everything(), REPORTS[name], **chosen)


def voted(warehouse: Warehouse, day: date) -> dict[tuple[str, str, str], int]:
    """Revised budget in cents, by department, account and year: the file's newest version, and adjustments."""
    versions = warehouse.source_rows("erp", "select id, company_id, year, approved_on from budget_version")
    newest: dict[int, tuple[str, int]] = {}
    for version, company, year, approved in versions:
        if year == day.year and approved and approved <= str(day):
            newest[company] = max(newest.get(company, ("", 0)), (approved, version))
    chosen = {version for _, version in newest.values()}
    sums: dict[tuple[str, str, str], int] = {}
    lines = warehouse.source_rows("erp", "select version_id, department_id, account_id, amount from budget_line")
    for version, department, account, amount in lines:
        if version in chosen:
            key = (f"erp|{department}", f"erp|{account}", str(day.year))
            sums[key] = sums.get(key, 0) + round(Decimal(str(amount)) * 100)
    adjusted = warehouse.source_rows(
        "erp",
        f"select department_id, account_id, amount from budget_adjustment "
        f"where approved_on <= '{day}' and month like '{day.year}%'",
    )
    for department, account, amount in adjusted:
        key = (f"erp|{department}", f"erp|{account}", str(day.year))
        sums[key] = sums.get(key, 0) + round(Decimal(str(amount)) * 100)
    return {key: amount for key, amount in sums.items() if amount}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_revised_budget_is_the_newest_version_and_its_adjustments(warehouse: Warehouse, day: date) -> None:
    found = warehouse.rows(
        f"select department_key, account_key, fiscal_year::varchar, sum(budget_amount_company) "
        f"from serving.marts.fct_budgets where fiscal_year = {day.year} and effective_date <= '{day}' group by all "
        f"having sum(budget_amount_company) <> 0"
    )
    expected = voted(warehouse, day)
    assert expected, "the year has budgets"
    assert {row[:3]: round(row[3] * 100) for row in found} == expected


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_was_spent_is_what_the_journal_has(warehouse: Warehouse, door: Door, day: date) -> None:
    """The report by company and subject, against the ERP's own journal."""
    rows = warehouse.source_rows(
        "erp",
        "select c.id, coalesce(a.subject, a.name), sum(round(l.amount_company * 100)) "
        "from journal_line l join journal_entry e on l.entry_id = e.id join account a on l.account_id = a.id "
        "join company c on e.company_id = c.id "
        "where (a.account_class = 'expense' and a.subject is not null or a.id in (select account_id from budget_line "
        "union select account_id from budget_adjustment)) "
        f"and e.posting_date between '{day.year}-01-01' and '{day}' "
        "group by 1, 2 having sum(round(l.amount_company * 100)) <> 0",
    )
    codes = {"1": "YZG", "2": "YZE", "3": "YZT", "4": "YZC", "5": "YZP", "6": "YZO"}
    expected = {(codes[str(company)], subject): round(cents) for company, subject, cents in rows}
    status = report(door, "budget-status", as_of=day, by=["company", "subject"])
    found = {
        (row["company"], row["subject"]): round(row["actual_amount"] * 100)
        for row in status.filter(pl.col("actual_amount") != 0).iter_rows(named=True)
    }
    assert found == expected


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_division_adds_up_to_the_same(door: Door, day: date) -> None:
    """By whatever rows are told apart, each company's figures are the same to the cent."""
    amounts = ["original_amount", "adjustment_amount", "committed_amount", "actual_amount", "outlook_amount"]
    totals = report(door, "budget-status", as_of=day, by=["company"]).select("company", *amounts).sort("company")
    assert totals["actual_amount"].sum() > 0
    for by in (["department"], ["project", "person"], ["subject", "month"], ["product", "department", "subject"]):
        parts = report(door, "budget-status", as_of=day, by=["company", *by])
        sums = parts.group_by("company").agg(pl.col(amounts).sum()).sort("company")
        differs = [
            (name, company)
            for name in amounts
            for company, one, other in zip(totals["company"], totals[name], sums[name], strict=True)
            if abs(one - other) > (CENT * 2 if name == "outlook_amount" else 0)
        ]
        assert not differs, by
        revised = parts["original_amount"] + parts["adjustment_amount"]
        assert (parts["revised_amount"] == revised).all()
        assert (parts["available_amount"] == revised - parts["committed_amount"] - parts["actual_amount"]).all()
        unbudgeted = parts.filter(pl.col("revised_amount") <= 0)
        assert unbudgeted["utilisation_pct"].is_null().all()
        assert (unbudgeted["null_reason"] == "unbudgeted").all()
        assert parts.filter(pl.col("revised_amount") > 0)["utilisation_pct"].is_not_null().all()


def test_a_system_without_budgets_and_books_has_no_commitments(door: Door) -> None:
    whole = report(door, "budget-status", as_of=AS_OF, by=["company"])
    assert report(door, "budget-status", as_of=AS_OF, by=["company"], system="erp").equals(whole)
    for system in ("oa", "crm", "pm"):
        assert report(door, "budget-status", as_of=AS_OF, by=["company"], system=system).is_empty()


def test_next_year_is_charged_with_what_falls_into_it_alone(warehouse: Warehouse, door: Door) -> None:
    """Before a year begins: what is to become cost in it, of a contract the part of its days."""
    day, found = date(2025, 11, 30), {}
    opened = warehouse.rows(
        "select company_key, budget_stage, expected_date, sum(committed_amount_company) as amount "
        "from serving.marts.fct_budget_consumption "
        f"where commitment_key is not null and event_date <= date '{day}' group by all"
    )
    for year in (2026, 2027):
        first, last = date(year, 1, 1), date(year, 12, 31)
        expected: dict[str, Decimal] = {}
        for company, stage, due, amount in opened:
            if amount and due and due >= first and (stage == "contract" or due <= last):
                days = (min(due, last) - first).days + 1 if stage == "contract" else (due - day).days
                expected[company] = expected.get(company, Decimal(0)) + amount * days / (due - day).days
        rows = report(door, "budget-status", as_of=day, year=year, by=["company"], scope="all")
        said = dict(rows.filter(pl.col("committed_amount") != 0).select("company", "committed_amount").rows())
        assert said.keys() == expected.keys()
        assert all(abs(said[company] - amount) < CENT for company, amount in expected.items())
        assert rows["outlook_amount"].equals(rows["committed_amount"])
        found[year] = len(said)
    assert found[2026] > 1


@pytest.mark.parametrize(
    ("name", "chosen", "hint"),
    [
        ("budget-path", {"key": "no such number"}, "it takes the number of a request"),
        ("budget-path", {"key": ""}, "it takes the number of a request"),
        ("budget-status", {"department": "erp|none"}, "the page of budgets"),
        ("contract-matching", {"contract": "YZ"}, "contract-ledger lists contracts"),
        ("contract-milestones", {"contract": "YZ"}, "contract-ledger lists contracts"),
    ],
)
def test_what_names_nothing_is_refused(door: Door, name: str, chosen: dict[str, object], hint: str) -> None:
    with pytest.raises(QuarterdeckError, match=f"nothing is known by it; {hint}"):
        check_choices(door, Viewer.everything(), REPORTS[name], chosen)


def test_what_names_something_is_not_refused(warehouse: Warehouse, door: Door) -> None:
    [(contract, order, department)] = warehouse.rows(
        "select min(contract_number), (select min(commitment_number) from serving.marts.fct_budget_consumption), "
        "(select min(department_key) from serving.marts.dim_department) from serving.marts.dim_contract"
    )
    for name, chosen in (
        ("budget-path", {"key": order}),
        ("budget-status", {"department": department}),
        ("budget-status", {"department": None}),
        ("contract-matching", {"contract": contract}),
    ):
        check_choices(door, Viewer.everything(), REPORTS[name], chosen)


def test_goods_of_an_order_are_committed_until_they_are_received(warehouse: Warehouse) -> None:
    """Open orders of goods: what the ERP's own rows say was ordered and not received, of orders neither closed nor
    cancelled, net, in their currency."""
    expected = {
        str(order): round(open_cents)
        for order, open_cents in warehouse.source_rows(
            "erp",
            "select o.id, round(o.net_amount * 100) - coalesce((select sum(round(l.net_amount * 100)) "
            "from goods_receipt r join goods_receipt_line l on l.goods_receipt_id = r.id "
            f"where r.order_id = o.id and r.received_on <= '{AS_OF}'), 0) "
            "from purchase_order o where o.status = 'approved' and exists "
            "(select 1 from purchase_order_line p where p.order_id = o.id and p.product_id is not null)",
        )
        if open_cents > 0
    }
    found = warehouse.rows(
        "select o.source_key, round(sum(f.committed_amount) * 100) from serving.marts.fct_budget_consumption f "
        "join conformed.orders o on f.commitment_key = 'order|' || o.order_key group by all "
        "having sum(f.committed_amount) <> 0"
    )
    assert expected, "some goods are on their way"
    assert {key: round(cents) for key, cents in found if key in expected} == expected


def test_a_life_is_told_from_request_to_invoice(warehouse: Warehouse, door: Door) -> None:
    """Of every contract with calls: asked by any of its documents, the same movements come; they end with nothing open
    once it is closed; what its orders were for was taken from it."""
    contracts = warehouse.rows(
        "select distinct c.contract_number, p.path_key, c.contract_status from intermediate.int_purchase_paths p "
        "join conformed.contracts c on p.path_key = 'contract|' || c.contract_key where p.document_class = 'order'"
    )
    assert contracts
    for number, path, status in contracts:
        life = report(door, "budget-path", as_of=AS_OF, key=number)
        assert set(life["path_key"]) == {path}
        order = life.filter(pl.col("stage") == "order")["commitment_number"][0]
        assert report(door, "budget-path", as_of=AS_OF, key=order).equals(life)
        assert life["open_amount_company"].min() >= 0
        called = life.filter((pl.col("stage") == "contract") & (pl.col("movement") == "replaced"))
        ordered = life.filter((pl.col("stage") == "order") & (pl.col("movement") != "used"))
        assert called.height > 0
        if status == "closed":
            assert life["open_amount_company"][-1] == 0
        assert -called["committed_amount_company"].sum() <= ordered["committed_amount_company"].sum()
        assert life["spent_amount_company"][-1] == life["actual_amount_company"].sum()


def test_every_invoice_of_an_order_is_found_in_its_life(warehouse: Warehouse) -> None:
    """By its own number, also where its goods were received before and it moves nothing."""
    billed = "select o.number, i.number from purchase_order o join purchase_invoice i on i.order_id = o.id "
    stated = warehouse.source_rows("erp", billed + "where i.status <> 'draft'")
    found = warehouse.rows(
        "select distinct one.commitment_number, bills.document_number from serving.marts.fct_budget_consumption as one "
        "join serving.marts.fct_budget_consumption as bills using (path_key) "
        "where bills.document_class = 'invoice' and one.budget_stage = 'order'"
    )
    assert len(stated) > 100 and set(stated) <= set(found)


def test_a_request_stands_only_until_something_came_of_it(warehouse: Warehouse) -> None:
    """On no day is a request open beside the order or the signed contract that came of it."""
    doubled = warehouse.rows(
        "with opened as (select path_key, budget_stage, event_date, sum(committed_amount_company) as amount "
        "from serving.marts.fct_budget_consumption where commitment_key is not null group by all), "
        "days as (select distinct path_key, event_date from opened), "
        "positions as (select days.*, "
        "sum(amount) filter (budget_stage = 'request') as requested, "
        "sum(amount) filter (budget_stage = 'contract') as contracted "
        "from days join opened on days.path_key = opened.path_key and opened.event_date <= days.event_date "
        "where days.path_key like 'contract|%' group by all) "
        "select * from positions where requested > 0 and contracted > 0"
    )
    assert doubled == []


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_claims_are_those_of_the_oa(warehouse: Warehouse, door: Door, day: date) -> None:
    [(count, cents)] = warehouse.source_rows(
        "oa",
        "select count(distinct c.id), sum(round(l.gross_amount * 100)) from expense_claim c "
        f"join expense_claim_line l on l.claim_id = c.id where c.submitted_on <= '{day}'",
    )
    for detail in ("line", "claim", "person", "department", "subject"):
        found = report(door, "expense-claims", as_of=day, detail=detail)
        assert round(found["gross_amount"].sum() * 100) == round(cents), detail
    assert report(door, "expense-claims", as_of=day, detail="claim")["claim_count"].sum() == count


@pytest.mark.parametrize("day", [AS_OF, date(2026, 3, 31), date(2024, 12, 31)], ids=str)
def test_the_scorecard_says_what_the_report_says(door: Door, day: date) -> None:
    """Outlook and use of budgets, of each company and of the group, on days of the trend; rounded once."""
    rows = door.select(
        f"select * from scorecard.indicators where area = 'budgets' and reporting_date = date '{day}'",
        Viewer.everything(),
    )
    found = {(row["indicator"], row["scope_key"]): row for row in rows.to_dicts()}
    reports = [*report(door, "budget-status", as_of=day, by=["company"]).to_dicts()]
    reports += report(door, "budget-status", as_of=day, by=[]).to_dicts()
    assert len(found) == 2 * len(reports) > 8
    for row in reports:
        scope = row["company"] or "(group)"
        used = row["committed_amount"] + row["actual_amount"]
        pairs = (
            ("budget_outlook", "outlook_pct", row["outlook_amount"]),
            ("budget_utilisation", "utilisation_pct", used),
        )
        for indicator, column, amount in pairs:
            one = found[(indicator, scope)]
            assert one["null_reason"] == row["null_reason"] and (one["indicator_value"] is None) == (
                row[column] is None
            )
            assert row[column] is None or abs(one["indicator_value"] - row[column]) <= Decimal("0.00001")
            assert abs(one["numerator"] - amount) <= Decimal("0.05")
            assert abs(one["denominator"] - row["revised_amount"]) <= Decimal("0.05")
