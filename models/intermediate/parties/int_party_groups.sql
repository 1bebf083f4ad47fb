with recursive

-- customers before suppliers, suppliers before accounts, the older before the newer: a key stays when more records join
ranked as (
    select
        party_record_key,
        row_number() over (
            order by
                list_position(['customer', 'supplier', 'account'], record_type), system, length(record_id), record_id
        ) as party_rank
    from {{ ref('int_party_records') }}
),

links as (
    select
        unnest([first_key, second_key]) as from_key,
        unnest([second_key, first_key]) as to_key,
        link_basis
    from {{ ref('int_party_links') }}
),

rejected as (
    select * from links
    where link_basis = 'rejected'
),

reached as (
    select * from ranked
    union
    select
        links.to_key as party_record_key,
        reached.party_rank
    from reached
    inner join links on reached.party_record_key = links.from_key
    where links.link_basis <> 'rejected'
),

parties as (
    select
        party_record_key,
        min(party_rank) as party_rank
    from reached
    group by all
),

-- who was rejected may come back by way of a third: then only what people confirmed, or one row of a source, joins
contested as (
    select distinct one.party_rank
    from rejected
    inner join parties as one on rejected.from_key = one.party_record_key
    inner join parties as other on rejected.to_key = other.party_record_key and one.party_rank = other.party_rank
),

reached_by_word as (
    select ranked.*
    from ranked
    inner join parties on ranked.party_record_key = parties.party_record_key
    inner join contested on parties.party_rank = contested.party_rank
    union
    select
        links.to_key as party_record_key,
        reached_by_word.party_rank
    from reached_by_word
    inner join links on reached_by_word.party_record_key = links.from_key
    where links.link_basis in ('confirmed', 'same_row')
),

parties_by_word as (
    select
        party_record_key,
        min(party_rank) as party_rank
    from reached_by_word
    group by all
),

-- and where people themselves contradict each other, every record stands alone
disputed as (
    select distinct one.party_rank
    from rejected
    inner join parties_by_word as one on rejected.from_key = one.party_record_key
    inner join parties_by_word as other on rejected.to_key = other.party_record_key and one.party_rank = other.party_rank
),

final as (
    select
        ranked.party_record_key,
        roots.party_record_key as party_key,
        parties_by_word.party_record_key is not null as is_contested
    from ranked
    inner join parties on ranked.party_record_key = parties.party_record_key
    left join parties_by_word on ranked.party_record_key = parties_by_word.party_record_key
    left join disputed on parties_by_word.party_rank = disputed.party_rank
    inner join ranked as roots
        on
            if(disputed.party_rank is not null, ranked.party_rank, coalesce(parties_by_word.party_rank, parties.party_rank))
            = roots.party_rank
)

select * from final
