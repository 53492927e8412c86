-- The names that others rely on, and what is true of every table.
select plan(8);

select is(
	(select array_agg(name order by name) from unnest('{journal,season,board,task,office_key,report,record,standing,score,standing_locked,
	  completeness}'::text[]) name where to_regclass('thidua.' || name) is null),
	null, 'every relation of the contract is there');

select columns_are('thidua', 'journal',
	'{cluster,sequence,command_id,kind,received_at,command,signature,key,previous_hash,hash,year}'::name[], 'the journal is as designed');
select col_is_pk('thidua', 'journal', '{cluster,sequence}'::name[], 'the fence');
select col_is_unique('thidua', 'journal', '{cluster,command_id}'::name[], 'a command enters once');

select is(
	(select array_agg(c.conrelid::regclass::text) from pg_constraint c
	 join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
	 where c.connamespace = 'thidua'::regnamespace and c.contype in ('p', 'u') and a.attname <> 'cluster' and
	       c.conrelid <> 'thidua.migration'::regclass),
	null, 'every key begins with the cluster, so that the schema can be distributed');
select is(
	(select array_agg(a.attrelid::regclass || '.' || a.attname) from pg_attribute a join pg_class r on r.oid = a.attrelid
	 where r.relnamespace = 'thidua'::regnamespace and r.relkind = 'r' and a.attnum > 0 and
	       a.atttypid in ('real'::regtype, 'double precision'::regtype)),
	null, 'no float anywhere');
select is(
	(select array_agg(v.table_name || '.' || v.column_name order by 1) from information_schema.columns v
	 where v.table_schema = 'thidua' and v.column_name = 'name' and v.table_name in (select viewname from pg_views) and
	       v.collation_name is distinct from 'vi-x-icu'),
	null, 'names in views sort as Vietnamese');
select is(
	(select array_agg(n.nspname || '.' || p.proname) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
	 where n.nspname = 'thidua' and p.prosecdef),
	null, 'no function has another''s rights');
select * from finish();
