-- What was shown in a freeze goes with its end, by the daemon; what was left of those that have ended goes here.
delete from thidua.standing_shown_state s where not exists (
	select from thidua.shown f where f.cluster = s.cluster and f.year = s.year and f.frozen);
comment on table thidua.standing_shown_state is 'Of each period of a season in its freeze what is shown of it; empty after it.';
