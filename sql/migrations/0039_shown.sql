-- shown -- as of when a season is shown to who reads and does not write: a row a season, by the daemon.
--
-- In a freeze readers see what there was before it: of standings the last ones then, of all else the rows that had come. Who may add to
-- the journal or move its head, the daemon and the owner, sees all; so does a superuser. That is a matter of policies on the tables, not of each view: a
-- view reads with the rights of who asks (security_invoker), and what is made of hidden rows is not there. A table that a command about
-- a season writes to needs a policy as these, a view over them nothing but that word.
create table thidua.shown (
	cluster text collate "C" not null,
	year integer not null,
	as_of timestamptz not null, -- what came later is not shown: the last instant before a freeze, also one to come; infinity: all is
	frozen boolean not null, -- the freeze holds: standings are those of standing_shown_state
	sequence bigint, -- of the last entry that is shown; null: no freeze holds
	constraint shown_key primary key (cluster, year)
) with (fillfactor = 50);

-- Of each period of a season in its freeze what is shown of it; after it nobody looks here.
create table thidua.standing_shown_state (
	like thidua.standing_state including storage,
	constraint standing_shown_state_key primary key (cluster, year, period)
);

-- sees_all() -> is who asks one of those who write? Any of two rights says so: one that is missing is a fault, and is to be told as one.
create function thidua.sees_all() returns boolean
language sql stable parallel safe
return has_table_privilege('thidua.journal', 'insert') or has_table_privilege('thidua.head', 'update');

alter table thidua.journal enable row level security;
alter table thidua.head enable row level security;
alter table thidua.report enable row level security;
alter table thidua.record enable row level security;
alter table thidua.standing_state enable row level security;
alter table thidua.standing_locked_state enable row level security;
alter table thidua.standing_shown_state enable row level security;

-- By name the first, so that who writes pays for no other.
create policy all_to_writers on thidua.journal using ((select thidua.sees_all()));
create policy all_to_writers on thidua.head using ((select thidua.sees_all()));
create policy all_to_writers on thidua.report using ((select thidua.sees_all()));
create policy all_to_writers on thidua.record using ((select thidua.sees_all()));
create policy all_to_writers on thidua.standing_state using ((select thidua.sees_all()));
create policy all_to_writers on thidua.standing_locked_state using ((select thidua.sees_all()));
create policy all_to_writers on thidua.standing_shown_state using ((select thidua.sees_all()));

create policy shown on thidua.journal for select using (not exists (
	select from thidua.shown f where f.cluster = journal.cluster and f.year = journal.year and journal.received_at > f.as_of));
create policy shown on thidua.record for select using (not exists (
	select from thidua.shown f where f.cluster = record.cluster and f.year = record.year and record.received_at > f.as_of));
-- One that came back after a restore has the time of its receipt, and is shown when its entry is.
create policy shown on thidua.report for select using (not exists (
	select from thidua.shown f where f.cluster = report.cluster and f.year = report.year and (report.received_at > f.as_of or
		report.sequence > f.sequence)));
create policy shown on thidua.standing_locked_state for select using (not exists (
	select from thidua.shown f where f.cluster = standing_locked_state.cluster and f.year = standing_locked_state.year
		and standing_locked_state.as_of > f.as_of));
create policy shown on thidua.standing_state for select using (not exists (
	select from thidua.shown f where f.cluster = standing_state.cluster and f.year = standing_state.year and f.frozen));
create policy shown on thidua.standing_shown_state for select using (exists (
	select from thidua.shown f where f.cluster = standing_shown_state.cluster and f.year = standing_shown_state.year and f.frozen));
-- What it says of the last entry cannot be said of the one before.
create policy shown on thidua.head for select using (not exists (
	select from thidua.shown f where f.cluster = head.cluster and f.frozen));

-- standing_seen -- the packed standings of who asks.
create view thidua.standing_seen with (security_invoker) as
select s.* from thidua.standing_state s
union all
select s.* from thidua.standing_shown_state s where not (select thidua.sees_all());

-- standing -- board x period: who stands where, now, or when a freeze began that holds. Ties are shown in the season's order.
--
-- Whole rows of one (cluster, year, period) always belong to one moment. frozen: something later is held back from who asks.
create or replace view thidua.standing as
select
	s.cluster, s.year, s.period, r.rank, r.tied, r.board, r.name collate "vi-x-icu" as name, r.total, r.base, r.bonus, r.deduction,
	r.priority, r.late_days, r.band, r.status, r.revision, r.rank_before, s.current, s.locked, s.as_of, s.sequence, s.version,
	encode(s.state_hash, 'hex') as state_hash, r.review, r.unreviewed, r.uncounted, r.adjusted, r.disputed, s.amendment,
	not s.locked and not (select thidua.sees_all()) and
		exists (select from thidua.shown f where f.cluster = s.cluster and f.year = s.year and f.frozen) as frozen
from thidua.standing_seen s
cross join lateral thidua.standing_boards(row(s.*)::thidua.standing_state) r;

create or replace view thidua.score as
select
	s.cluster, s.year, s.period, b.board, b.name collate "vi-x-icu" as name, t.task, t.name as task_name, t.task_group,
	(nullif(thidua.int4_at(s.points, 4 * ((b.place - 1) * (octet_length(s.totals) / 24) + t.place - 1)), -1) * 0.01)::numeric(9, 2)
		as points,
	t.max
from thidua.standing_seen s
join thidua.board b on b.cluster = s.cluster and b.year = s.year and b.version = s.version
join thidua.task t on t.cluster = s.cluster and t.year = s.year and t.version = s.version;

create or replace view thidua.task_total as
select
	s.cluster, s.year, s.period, t.task, t.name collate "vi-x-icu" as name, t.unit,
	(thidua.int8_at(s.totals, 24 * (t.place - 1)) * 0.0001)::numeric(19, 4) as actual,
	(thidua.int8_at(s.totals, 24 * (t.place - 1) + 8) * 0.0001)::numeric(19, 4) as target,
	thidua.int4_at(s.totals, 24 * (t.place - 1) + 16) as met,
	thidua.int4_at(s.totals, 24 * (t.place - 1) + 20) as exceeded
from thidua.standing_seen s
join thidua.task t on t.cluster = s.cluster and t.year = s.year and t.version = s.version;

do $$
declare
	made regclass;
begin
	for made in select c.oid from pg_class c where c.relnamespace = 'thidua'::regnamespace and c.relkind = 'v' loop
		execute format('alter view %s set (security_invoker)', made);
	end loop;
end
$$;

-- Seasons that are there already. The daemon looks at each that is not over when it starts, and says whether it has a freeze.
insert into thidua.shown select cluster, year, 'infinity', false from thidua.season where next_change is not null;
update thidua.season set next_change = least(next_change, received_at) where next_change < 'infinity';
