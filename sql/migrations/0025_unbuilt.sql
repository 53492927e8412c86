-- unbuilt() -- a cluster whose projections are missing, so that whoever is admitted by them is locked out; null: there is none.
--
-- Asked at each start of the daemon. From key to key, not over all entries. A cluster that --rebuild found broken is not meant.
create function thidua.unbuilt() returns text
language sql stable as $$
	with recursive journaled (cluster) as (
		(select cluster from thidua.journal order by cluster, sequence limit 1)
		union all
		select (select j.cluster from thidua.journal j where j.cluster > c.cluster order by j.cluster, j.sequence limit 1)
		from journaled c where c.cluster is not null
	)
	select min(cluster) from (
		select c.cluster from journaled c
		where c.cluster is not null and not exists (select from thidua.head h where h.cluster = c.cluster)
		union all
		select h.cluster from thidua.head h
		where not h.broken and (
			exists (select from thidua.journal j where j.cluster = h.cluster and j.year = 0 and j.kind = 'grant_key')
			and not exists (select from thidua.office_key k where k.cluster = h.cluster)
			or exists (select from thidua.journal j where j.cluster = h.cluster and j.year > 0 and j.kind = 'define_season')
			and not exists (select from thidua.season s where s.cluster = h.cluster)
		)
	) missing
$$;
