-- epoch() -> 16 bytes: which past the standings come from.
--
-- New after every restore: from a dump the cluster's identifier or the database is another, from a base backup the timeline is,
-- so nobody has to remember to change it. Who holds a standing of another epoch replaces it.
create function thidua.epoch() returns bytea
language sql stable
return (
	select substring(sha256(d.epoch || int8send((select s.system_identifier from pg_control_system() s)) ||
	                        oidsend((select p.oid from pg_database p where p.datname = current_database())) ||
	                        convert_to(left(pg_walfile_name(pg_current_wal_lsn()), 8), 'UTF8')) from 1 for 16)
	from thidua.database d
);
