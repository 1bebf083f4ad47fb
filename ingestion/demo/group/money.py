"""The group's money: who paid what when, bills, loans, guarantees, wages, taxes, and every line of every bank account."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Money:
    """Keys are whole numbers from 1; days are Date; amounts whole minor units of `currency`, positive unless a column
    says otherwise; `…_company` in the company's currency. A null day never comes.

    Attributes:
        receipts, payments: id, number, company_id, party_id, medium (bank, note, write_off: a small rest that is given
            up, without money), is_advance (it stands in the advance account until it is used), contract_id, note_id,
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
            interest_amount (of a discount), bank_account_id, cash_id (receipt of received; payment of endorsed, issued).
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
            company_id, department_id, project_id, subject, debit_id, credit_id (accounts), bank_account_id (of the one
            that is a bank's), amount (company currency), posting_date, entered_on (later: back-dated), text.
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
    bank_lines: pl.DataFrame
