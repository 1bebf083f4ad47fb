"""Reports of collections and payables at their edges: the due day itself, conditions, promises, disputes, credits."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.reports import receivables
from quarterdeck.reports.running import run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.marts.test_receivables import DAYS, shown
from tests.warehouse import AS_OF, Warehouse


def test_a_debt_is_late_from_the_day_after_and_conditional_before_its_condition(warehouse: Warehouse) -> None:
    """On the due day itself it is asked for, and not late; on either side of the books."""
    for side, late_state in (("receivable", None), ("payable", "overdue")):
        [(number, instalment, due)] = warehouse.rows(
            f"select document_number, instalment_number, due_date from serving.marts.fct_{side}_balances "
            "where due_date >= from_date and due_date + 1 < until_date and line_class = 'trade' and not is_credit "
            "and rescheduled_due_date is null and conditional_until_date is null "
            "order by due_date desc, document_number, instalment_number limit 1"
        )
        report = receivables.PAYABLES_DUE if late_state else receivables.COLLECTIONS
        for day in (due, due + timedelta(days=1)):
            found = shown(warehouse, report, day, detail="document", **({} if late_state else {"what": "due"}))
            [row] = found.filter(
                (pl.col("document_number") == number) & (pl.col("instalment_number") == instalment)
            ).to_dicts()  # fmt: skip
            if late_state:
                assert row["due_state"] == ("due" if day == due else "overdue")
            else:
                assert row["late_amount_company"] == (0 if day == due else row["residual_amount_company"])
    for day in DAYS:
        [(held,)] = warehouse.rows(
            "select coalesce(sum(open_amount_company), 0) from serving.marts.fct_payment_obligations "
            f"where '{day}' between from_date and until_date - 1 and conditional_until_date > '{day}'"
        )
        assert shown(warehouse, receivables.PAYABLES_DUE, day)["conditional_amount_company"].sum() == held
        conditional = warehouse.rows(
            "select document_number, instalment_number from serving.marts.fct_receivable_balances "
            f"where '{day}' between from_date and until_date - 1 and conditional_until_date > '{day}' and not is_credit"
        )
        asked_for = shown(warehouse, receivables.COLLECTIONS, day, detail="document", what="due")
        assert not set(asked_for.select("document_number", "instalment_number").rows()) & set(conditional)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_beside_what_is_collected_stand_promises_disputes_and_credits(warehouse: Warehouse, day: date) -> None:
    report = shown(warehouse, receivables.COLLECTIONS, day, what="open")
    counted = {
        (company, party): (kept, broken, -unapplied)
        for company, party, kept, broken, unapplied in report.select(
            "company", "party_id", "kept_promise_count", "broken_promise_count", "unapplied_amount_company"
        ).iter_rows()
    }
    expected = {
        (company, party): (kept, broken, credit)
        for company, party, kept, broken, credit in warehouse.rows(
            f"""
            with promises as (
                select company_key, customer_key, count(*) filter (promise_outcome = 'kept') as kept,
                    count(*) filter (promise_outcome in ('broken', 'partly_kept')) as broken
                from serving.marts.fct_payment_promises
                where promise_date <= '{day}' and outcome_date <= '{day}' group by all
            ), credits as (
                select company_key, customer_key, sum(residual_amount_company) as credit
                from serving.marts.fct_receivable_balances
                where '{day}' between from_date and until_date - 1 and is_credit group by all
            )
            select balances.company_key, split_part(balances.customer_key, '|', 2), coalesce(any_value(kept), 0),
                coalesce(any_value(broken), 0), coalesce(any_value(credit), 0)
            from serving.marts.fct_receivable_balances as balances
            left join promises using (company_key, customer_key) left join credits using (company_key, customer_key)
            where '{day}' between from_date and until_date - 1 and not is_credit
            group by balances.company_key, balances.customer_key
            """
        )
    }
    assert counted == expected
    lines = shown(warehouse, receivables.COLLECTIONS, day, detail="document", what="open")
    assert (lines.filter(pl.col("promise_state") == "open")["promised_date"] >= day).all()
    disputed = dict(
        warehouse.rows(
            "select document_number, any_value(disputed_amount) from serving.marts.fct_disputes "
            f"where open_date <= '{day}' and '{day}' < until_date group by all"
        )
    )
    for document in lines.filter(pl.col("disputed_amount_company") > 0)["document_number"].unique():
        rows = lines.filter(pl.col("document_number") == document)
        share = min(Decimal(1), disputed[document] / rows["residual_amount"].sum())
        off = rows["disputed_amount_company"].sum() - rows["residual_amount_company"].sum() * share
        assert abs(off) <= Decimal("0.01") * rows.height, document


def test_effectiveness_is_made_of_its_own_columns(warehouse: Warehouse) -> None:
    with Door(warehouse.settings.layout) as door:
        found = run_report(
            door, Viewer.everything(), receivables.COLLECTION_EFFECTIVENESS, as_of=AS_OF, company=None, months=12
        )
    known = found.filter(pl.col("null_reason").is_null())
    for row in known.iter_rows(named=True):
        opened = row["opening_amount"] + row["sales_amount"]
        effectiveness = row["receipts_amount"] / (row["receipts_amount"] + row["overdue_amount"])
        index = (opened - row["closing_amount"]) / (opened - row["not_due_amount"])
        assert abs(row["effectiveness_share"] - effectiveness) < Decimal("0.0001")
        assert abs(row["index_share"] - index) < Decimal("0.0001")
    assert known.height > 12
