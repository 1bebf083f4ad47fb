-- The rows of which indicators are made besides the ledger and open items (restated): lines of banks, bills, executions of fund
-- plans, what is performed, billed and settled of contracts, budgets and what consumes them. Contracts stand in their own
-- currency, all others in the company's; what has no rate counts as nothing.
restated as (
    select
        'cash' as part,
        company_key,
        'cash' as item,
        'lines of banks' as item_name,
        bank_line_key as line_key,
        bank_reference as document_number,
        purpose as description,
        coalesce(cash_amount_company, 0) as line_amount,
        value_date as posting_date,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from marts.fct_cash_movements
    where value_date <= $as_of
    union all by name
    select
        'bills' as part,
        company_key,
        'bills' as item,
        'bills held and issued' as item_name,
        bill_event_key as line_key,
        bill_number as document_number,
        event_type as description,
        coalesce(bills_amount_company, 0) as line_amount,
        event_date as posting_date,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from marts.fct_bill_events
    where event_date <= $as_of
    union all by name
    select
        'fund_plans' as part,
        company_key,
        'executed' as item,
        'what was paid and received under plans' as item_name,
        execution_key as line_key,
        document_number,
        plan_state as description,
        coalesce(executed_amount_company, 0) as line_amount,
        executed_date as posting_date,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from marts.fct_fund_plan_executions
    where executed_date <= $as_of
    union all by name
    select
        'contracts' as part,
        company_key,
        measure || ' ' || currency as item,
        measure as item_name,
        contract_movement_key as line_key,
        document_number,
        line_title as description,
        coalesce(net_amount, 0) as line_amount,
        effect_date as posting_date,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from marts.fct_contract_movements
    where effect_date <= $as_of
    union all by name
    select
        'budgets' as part,
        company_key,
        'budgets' as item,
        'budgets' as item_name,
        budget_key as line_key,
        null as document_number,
        budget_kind as description,
        budget_amount_company as line_amount,
        effective_date as posting_date,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from marts.fct_budgets
    where effective_date <= $as_of
    union all by name
    select
        'budgets' as part,
        company_key,
        'consumed' as item,
        'committed and spent' as item_name,
        budget_consumption_key as line_key,
        document_number,
        movement_kind as description,
        coalesce(committed_amount_company, 0) + actual_amount_company as line_amount,
        event_date as posting_date,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from marts.fct_budget_consumption
    where event_date <= $as_of
),
