-- task_total -- task x period: the cluster's sums, and how many boards met and exceeded their share of the target.
--
-- For percentage tasks actual is the sum of what was done and target the sum of what there was to do.
create view thidua.task_total as
select
	s.cluster, s.year, s.period, t.task, t.name collate "vi-x-icu" as name, t.unit,
	(thidua.int8_at(s.totals, 24 * (t.place - 1)) * 0.0001)::numeric(19, 4) as actual,
	(thidua.int8_at(s.totals, 24 * (t.place - 1) + 8) * 0.0001)::numeric(19, 4) as target,
	thidua.int4_at(s.totals, 24 * (t.place - 1) + 16) as met,
	thidua.int4_at(s.totals, 24 * (t.place - 1) + 20) as exceeded
from thidua.standing_state s
join thidua.task t on t.cluster = s.cluster and t.year = s.year and t.version = s.version;
