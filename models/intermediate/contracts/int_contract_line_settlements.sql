with

steps as (
    select * from {{ ref('int_contract_invoice_steps') }}
),

invoices as (
    select * from {{ ref('int_contract_invoices') }}
),

bills as (
    select * from {{ ref('int_contract_bills') }}
),

-- retention is a part of what is open; settled and recovered together are what is not
reached as (
    select
        *,
        sum(gross_amount) over to_here as gross_to_here,
        sum(net_amount) over to_here as net_to_here,
        row_number() over to_here as step_number
    from steps
    window
        to_here as (
            partition by item_key, measure = 'retained'
            order by effect_date, step_key
            rows between unbounded preceding and current row
        )
),

-- gross money as its part of the net amount: all of it once all is paid, to the cent
net_reached as (
    select
        reached.* exclude (system),
        invoices.system,
        invoices.work_net_amount,
        invoices.minor_digits,
        (
            {{ share_of_money(
                'invoices.net_amount', 'reached.gross_to_here', 'invoices.gross_amount', 'invoices.minor_digits'
            ) }} + reached.net_to_here
        )::decimal(18, 3) as reached_amount
    from reached
    inner join invoices on reached.item_key = invoices.item_key
),

by_line as (
    select
        net_reached.*,
        bills.contract_line_key,
        {{ next_share_of_money(
            'net_reached.reached_amount', 'bills.part_net_amount', 'bills.part_to_here',
            'net_reached.work_net_amount', 'net_reached.minor_digits'
        ) }}::decimal(18, 3) as line_reached_amount
    from net_reached
    inner join bills on net_reached.invoice_key = bills.invoice_key
),

final as (
    select
        contract_line_key,
        invoice_key || '#' || step_key as step_key,
        measure,
        effect_date,
        line_reached_amount - coalesce(lag(line_reached_amount) over (
            partition by contract_line_key, invoice_key, measure = 'retained' order by step_number
        ), 0) as effect_amount,
        document_type,
        document_number,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from by_line
)

select * from final
where effect_amount <> 0
