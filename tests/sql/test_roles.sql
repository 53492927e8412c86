-- What roles.sql gives and does not give.
select plan(14);

select ok(has_table_privilege('thiduad', 'thidua.journal', 'insert'), 'the daemon adds to the journal');
select ok(not has_table_privilege('thiduad', 'thidua.journal', 'update'), 'and cannot change it');
select ok(not has_table_privilege('thiduad', 'thidua.journal', 'delete'), 'nor take from it');
select ok(not has_table_privilege('thiduad', 'thidua.journal', 'truncate'), 'nor empty it');
select ok(not has_table_privilege('thiduad', 'thidua.journal', 'trigger'), 'nor hang triggers on it');
select ok(has_table_privilege('thiduad', 'thidua.head', 'insert, update') and
          not has_table_privilege('thiduad', 'thidua.head', 'delete, truncate'), 'it moves heads and takes none away');
select ok(not has_table_privilege('thiduad', 'thidua.database', 'update'), 'nor turn a rehearsal into a real one');
select ok(has_table_privilege('thidua_reader', 'thidua.standing', 'select'), 'a reader reads');
select is(
	(select array_agg(c.relname) from pg_class c where c.relnamespace = 'thidua'::regnamespace and c.relkind in ('r', 'v') and
	 has_table_privilege('thidua_reader', c.oid, 'insert, update, delete, truncate')),
	null, 'and writes nowhere');
select is(
	(select array_agg(c.relname order by c.relname) from pg_class c where c.relnamespace = 'thidua'::regnamespace and c.relkind = 'r'
	 and not (has_table_privilege('thiduad', c.oid, 'insert') and has_table_privilege('thiduad', c.oid, 'update') and
	          has_table_privilege('thiduad', c.oid, 'delete') and has_table_privilege('thiduad', c.oid, 'truncate'))),
	'{database,head,journal,migration}'::name[], 'the daemon writes the projections, whatever they are');
create role nobody_in_particular;
select ok(not has_schema_privilege('nobody_in_particular', 'thidua', 'usage'), 'others do not even look');

set role thiduad;
select throws_ok('update thidua.journal set kind = ''x''', '42501', 'permission denied for table journal');
select lives_ok('select thidua.epoch(), pg_logical_emit_message(true, ''thidua'', '''') from thidua.standing limit 1',
	'the daemon needs no more');
reset role;
set role thidua_reader;
select lives_ok('select * from thidua.standing, thidua.score, thidua.report_line, thidua.task_total, thidua.completeness',
	'the views need nothing that their readers lack');
reset role;
drop role nobody_in_particular;
select * from finish();
