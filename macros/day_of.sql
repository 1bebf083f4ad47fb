{% macro day_of(instant, time_zone) -%}
    {#-
        The calendar day of an instant in a time zone; null stays null.

        instant: a timestamp in UTC.  time_zone: expression for the zone's name, mostly that of the settings' options.
    -#}
    (({{ instant }} at time zone 'UTC') at time zone {{ time_zone }})::date
{%- endmacro %}
