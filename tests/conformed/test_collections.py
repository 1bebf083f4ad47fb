"""Promises to pay, disputes, and what journal lines say, against the ERP's own tables and against each other."""

from tests.conformed.conftest import Warehouse


def test_promises_are_those_of_the_source(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        """
        select payment_promise_id, split_part(item_key, ':', 2), instalment_number, split_part(customer_key, '|', 2),
            contact_name, promise_date::varchar, promised_date::varchar, promised_amount::double, promise_status,
            end_date::varchar, split_part(replaced_payment_promise_key, '|', 2)
        from conformed.payment_promises
        """
    )
    expected = warehouse.source_rows(
        "erp",
        """
        select cast(id as text), cast(sales_invoice_id as text), instalment_sequence, cast(customer_id as text),
            contact, made_on, promised_date, cast(amount as real), status, ended_on, cast(replaces_id as text)
        from payment_promise
        """,
    )
    assert found == expected
    assert {row[8] for row in found} == {"open", "replaced", "withdrawn"}


def test_disputes_are_those_of_the_source(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        """
        select dispute_id, split_part(item_key, ':', 2), dispute_reason, dispute_status, dispute_outcome,
            open_date::varchar, resolution_date::varchar, disputed_amount::double, split_part(credit_item_key, ':', 2)
        from conformed.disputes
        """
    )
    expected = warehouse.source_rows(
        "erp",
        """
        select cast(id as text), cast(sales_invoice_id as text), reason, status, outcome, opened_on, resolved_on,
            cast(amount as real), cast(credit_note_id as text)
        from dispute
        """,
    )
    assert found == expected
    assert {row[4] for row in found} >= {"credited", "upheld", "withdrawn"}


def test_a_promise_is_about_what_an_instalment_still_owed(warehouse: Warehouse) -> None:
    promised = warehouse.rows(
        """
        select distinct open_item_instalments.due_date < payment_promises.promise_date,
            payment_promises.promised_amount <= open_item_instalments.instalment_amount,
            payment_promises.currency = open_items.currency, open_items.party_id = split_part(customer_key, '|', 2)
        from conformed.payment_promises
        left join conformed.open_items using (item_key)
        left join conformed.open_item_instalments using (item_key, instalment_number)
        """
    )
    assert promised == [(True, True, True, True)]


def test_a_dispute_is_about_what_was_open_and_its_credit_note_settles_the_invoice(warehouse: Warehouse) -> None:
    disputed = warehouse.rows(
        """
        select distinct disputed_amount <= residual from (
            select dispute_key, disputed_amount, sum(effect_amount) as residual
            from conformed.disputes inner join conformed.open_item_effects using (item_key)
            where effect_date <= open_date
            group by 1, 2
        )
        """
    )
    assert disputed == [(True,)]
    credited = warehouse.rows(
        """
        select distinct credits.document_amount < 0, credits.posting_date <= resolution_date,
            effects.item_key is not null
        from conformed.disputes
        inner join conformed.open_items as credits on disputes.credit_item_key = credits.item_key
        left join conformed.open_item_effects as effects
            on
                disputes.item_key = effects.item_key
                and effects.effect_type = 'allocation'
                and credits.document_number = effects.counter_document_number
        """
    )
    assert credited == [(True, True, True)]


def test_about_two_thirds_of_the_promises_are_kept_by_the_receipts(warehouse: Warehouse) -> None:
    [(share,)] = warehouse.source_rows(
        "erp",
        """
        with paid as (
            select payment_promise.id, cast(payment_promise.amount as real) as promised,
                coalesce(sum(cast(settlement.amount as real)), 0) as paid
            from payment_promise
            left join receipt on receipt.posting_date > made_on and receipt.posting_date <= promised_date
                and receipt.customer_id = payment_promise.customer_id and receipt.status = 'posted'
            left join settlement on settlement.receipt_id = receipt.id and settlement.reversed_on is null
                and settlement.invoice_id = sales_invoice_id
                and settlement.instalment_sequence = payment_promise.instalment_sequence
            where promised_date <= '2026-10-31'
            group by 1, 2
        )
        select avg(paid >= promised - 0.005) from paid
        """,
    )
    assert 0.5 < share < 0.78


def test_journal_lines_say_whose_what_and_how_much(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        """
        select source_key, split_part(employee_key, '|', 2), split_part(product_key, '|', 2), quantity::double,
            description
        from conformed.ledger_entries
        """
    )
    expected = warehouse.source_rows(
        "erp",
        """
        select cast(id as text), cast(employee_id as text), cast(product_id as text), cast(quantity as real), text
        from journal_line
        """,
    )
    assert found == expected
    for place in range(1, 5):
        stated = sum(row[place] is not None for row in found)
        assert 100 < stated < len(found), "some lines say it, and some do not"
