-- Findings of the alert rules, critical ones first, then by the amount at stake; with the numbers of all of them.
-- :param company: varchar? — code of one company; null: all
-- :param top: integer — how many [default 20]
select
    findings.finding_key,
    findings.rule,
    findings.severity,
    findings.company_key,
    companies.company_name,
    findings.system,
    findings.subject_type,
    findings.subject_key,
    findings.subject_name,
    findings.owner,
    findings.currency,
    findings.stake_amount_company,
    companies.presentation_currency,
    findings.stake_amount_group,
    findings.message_arguments,
    findings.as_of_date,
    count(*) over () as finding_count,
    count(*) filter (findings.severity = 'critical') over () as critical_count
from alerts.findings
inner join marts.dim_company as companies on findings.company_key = companies.company_key
where $company is null or findings.company_key = $company
order by
    findings.severity = 'critical' desc,
    findings.rule = 'audit_difference' desc,
    coalesce(findings.stake_amount_group, findings.stake_amount_company) desc,
    findings.finding_key
limit $top
