with

records as (
    select
        *,
        (known_date, record_type, length(record_id), record_id, system) as place
    from {{ ref('int_party_records') }}
),

names as (
    select * from {{ ref('int_party_names') }}
),

blocks as (
    select
        party_record_key,
        unnest([
            'tax|' || tax_reference, 'bank|' || bank_reference, 'phone|' || phone_reference, 'domain|' || domain_reference
        ]) as block
    from records
    union
    select
        party_record_key,
        unnest(['plain|' || plain_name, 'name|' || han_name, 'name|' || latin_name, 'words|' || beginning]) as block
    from names
),

-- what many of one register have in common, such as a number of zeros, says nothing about any of them
borne as (
    select
        blocks.block,
        records.*,
        count(*) over (partition by blocks.block, records.register) as bearer_count
    from blocks
    inner join records on blocks.party_record_key = records.party_record_key
),

shared as (
    select * from borne
    where block is not null
    qualify max(bearer_count) over (partition by block) <= 5
),

-- the older record is the first; one row of the source that is both customer and supplier needs no comparison
met as (
    select distinct
        one.party_record_key as first_key,
        other.party_record_key as second_key,
        one.register as first_register,
        other.register as second_register
    from shared as one
    inner join shared as other on one.block = other.block and one.place < other.place
    where (one.system, one.source_table, one.source_key) <> (other.system, other.source_table, other.source_key)
),

-- two names that contradict each other in one of their scripts, their place, or as head and branch, are two
named as (
    select
        met.*,
        one.name_class <> 'known_as' and other.name_class <> 'known_as' as is_stated,
        one.name_class = 'legal' and other.name_class = 'legal' and one.plain_name = other.plain_name as is_same_legal,
        coalesce(one.han_name = other.han_name, false) or coalesce(one.latin_name = other.latin_name, false) as is_same_core,
        contains(one.latin_name, ' ') and contains(other.latin_name, ' ') as is_long
    from met
    inner join names as one on met.first_key = one.party_record_key
    inner join names as other on met.second_key = other.party_record_key
    where
        one.is_branch = other.is_branch
        and coalesce(one.place = other.place, true)
        and coalesce(one.han_name = other.han_name, true)
        and coalesce(
            starts_with(one.latin_name || ' ', other.latin_name || ' ')
            or starts_with(other.latin_name || ' ', one.latin_name || ' '), true
        )
        and (one.han_name = other.han_name or one.latin_name is not null and other.latin_name is not null)
),

alike as (
    select
        first_key,
        second_key,
        bool_or(is_same_legal) as is_same_legal_name,
        bool_or(is_stated and is_same_core) as is_same_core_name,
        coalesce(bool_or(is_stated and is_long), false) as is_name_begun,
        bool_or(is_stated) as is_name_shortened,
        bool_or(is_same_core) as is_same_short_name
    from named
    group by all
),

final as (
    select
        met.*,
        first_record.tax_reference = second_record.tax_reference as is_same_tax,
        first_record.bank_reference = second_record.bank_reference as is_same_bank,
        first_record.phone_reference = second_record.phone_reference as is_same_phone,
        first_record.domain_reference = second_record.domain_reference as is_same_domain,
        coalesce(damerau_levenshtein(first_record.tax_reference, second_record.tax_reference), 0) as tax_distance,
        first_record.phone_reference <> second_record.phone_reference
        and first_record.domain_reference <> second_record.domain_reference as is_reached_elsewhere,
        alike.* exclude (first_key, second_key)
    from met
    inner join records as first_record on met.first_key = first_record.party_record_key
    inner join records as second_record on met.second_key = second_record.party_record_key
    left join alike on met.first_key = alike.first_key and met.second_key = alike.second_key
)

select * from final
