-- What is of no one season is shown when no freeze holds it back. Limitations are closed in the season that runs, also those of one that
-- is frozen; what a Reinstate brings back may say so, too; and a verdict in one season may name a model of another.

-- held_back() -> does the freeze of a season hold back a record that is of another one?
create function thidua.held_back(kind text, data jsonb, frozen_year integer) returns boolean
language sql immutable parallel safe
return kind in ('close_limitation', 'confirm_limitation', 'reinstate')
	or (kind = 'judge_model' and (data -> 'duplicate_of' ->> 'year')::integer = frozen_year);

drop policy shown on thidua.record;
create policy shown on thidua.record for select using (not exists (
	select from thidua.shown f where f.cluster = record.cluster and record.received_at > f.as_of
		and (f.year = record.year or thidua.held_back(record.kind, record.data, f.year))));

-- The bytes of these are shown when their record is.
drop policy shown on thidua.journal;
create policy shown on thidua.journal for select using (not exists (
	select from thidua.shown f where f.cluster = journal.cluster and f.year = journal.year and journal.received_at > f.as_of)
	and (journal.kind not in ('close_limitation', 'confirm_limitation', 'reinstate', 'judge_model') or exists (
		select from thidua.record r where r.cluster = journal.cluster and r.sequence = journal.sequence)));
