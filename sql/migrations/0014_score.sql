-- score -- board x task x period: the points of each task, now. points is null when the task is not assigned to the board.
create view thidua.score as
select
	s.cluster, s.year, s.period, b.board, b.name collate "vi-x-icu" as name, t.task, t.name as task_name, t.task_group,
	(nullif(thidua.int4_at(s.points, 4 * ((b.place - 1) * (octet_length(s.totals) / 24) + t.place - 1)), -1) * 0.01)::numeric(9, 2)
		as points,
	t.max
from thidua.standing_state s
join thidua.board b on b.cluster = s.cluster and b.year = s.year and b.version = s.version
join thidua.task t on t.cluster = s.cluster and t.year = s.year and t.version = s.version;
