with

-- names count unless the tax numbers differ by more than a slip, or, where it is not the whole legal name, both telephone
-- and domain differ; a whole legal name counts between two registers anyhow, and a name that people use there only; a word
-- with which the other name begins counts beside a common number or domain
judged as (
    select
        *,
        first_register <> second_register as is_other_register,
        tax_distance <= 1 and coalesce(not is_reached_elsewhere, true) as is_compatible,
        (tax_distance <= 1 or is_other_register) and is_same_legal_name as counts_legal_name,
        is_compatible and is_same_core_name as counts_core_name,
        is_compatible and (
            is_name_begun or is_name_shortened and (coalesce(is_same_domain, false) or coalesce(is_same_phone, false))
        ) as counts_beginning,
        is_compatible and is_same_short_name and is_other_register as counts_short_name
    from {{ ref('int_party_pairs') }}
),

named as (
    select
        *,
        coalesce(counts_legal_name or counts_core_name or counts_beginning or counts_short_name, false) as is_named_alike
    from judged
),

-- a register has a party once, so the only one of another that bears the name is likely it, if no number contradicts
counted as (
    select
        *,
        is_other_register
        and is_named_alike
        and tax_distance = 0
        and count(*) filter (is_named_alike) over (partition by first_key, second_register) = 1
        and count(*) filter (is_named_alike) over (partition by second_key, first_register) = 1 as is_only_one
    from named
),

reasoned as (
    select
        if(is_other_register, 'link', 'party') as candidate_kind,
        first_key,
        second_key,
        list_filter([
            if(is_same_tax, 'same_tax_number', null),
            if(tax_distance = 1 and is_named_alike, 'tax_number_alike', null),
            case
                when counts_legal_name then 'same_legal_name'
                when counts_core_name then 'same_core_name'
                when counts_beginning then 'name_begins_alike'
                when counts_short_name then 'same_short_name'
            end,
            -- people call both by one name, and that is how the one's name begins
            if(counts_beginning and is_name_begun and is_same_short_name and not is_other_register, 'same_short_name', null),
            if(is_only_one, 'only_one_alike', null),
            if(is_same_bank, 'same_bank_account', null),
            if(is_same_phone, 'same_phone', null),
            if(is_same_domain, 'same_email_domain', null)
        ], lambda reason: reason is not null) as reasons
    from counted
)

select * from reasoned
where len(reasons) > 0
