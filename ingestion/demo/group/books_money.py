"""Journal lines of money: receipts and payments, settlements, bills, loans, transfers, charges."""

import polars as pl

from ingestion.demo.group.books_chart import account, bank_account
from ingestion.demo.group.books_lines import TEXT, line, undone
from ingestion.demo.group.books_wages import COLUMNS, wage_sides
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money import Money
from ingestion.demo.group.money_plan import PURCHASES, SALES, Side
from ingestion.demo.group.world import World


def money_lines(world: World, masters: Masters, money: Money) -> list[pl.DataFrame]:
    """Lines of everything that Money holds."""
    home = masters.companies.select(company_id="id", _home="currency")
    banks = masters.bank_accounts.select(bank_account_id="id", _bank_currency="currency")
    return [
        *_cash(masters, money, money.receipts, SALES, banks),
        *_cash(masters, money, money.payments, PURCHASES, banks),
        *_settlements(masters, money.settlements, SALES),
        *_settlements(masters, money.supplier_settlements, PURCHASES),
        *_notes(money, home),
        *_loans(money, home),
        *_transfers(world, money, home, masters),
        *_charges(world, masters, money, home),
    ]


def _cash(
    masters: Masters, money: Money, documents: pl.DataFrame, side: Side, banks: pl.DataFrame
) -> list[pl.DataFrame]:
    document, party = ("receipt", "customer_id") if side is SALES else ("payment", "supplier_id")
    parties = masters.customers if side is SALES else masters.suppliers
    rows = (
        documents.filter(pl.col("posted_on").is_not_null())
        .join(parties.select(party_id="id", _own="own_company_id"), on="party_id", how="left", maintain_order="left")
        .join(banks, on="bank_account_id", how="left", maintain_order="left")
        .join(money.notes.select("side", note_id="id"), on="note_id", how="left", maintain_order="left")
        .with_columns(document_id="id", entered_on="posted_on")
    )
    sign, is_bank = side.sign, pl.col("medium") == "bank"
    by_note = pl.when(pl.col("side") == "payable").then(account("notes_payable")).otherwise(account("notes_receivable"))
    control = pl.when("is_advance").then(account(side.advance)).otherwise(account(side.control))
    counter = (
        pl.when(is_bank)
        .then(bank_account())
        .when(pl.col("medium") == "note")
        .then(by_note)
        .otherwise(account("write_off"))
    )
    lines = pl.concat(
        [
            line(
                rows,
                document,
                1,
                counter,
                currency=pl.coalesce("_bank_currency", "currency"),
                amount=sign * pl.when(is_bank).then("bank_amount").otherwise("amount"),
                amount_company=sign * pl.col("amount_company"),
                bank_account_id="bank_account_id",
            ),
            line(
                rows,
                document,
                2,
                control,
                amount=-sign * pl.col("amount"),
                amount_company=-sign * pl.col("amount_company"),
                counterparty_company_id="_own",
                **{party: pl.col("party_id")},
            ),
        ]
    )
    cancelled = rows.filter(pl.col("cancelled_on").is_not_null()).select("document_id", undone_on="cancelled_on")
    return [lines, undone(lines, cancelled)]


def _settlements(masters: Masters, settlements: pl.DataFrame, side: Side) -> list[pl.DataFrame]:
    """An advance that is used moves from its account to the invoice's; what the rates differ by is realised."""
    document, party = ("settlement", "customer_id") if side is SALES else ("supplier_settlement", "supplier_id")
    parties = masters.customers if side is SALES else masters.suppliers
    difference = pl.col("amount_company_credit") - pl.col("amount_company_invoice")
    rows = (
        settlements.filter(pl.col("is_advance") | (difference != 0))
        .join(parties.select(party_id="id", _own="own_company_id"), on="party_id", how="left", maintain_order="left")
        .with_columns(document_id="id", posting_date="settled_on", entered_on="settled_on")
    )
    sign, advance, none = side.sign, pl.col("is_advance"), pl.lit(0)
    who = {party: pl.col("party_id"), "counterparty_company_id": pl.col("_own")}
    lines = pl.concat(
        [
            line(
                rows,
                document,
                1,
                account(side.control),
                amount=-sign * pl.when(advance).then("amount").otherwise(none),
                amount_company=sign * pl.when(advance).then(-pl.col("amount_company_invoice")).otherwise(difference),
                **who,
            ),
            line(
                rows.filter(advance),
                document,
                2,
                account(side.advance),
                amount=sign * pl.col("amount"),
                amount_company=sign * pl.col("amount_company_credit"),
                **who,
            ),
            line(
                rows.filter(difference != 0),
                document,
                3,
                account("exchange"),
                amount=none,
                amount_company=-sign * difference,
            ),
        ]
    )
    reversed_rows = rows.filter(pl.col("reversed_on").is_not_null()).select("document_id", undone_on="reversed_on")
    return [lines, undone(lines, reversed_rows)]


def _notes(money: Money, home: pl.DataFrame) -> list[pl.DataFrame]:
    rows = (
        money.note_events.filter(pl.col("kind").is_in(["discounted", "collected", "paid"]))
        .join(home, on="company_id", maintain_order="left")
        .with_columns(document_id="id", posting_date="happened_on", entered_on="happened_on", currency="_home")
    )
    sign = pl.when(pl.col("kind") == "paid").then(-1).otherwise(1)
    paid = sign * pl.col("amount") - pl.col("interest_amount") - pl.col("fee_amount")
    of_note = pl.when(pl.col("kind") == "paid").then(account("notes_payable")).otherwise(account("notes_receivable"))
    discounted = rows.filter(pl.col("kind") == "discounted")
    return [
        line(rows, "note_event", 1, bank_account(), amount=paid, bank_account_id="bank_account_id"),
        line(rows, "note_event", 2, of_note, amount=-sign * pl.col("amount")),
        line(discounted, "note_event", 3, account("interest"), amount="interest_amount"),
        line(discounted, "note_event", 4, account("bank_fees"), amount="fee_amount"),
    ]


def _loans(money: Money, home: pl.DataFrame) -> list[pl.DataFrame]:
    rows = money.loan_events.join(home, on="company_id", maintain_order="left").with_columns(
        document_id="id", posting_date="happened_on", entered_on="happened_on", currency="_home"
    )
    sign = pl.when(pl.col("kind") == "drawdown").then(1).otherwise(-1)
    counter = pl.when(pl.col("kind") == "interest").then(account("interest")).otherwise(account("loan"))
    amount = sign * pl.col("amount")
    return [
        line(rows, "loan_event", 1, bank_account(), amount=amount, bank_account_id="bank_account_id"),
        line(rows, "loan_event", 2, counter, amount=-amount),
    ]


def _transfers(world: World, money: Money, home: pl.DataFrame, masters: Masters) -> list[pl.DataFrame]:
    """Between accounts of one company in one entry; into and out of the pool in one of each company."""
    currencies = masters.bank_accounts.select("currency", _id="id")
    rows = (
        money.transfers.join(home, on="company_id", maintain_order="left")
        .join(
            currencies.rename({"_id": "from_account_id", "currency": "_from"}),
            on="from_account_id",
            maintain_order="left",
        )
        .join(currencies.rename({"_id": "to_account_id", "currency": "_to"}), on="to_account_id", maintain_order="left")
        .with_columns(
            document_id="id",
            posting_date="happened_on",
            entered_on="happened_on",
            _worth=pl.when(pl.col("_from") == pl.col("_home")).then("from_amount").otherwise("to_amount"),
        )
    )
    own, pool = rows.filter(pl.col("kind") != "pool"), rows.filter(pl.col("kind") == "pool")
    ends = [
        line(
            own.with_columns(bank_account_id=pl.col(column), currency=pl.col(currency)),
            "transfer",
            place,
            bank_account(),
            amount=sign * pl.col(amount),
            amount_company=sign * pl.col("_worth"),
            bank_account_id="bank_account_id",
        )
        for place, sign, column, currency, amount in (
            (1, 1, "to_account_id", "_to", "to_amount"),
            (2, -1, "from_account_id", "_from", "from_amount"),
        )
    ]
    for step, company, other, column, sign in (
        (0, "company_id", "to_company_id", "from_account_id", -1),
        (1, "to_company_id", "company_id", "to_account_id", 1),
    ):
        side = pool.with_columns(
            step=pl.lit(step), company_id=pl.col(company), _other=pl.col(other), bank_account_id=pl.col(column),
            currency=pl.col("_home"),
        )  # fmt: skip
        # the parent owes what the others have put into the pool
        counter = pl.when(pl.col("company_id") == 1).then(account("pool_liability")).otherwise(account("pool_asset"))
        amount = sign * pl.col("from_amount")
        ends.append(line(side, "transfer", 1, bank_account(), amount=amount, bank_account_id="bank_account_id"))
        ends.append(line(side, "transfer", 2, counter, amount=-amount, counterparty_company_id="_other"))
    return ends


def _charges(world: World, masters: Masters, money: Money, home: pl.DataFrame) -> list[pl.DataFrame]:
    """Pairs of accounts, those of one document in one entry; wages as the payslips say them."""
    is_bank = pl.col("_account") % 1000 > 900
    by_asset = pl.when(pl.col("document_type") == "depreciation").then("text")
    charges = money.charges.with_columns(
        _bank="bank_account_id", quantity=pl.lit(None, pl.Int64), text=by_asset.cast(TEXT)
    )
    # the banks' side of what wages are paid is one amount; the other is everybody's
    of_wages = pl.col("document_type") == "payroll_payment"
    sides = [
        rows.with_columns(_account=column, _sign=pl.lit(sign)).select(COLUMNS)
        for rows, column, sign in ((charges.filter(~of_wages), "debit_id", 1), (charges, "credit_id", -1))
    ]
    nowhere = pl.when(~is_bank)
    rows = (
        pl.concat([*sides, *wage_sides(world, masters, money)])
        .join(home, on="company_id", maintain_order="left")
        .with_columns(
            department_id=nowhere.then("department_id"),
            project_id=nowhere.then("project_id"),
            employee_id=nowhere.then("employee_id"),
            bank_account_id=pl.when(is_bank).then("_bank"),
            currency="_home",
            amount=pl.col("amount") * pl.col("_sign"),
        )
        .drop("_bank", "_home")
    )
    rows = (
        rows.group_by(pl.all().exclude("amount", "quantity"))
        .agg(pl.col("amount").sum(), pl.col("quantity").sum(), _counted=pl.col("quantity").count())
        .with_columns(
            quantity=pl.when(pl.col("_counted") > 0).then("quantity"),
            step=pl.col("posting_date").rank("dense").over("document_type", "document_id").cast(pl.Int8) - 1,
        )
    )
    return [
        line(
            rows,
            pl.col("document_type"),
            pl.when(pl.col("_sign") > 0).then(1).otherwise(2),
            pl.col("_account"),
            amount="amount",
            bank_account_id="bank_account_id",
            employee_id="employee_id",
            quantity="quantity",
            text="text",
        )
    ]
