with

records as (
    select * from {{ ref('int_party_records') }}
),

-- salespeople call an account as they like; where that is all we know, it is its name, though not its legal one
stated as (
    select
        party_record_key,
        if(legal_name is null and record_type = 'account', 'stated', 'legal') as name_class,
        coalesce(legal_name, record_name) as party_name
    from records
    where has_name
    union all
    select
        party_record_key,
        'known_as' as name_class,
        unnest([short_name, if(legal_name is not null, record_name, null)]) as party_name
    from records
),

-- a currency in brackets says in what we trade with it
written as (
    select distinct
        *,
        lower(strip_accents(nfc_normalize(regexp_replace(party_name, '\s*\([A-Z]{3}\)\s*$', '')))) as written_name
    from stated
    where party_name is not null
),

words as (
    select
        coalesce(list(word order by length(word) desc, word) filter (word_class = 'legal_form'), []) as legal_forms,
        coalesce(list(word order by length(word) desc, word) filter (word_class = 'place'), []) as places,
        coalesce(list(word order by word) filter (word_class = 'branch'), []) as branches
    from {{ ref('party_name_words') }}
),

-- many names are a Chinese one and its translation
parted as (
    select
        party_record_key,
        name_class,
        {{ plain_name('written_name') }} as plain_name,
        nullif(regexp_replace(written_name, '[^\p{Han}]', '', 'g'), '') as whole_han,
        string_split(
            trim(regexp_replace(regexp_replace(written_name, '[.''’\p{Han}]', '', 'g'), '[^\p{L}\p{N}]+', ' ', 'g')), ' '
        ) as latin_words
    from written
),

marked as (
    select
        parted.*,
        len(list_filter(words.branches, lambda one: contains(parted.plain_name, replace(one, ' ', '')))) > 0 as is_branch,
        list_filter(words.places, lambda one: starts_with(parted.whole_han, one))[1] as long_place,
        list_filter(words.legal_forms, lambda one: ends_with(parted.whole_han, one))[1] as legal_form,
        -- what stands behind the last word that is no legal form is the legal form
        list_filter(
            range(1, len(parted.latin_words) + 1),
            lambda place: not list_contains(words.legal_forms, parted.latin_words[place])
        )[-1] as last_word
    from parted
    cross join words
),

final as (
    select
        party_record_key,
        name_class,
        plain_name,
        rtrim(long_place, '省市') as place,
        case
            when is_branch then whole_han
            else coalesce(
                nullif(
                    whole_han[coalesce(length(long_place), 0) + 1:length(whole_han) - coalesce(length(legal_form), 0)], ''
                ), whole_han
            )
        end as han_name,
        nullif(array_to_string(list_slice(latin_words, 1, coalesce(last_word, len(latin_words))), ' '), '') as latin_name,
        if(name_class <> 'known_as', nullif(array_to_string(list_slice(latin_words, 1, 2), ' '), ''), null) as beginning,
        is_branch
    from marked
    where plain_name is not null
)

select distinct * from final
