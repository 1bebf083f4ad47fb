-- Decisions that the published version obeys: the newest of each candidate.
select decision_key
from marts.fct_duplicate_candidates
where decision_key is not null
