-- roles -- who may do what, for a database that others use as well. Optional; run by the owner of the schema after
-- each --migrate: psql -X -v ON_ERROR_STOP=1 -f roles.sql. May be run twice.
--
--   thiduad        the daemon: adds to the journal, which it can neither change nor empty; writes the projections
--   thidua_reader  people and Grafana: read what is shown (thidua.shown); grant it to their roles
do $$
begin
	if not exists (select from pg_roles where rolname = 'thiduad') then
		create role thiduad login;
	end if;
	if not exists (select from pg_roles where rolname = 'thidua_reader') then
		create role thidua_reader nologin;
	end if;
end
$$;
grant usage on schema thidua to thiduad, thidua_reader;
grant select on all tables in schema thidua to thiduad, thidua_reader;
grant insert on thidua.journal to thiduad;
grant insert, update on thidua.head to thiduad;
-- Every other table is a projection, unless only --migrate writes it.
do $$
declare
	projection regclass;
begin
	for projection in
		select c.oid from pg_class c
		where c.relnamespace = 'thidua'::regnamespace and c.relkind = 'r' and c.relname not in ('journal', 'head', 'database', 'migration')
	loop
		execute format('grant insert, update, delete, truncate on %s to thiduad', projection);
	end loop;
end
$$;
-- It sees all, by its rights (thidua.sees_all) too: said of it by name, that costs nothing for a row.
do $$
declare
	shown regclass;
begin
	for shown in
		select c.oid from pg_class c
		where c.relnamespace = 'thidua'::regnamespace and c.relrowsecurity
			and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'all_to_thiduad')
	loop
		execute format('create policy all_to_thiduad on %s to thiduad using (true)', shown);
	end loop;
end
$$;
