-- What who only reads sees in a freeze, before and after one.
select plan(17);

create function pg_temp.picture(query text) returns text language plpgsql as $$
declare
	whole text;
begin
	execute format('select string_agg(r::text, '' '') from (%s) r', query) into whole;
	return whole;
end
$$;

-- read(query): the same as the role for readers.
create function pg_temp.read(query text) returns text language plpgsql as $$
declare
	whole text;
begin
	set local role thidua_reader;
	execute format('select string_agg(r::text, '' '') from (%s) r', query) into whole;
	reset role;
	return whole;
end
$$;

select is(
	(select array_agg(c.relname order by c.relname) from pg_class c where c.relnamespace = 'thidua'::regnamespace and c.relkind in ('v', 'm')
	 and coalesce((select o.option_value::boolean from pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'), false) is false),
	null, 'every view reads with the rights of who asks');
select is(
	(select array_agg(c.relname order by c.relname) from pg_class c where c.relnamespace = 'thidua'::regnamespace and c.relkind = 'r'
	 and not c.relrowsecurity),
	'{board,database,migration,office_key,season,shown,task}'::name[],
	'but for who may act and under which rules, no table is shown whole in a freeze');
select is(
	(select array_agg(distinct p.policyname || ' ' || p.roles::text order by p.policyname || ' ' || p.roles::text) from pg_policies p where p.schemaname = 'thidua' and
	 p.policyname <> 'all_to_writers'), '{"all_to_thiduad {thiduad}","shown {public}"}', 'what holds for readers holds for every role');

-- A report that came back after a restore: signed in time, entered in the freeze.
insert into thidua.journal
select cluster, 25, gen_random_uuid(), 'reinstate', '2024-03-22 08:00+07', command, signature, key, previous_hash, hash, year
from thidua.journal where sequence = 1;
insert into thidua.report values ('C1', 2024, 'BC', 'Q1', 1, 25, '2024-03-19 08:00+07', 0, '\x15', 1, '{80000,10000}', '{null,20000}');
insert into thidua.head values ('C1', 25, decode(repeat('00', 32), 'hex'));

create temporary table seen as
select pg_temp.read('select board, revision from thidua.report order by 1, 2') as reports,
	pg_temp.read('select rank, board, total, frozen from thidua.standing') as standing,
	pg_temp.read('select sequence from thidua.journal order by 1') as journal,
	pg_temp.read('select sequence from thidua.record order by 1') as records;
select is(reports, '(BC,1) (BD,1) (BV,1) (BV,2)', 'nothing is hidden that no season hides') from seen;

-- It will begin at 08:00:00.000001 on the 20th.
insert into thidua.shown values ('C1', 2024, '2024-03-20 08:00+07', false);
select is(pg_temp.read('select board, revision from thidua.report order by 1, 2'), '(BC,1) (BV,1) (BV,2)',
	'what comes after its begin is hidden before anybody has said that it has begun');
select is(pg_temp.read('select rank, board, total, frozen from thidua.standing'), (select standing from seen), 'standings are live until then');

-- And it has begun: of the standing there is what it was before BD's report.
insert into thidua.standing_shown_state select * from thidua.standing_state;
update thidua.standing_shown_state set rows = overlay(rows placing int4send(91000) from 1), as_of = '2024-03-20 08:00+07';
update thidua.shown set frozen = true, sequence = 20;
select is(pg_temp.read('select rank, board, total, frozen from thidua.standing limit 1'), '(1,BV,910.00,t)', 'a reader sees the last one before it');
select is(pg_temp.picture('select rank, board, total, frozen from thidua.standing'), (select standing from seen), 'its owner the live one');
select is(pg_temp.read('select board, revision from thidua.report order by 1, 2'), '(BV,1) (BV,2)',
	'what came back in it came in it, whenever it was signed');
select is(pg_temp.read('select distinct revision from thidua.report_line where not in_force'), '(1)', 'a view sees what its reader sees');
select is(pg_temp.read('select sequence from thidua.record where year = 2024 order by 1'), '(1) (2) (6)', 'nor is what was said in it there');
select is(pg_temp.read('select code, outcome from thidua.proposal where year = 2024'), '(KT1,)', 'so a proposal is open that has been signed since');
select is(pg_temp.read('select * from thidua.standing_locked'), null, 'nor what locked in it');
select is(pg_temp.read('select cluster from thidua.head'), null, 'nor how far the journal goes');
select is(pg_temp.read('select year, count(*) from thidua.record where year = 2023 group by 1'), '(2023,3)', 'another year is shown');

set role thiduad;
select results_eq('select count(*) from thidua.journal where sequence = 25', 'values (1::bigint)', 'the daemon sees all');
reset role;

update thidua.shown set as_of = 'infinity', frozen = false, sequence = null;
select is(
	pg_temp.read('select rank, board, total, frozen from thidua.standing') || pg_temp.read('select sequence from thidua.record order by 1'),
	(select standing || records from seen), 'after it everything is shown');
select * from finish();
