{% macro decided_status(document_status, request_status) -%}
    {#-
        The status of a document that is decided by a request: while the document itself still says that it is in
        approval, what has become of its request.
    -#}
    case
        when {{ document_status }} = 'in_approval' and {{ request_status }} in ('approved', 'rejected', 'draft')
            then {{ request_status }}
        else {{ document_status }}
    end
{%- endmacro %}
