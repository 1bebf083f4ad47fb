-- Wide decimals keep their digits, halves go away from zero, and a currency's own digits count.
with

cases as (
    select 214752.8149999999::decimal(38, 10) as amount, 2 as minor_digits, 214752.81::decimal(18, 3) as expected
    union all
    select 1.005::decimal(38, 10), 2, 1.01
    union all
    select -1.005::decimal(38, 10), 2, -1.01
    union all
    select 926.1255::decimal(38, 10), 3, 926.126
    union all
    select 1234.5::decimal(38, 10), 0, 1235
    union all
    select 1234.565::decimal(38, 10), null, 1234.57
)

select
    *,
    {{ round_money('amount', 'minor_digits') }} as found
from cases
where {{ round_money('amount', 'minor_digits') }} <> expected
