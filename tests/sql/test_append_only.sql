-- The journal only grows, whoever asks.
select plan(8);

select throws_ok('update thidua.journal set kind = ''x''', '42501', 'UPDATE on thidua.journal is refused: it is append-only');
select throws_ok('delete from thidua.journal', '42501', 'DELETE on thidua.journal is refused: it is append-only');
select throws_ok('delete from thidua.journal where false', '42501', null, 'even of nothing');
select throws_ok('truncate thidua.journal', '42501', 'TRUNCATE on thidua.journal is refused: it is append-only');
select throws_ok('insert into thidua.journal select * from thidua.journal on conflict (cluster, sequence) do update set kind = ''x''',
	'42501', 'UPDATE on thidua.journal is refused: it is append-only');
select throws_ok('insert into thidua.journal select * from thidua.journal where sequence = 1', '23505', null, 'the fence');
select throws_ok(
	'insert into thidua.journal select cluster, 9, command_id, kind, received_at, command, signature, key, previous_hash, hash, year
	 from thidua.journal where sequence = 1', '23505', null, 'a command enters once');
select throws_ok(
	'insert into thidua.journal select cluster, 9, gen_random_uuid(), kind, received_at, command, ''\x00'', key, previous_hash, hash, year
	 from thidua.journal where sequence = 1', '23514', null, 'a signature has 64 bytes');
select * from finish();
