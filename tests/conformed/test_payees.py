"""What the systems say of payees and of claimed invoices, as conformed: nothing is lost, nothing changes meaning."""

from tests.conformed.conftest import Warehouse


def test_changed_accounts_are_those_of_the_log(warehouse: Warehouse) -> None:
    columns = "new_account_number, old_account_number"
    expected = warehouse.source_rows(
        "erp",
        f"select id, supplier_id, {columns}, changed_on, confirmed_on, employee_id, confirmed_by_id "
        "from supplier_bank_change",
    )
    assert expected
    parts = "split_part({}, '|', 2)"
    found = warehouse.rows(
        f"select payee_account_change_id, {parts.format('supplier_key')}, {columns}, change_date::varchar, "
        f"confirmed_date::varchar, {parts.format('changed_by_employee_key')}, "
        f"{parts.format('confirmed_by_employee_key')} from conformed.payee_account_changes"
    )
    assert [tuple(map(str, row)) for row in found] == sorted(tuple(map(str, row)) for row in expected)


def test_every_change_names_a_supplier_and_who_changed_it(warehouse: Warehouse) -> None:
    changes = "conformed.payee_account_changes"
    for column, parent, key in (
        ("supplier_key", "conformed.suppliers", "supplier_key"),
        ("changed_by_employee_key", "conformed.employees", "employee_key"),
        ("confirmed_by_employee_key", "conformed.employees", "employee_key"),
    ):
        stated, lost = warehouse.references(changes, column, parent, key)
        assert stated
        assert lost == 0, column


def test_the_accounts_of_employees_are_those_of_the_erp(warehouse: Warehouse) -> None:
    expected = warehouse.source_rows("erp", "select number, bank_account_number from employee")
    found = warehouse.rows(
        "select employee_number, bank_account_number from conformed.employees where bank_account_number is not null"
    )
    assert found == expected


def test_what_the_register_says_of_invoices_is_kept(warehouse: Warehouse) -> None:
    expected = warehouse.source_rows(
        "oa",
        "select coalesce(invoice_status, 'none'), coalesce(red_lettered_on, 'never'), count(*) from expense_claim_line "
        "group by invoice_status, red_lettered_on",
    )
    found = warehouse.rows(
        "select coalesce(invoice_status, 'none'), coalesce(red_letter_date::varchar, 'never'), count(*) "
        "from conformed.expense_claim_lines group by all"
    )
    assert found == expected
