{% macro known_word(word, words, otherwise=none) -%}
    {#-
        A source's word, where it is one that the conformed column knows; any other becomes a word of our own, so that
        nothing passes through that nobody has looked at.

        word: expression.  words: those that mean the same in the source and in the contract.
        otherwise: 'unknown' also where the source says nothing; 'other' only where it says something; none: null.
    -#}
    case
        when {{ word }} in ('{{ words | join("', '") }}') then {{ word }}
        {%- if otherwise == 'unknown' %}
        else 'unknown'
        {%- elif otherwise %}
        when {{ word }} is not null then '{{ otherwise }}'
        {%- endif %}
    end
{%- endmacro %}
