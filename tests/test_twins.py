"""The two sides of the ledger are told alike: what stands twice, once for each side, must not drift apart."""

import pytest

from quarterdeck.layout import PROJECT_ROOT

QUERIES = "quarterdeck/queries"
TWINS = [
    (f"{QUERIES}/receivables/aging.sql", f"{QUERIES}/payables/aging.sql"),
    *(
        (f"models/marts/receivables/fct_receivable_{what}.sql", f"models/marts/payables/fct_payable_{what}.sql")
        for what in ("balances", "effects")
    ),
    ("models/marts/shared/dim_customer.sql", "models/marts/shared/dim_supplier.sql"),
    ("tests/dbt/assert_receivable_balances_equal_effects.sql", "tests/dbt/assert_payable_balances_equal_effects.sql"),
]
WORDS = {"Receivable": "Payable", "receivable": "payable", "customer": "supplier"}


@pytest.mark.parametrize(("receivable", "payable"), TWINS)
def test_the_payable_twin_differs_only_in_its_words(receivable: str, payable: str) -> None:
    text = (PROJECT_ROOT / receivable).read_text(encoding="utf-8")
    for word, twin in WORDS.items():
        text = text.replace(word, twin)
    assert (PROJECT_ROOT / payable).read_text(encoding="utf-8") == text
