"""The group's money: who paid what when, bills, loans, guarantees, wages, taxes, and every bank account's lines."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_bank import (
    as_flows,
    make_bank_lines,
    of_cash,
    of_charges,
    of_loans,
    of_notes,
    of_transfers,
)
from ingestion.demo.group.money_cash import numbered, own_parties, put_together
from ingestion.demo.group.money_charges import (
    COLUMNS,
    average_sales,
    main_accounts,
    make_claims,
    make_overheads,
)
from ingestion.demo.group.money_funds import make_funds
from ingestion.demo.group.money_guarantees import guarantee_fees, make_guarantees
from ingestion.demo.group.money_notes import NoteLedger, choose_notes, make_notes
from ingestion.demo.group.money_pieces import make_pieces
from ingestion.demo.group.money_plan import NEVER, PURCHASES, SALES, mirror, plan_instalments
from ingestion.demo.group.money_settling import Settled, settle
from ingestion.demo.group.money_taxes import make_fees, make_taxes
from ingestion.demo.group.money_wages import make_labour, make_payroll, make_payslips
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import World


@dataclass(frozen=True)
class Money:
    """Keys are whole numbers from 1; days are Date; amounts whole minor units of `currency`, positive unless a column
    says otherwise; `…_company` in the company's currency. A null day never comes.

    Attributes:
        receipts, payments: id, number, company_id, party_id, medium (bank, note, write_off: a small rest that is given
            up, without money), is_advance (it stands in the advance account until it is used), advance_id (of Trade),
            contract_id, note_id,
            bank_account_id (null: no money moved), currency, rate, amount, amount_company, bank_amount (in the bank
            account's currency), posting_date, entered_on, posted_on (null: a draft that is deleted), deleted_on,
            cancelled_on, replaces_id (entered anew, or paid anew, in the place of the cancelled one), is_returned (the
            bank sent the money back on cancelled_on), reference (text as typed).
            What of it is not settled is unapplied: an open item of its control account.
        settlements, supplier_settlements: id, company_id, invoice_id, cash_id (of receipts, payments), credit_note_id
            (of invoices; one of the two is null), instalment_sequence, party_id, currency, is_advance, settled_on
            (never before either document is posted), amount, amount_company_invoice, amount_company_credit (carrying
            amounts that it relieves), reversed_on, seen_on (null: when made; else committed that late).
        notes: id, side (receivable, payable), kind (bank, commercial), number, company_id, party_id (who gave it, or
            to whom it was issued), acceptor, issued_on, matures_on, amount; in the company's currency.
        note_events: id, note_id, kind (received, issued, endorsed, discounted, collected, paid), happened_on, amount,
            interest_amount (of a discount), bank_account_id, cash_id (the receipt, or the payment).
        facilities: id, company_id, bank, limit_amount, valid_from, valid_until.
        loans: id, number, company_id, facility_id, bank, rate (share a year), drawn_on, due_on, amount.
        loan_events: id, loan_id, kind (drawdown, repayment, interest), happened_on, amount, bank_account_id.
        guarantees: id, number, company_id, kind (bid, performance, advance), contract_id, party_id, bank_account_id
            (the margin account), amount, margin_amount, issued_on, expires_on, released_on.
        guarantee_events: id, guarantee_id, kind (issued, extended, released), happened_on, amount, margin_amount
            (signed: what goes into the margin account).
        transfers: id, company_id, to_company_id, kind (sweep, wages, margin, pool), from_account_id, to_account_id,
            from_amount, to_amount (each in its account's currency), happened_on.
        charges: one pair of accounts that is booked without an invoice: id, document_type, document_id, kind,
            company_id, department_id, project_id, employee_id, subject, debit_id, credit_id (accounts),
            bank_account_id (of the one that is a bank's), amount (company currency), posting_date, entered_on (later:
            back-dated), text.
        payslips: see `make_payslips`; what they say of the timeline's months is booked as payroll.
        labour: see `make_labour`; what projects are charged for people's hours, at each month's end.
        disputed: id, invoice_id (of a sale that its customer, a third party, disputes and pays late for that reason),
            paid_on (when the first of it is paid; null: never).
        bank_lines: id, bank_account_id, value_date, sequence (within the account), amount (signed), balance_amount
            (after it), counterparty, purpose, reference, document_type, document_id.
    """

    receipts: pl.DataFrame
    payments: pl.DataFrame
    settlements: pl.DataFrame
    supplier_settlements: pl.DataFrame
    notes: pl.DataFrame
    note_events: pl.DataFrame
    facilities: pl.DataFrame
    loans: pl.DataFrame
    loan_events: pl.DataFrame
    guarantees: pl.DataFrame
    guarantee_events: pl.DataFrame
    transfers: pl.DataFrame
    charges: pl.DataFrame
    payslips: pl.DataFrame
    labour: pl.DataFrame
    bank_lines: pl.DataFrame
    disputed: pl.DataFrame


def make_money(
    world: World,
    masters: Masters,
    deals: Deals,
    projects: pl.DataFrame,
    trade: Trade,
    claims: tuple[pl.DataFrame, pl.DataFrame] | None = None,
    hours: pl.DataFrame | None = None,
) -> Money:
    """All money of the timeline.

    Args:
        world: of the group.
        masters: its companies, people, parties, bank accounts.
        deals: its contracts, for guarantees.
        projects: to which delivery people's wages are charged.
        trade: invoices, instalments, advances.
        claims: expense claims and their lines, as in People; None: nobody claims.
        hours: of `hours_on_projects`, by which projects are charged for labour; None: by their budgets.
    """
    sales, purchases, ledger, disputed = _cash(world, masters, trade)
    notes, events = _keyed_notes(masters, ledger, sales, purchases)
    guarantees, guarantee_events = make_guarantees(world, masters, deals)
    turnover = average_sales(world, masters, trade)
    payslips = make_payslips(world, masters, turnover)
    charges = _charges(world, masters, trade, payslips, turnover, claims, guarantees, purchases.documents)
    margins = _margins(masters, guarantee_events)
    movements = [
        of_cash(masters, sales.documents, paid=False),
        of_cash(masters, purchases.documents, paid=True),
        of_notes(notes, events),
        of_charges(charges),
    ]
    funds = make_funds(world, masters, as_flows([*movements, of_transfers(masters, margins)]))
    loans = numbered(masters, funds.loans, "JK", "drawn_on")
    transfers = pl.concat([margins, funds.transfers.select(margins.columns)]).sort(
        "happened_on", "company_id", "from_account_id", "to_account_id", "from_amount", "id"
    )
    transfers = transfers.with_columns(id=pl.int_range(1, pl.len() + 1))
    capital = funds.charges.select(
        pl.col(name) if name in funds.charges.columns else pl.lit(None).alias(name) for name in COLUMNS
    )
    charges = pl.concat([charges, capital.cast(charges.drop("id").schema)], how="diagonal")
    movements[3] = of_charges(charges)
    movements += [of_transfers(masters, transfers), of_loans(loans, funds.loan_events)]
    return Money(
        receipts=_with_notes(sales.documents, notes),
        payments=_with_notes(purchases.documents, notes),
        settlements=sales.settlements,
        supplier_settlements=purchases.settlements,
        notes=notes.drop("_place"),
        note_events=events,
        facilities=funds.facilities,
        loans=loans,
        loan_events=funds.loan_events,
        guarantees=guarantees,
        guarantee_events=guarantee_events,
        transfers=transfers,
        charges=charges.with_columns(id=pl.int_range(1, pl.len() + 1)),
        payslips=payslips,
        labour=make_labour(world, masters, payslips, projects, hours),
        bank_lines=make_bank_lines(masters, movements),
        disputed=disputed,
    )


def _cash(world: World, masters: Masters, trade: Trade) -> tuple[Settled, Settled, NoteLedger, pl.DataFrame]:
    """Receipts, payments, and the notes among them (note_place stands for the note); what is disputed."""
    bought = plan_instalments(world, masters, trade, PURCHASES)
    sold = mirror(plan_instalments(world, masters, trade, SALES), bought, world)
    received, paid = make_pieces(world, sold, trade, SALES), make_pieces(world, bought, trade, PURCHASES)
    receipts, receipt_rows = put_together(world, masters, received.paid, SALES)
    is_note = choose_notes(world, masters, receipts)
    receipts = receipts.with_columns(medium=pl.when(is_note).then(pl.lit("note")).otherwise("medium"))
    pieces = paid.paid.with_columns(is_own=pl.col("party_id").is_in(own_parties(masters, PURCHASES).implode()))
    ledger = make_notes(world, masters, receipts.filter(is_note), pieces)
    places = ledger.events.filter(pl.col("kind") == "received").select(_place="_place", id="cash_id")
    receipts = receipts.drop("note_place").join(places, on="id", how="left", maintain_order="left")
    payments, payment_rows = put_together(world, masters, ledger.pieces, PURCHASES)
    sales = settle(
        world, masters, trade, receipts.rename({"_place": "note_place"}), receipt_rows, received.credited, SALES
    )
    purchases = settle(world, masters, trade, payments, payment_rows, paid.credited, PURCHASES)
    disputed = sold.filter(pl.col("is_disputed") & pl.col("sister_id").is_null()).select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        "invoice_id",
        paid_on=pl.when(pl.col("pay_on") < NEVER).then("pay_on").cast(pl.Date),
    )
    return sales, purchases, ledger, disputed


def _keyed_notes(
    masters: Masters, ledger: NoteLedger, sales: Settled, purchases: Settled
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Notes and events by their days, with keys."""
    begun = ledger.events.filter(pl.col("kind").is_in(["received", "issued"])).select("_place", begun_on="happened_on")
    notes = (
        ledger.notes.join(begun, on="_place")
        .sort("begun_on", "side", "_place")
        .with_columns(id=pl.int_range(1, pl.len() + 1))
        .with_columns(
            number=pl.format(
                "130{}{}{}",
                pl.col("company_id"),
                pl.col("issued_on").dt.to_string("%Y%m%d"),
                (pl.col("id") * 7919 % 1_000_000).cast(pl.String).str.zfill(6),
            )
        )
    )
    documents = [
        one.documents.filter(pl.col("note_place").is_not_null()).select(
            _place=pl.col("note_place").cast(pl.Int64), _cash="id", _paid=pl.lit(paid)
        )
        for one, paid in ((sales, False), (purchases, True))
    ]
    mains = main_accounts(masters)
    has_money = pl.col("kind").is_in(["discounted", "collected", "paid"])
    events = (
        ledger.events.drop("cash_id")
        .with_columns(_paid=pl.col("kind").is_in(["endorsed", "issued"]))
        .join(notes.select("_place", note_id="id"), on="_place")
        .join(pl.concat(documents), on=["_place", "_paid"], how="left")
        .with_columns(
            cash_id=pl.when(pl.col("kind").is_in(["received", "endorsed", "issued"])).then("_cash"),
            bank_account_id=pl.when(has_money).then(
                pl.coalesce("bank_account_id", pl.col("company_id").replace_strict(mains, return_dtype=pl.Int64))
            ),
        )
        .drop("_place", "_paid", "_cash")
        .sort("happened_on", "note_id", "kind")
        .with_columns(id=pl.int_range(1, pl.len() + 1))
    )
    return notes, events


def _charges(
    world: World,
    masters: Masters,
    trade: Trade,
    payslips: pl.DataFrame,
    sales: pl.DataFrame,
    claims: tuple[pl.DataFrame, pl.DataFrame] | None,
    guarantees: pl.DataFrame,
    payments: pl.DataFrame,
) -> pl.DataFrame:
    """All charges but capital, to the timeline's end."""
    parts = [make_payroll(world, masters, payslips), make_overheads(world, masters, sales)]
    if claims is not None:
        parts.append(make_claims(masters, *claims))
    parts += [guarantee_fees(world, masters, guarantees), make_fees(world, masters, payments)]
    so_far = pl.concat(parts, how="diagonal")
    every = pl.concat([so_far, make_taxes(world, masters, trade, so_far, sales)], how="diagonal")
    return (
        every.select(COLUMNS)
        .filter((pl.col("posting_date") <= world.timeline.end) & (pl.col("amount") > 0))
        .sort("posting_date", "document_type", "document_id", "kind", "debit_id", "credit_id", "project_id", "text")
        .with_columns(id=pl.int_range(1, pl.len() + 1))
    )


def _margins(masters: Masters, events: pl.DataFrame) -> pl.DataFrame:
    """Transfers into the margin accounts and back."""
    moved = events.filter(pl.col("margin_amount") != 0).with_columns(
        _main=pl.col("company_id").replace_strict(main_accounts(masters), return_dtype=pl.Int64)
    )
    into = pl.col("margin_amount") > 0
    return moved.select(
        "company_id",
        to_company_id="company_id",
        kind=pl.when(into).then(pl.lit("margin")).otherwise(pl.lit("margin_release")),
        from_account_id=pl.when(into).then("_main").otherwise("bank_account_id"),
        to_account_id=pl.when(into).then("bank_account_id").otherwise("_main"),
        from_amount=pl.col("margin_amount").abs(),
        to_amount=pl.col("margin_amount").abs(),
        id="id",
        happened_on="happened_on",
    )


def _with_notes(documents: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Documents with the keys of their notes; without money where none moved."""
    has_money = pl.col("medium") == "bank"
    return (
        documents.join(
            notes.select(pl.col("_place").alias("note_place"), note_id="id"),
            on="note_place",
            how="left",
            maintain_order="left",
        )
        .drop("note_place")
        .with_columns(
            bank_account_id=pl.when(has_money).then("bank_account_id"),
            bank_amount=pl.when(has_money).then("bank_amount").otherwise(0),
        )
    )
