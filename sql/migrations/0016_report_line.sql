-- report_line -- board x period x revision x task: what was reported, in units. in_force: no later revision came.
--
-- A task without a line (not assigned, or nothing to report) is not here.
create view thidua.report_line as
select
	r.cluster, r.year, r.period, r.board, r.revision,
	not exists (select from thidua.report l where l.cluster = r.cluster and l.year = r.year and l.board = r.board and
	            l.period = r.period and l.revision > r.revision) as in_force,
	t.task, t.name collate "vi-x-icu" as name, t.unit,
	(v.actual * 0.0001)::numeric(19, 4) as actual,
	(v.out_of * 0.0001)::numeric(19, 4) as out_of,
	r.received_at, r.late_days
from thidua.report r
join thidua.season s on s.cluster = r.cluster and s.year = r.year and s.next_change is not null
cross join lateral unnest(r.actual, r.out_of) with ordinality v (actual, out_of, place)
join thidua.task t on t.cluster = s.cluster and t.year = s.year and t.version = s.version and t.place = v.place
where v.actual is not null;
