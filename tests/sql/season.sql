-- season.sql -- one small season: 3 boards x 2 tasks, Q1 with a standing. Its packed numbers are written here by hand.
insert into thidua.database (rehearsal) values (false);

insert into thidua.season
select 'C1', 2024, 1, 1, '2024-01-02 08:00+07', 'Cụm thi đua số 1', '\x01', 1000, 'BV', 'BC', '{XS,HT}', '{900,0}',
	'{2024-03-15,2024-06-15,2024-09-15,2024-11-15,2024-12-31}', '{2024-03-20,2024-06-18,2024-09-20,2024-11-20,2025-01-31}',
	'{2024-03-20,2024-06-18,2024-09-20,2024-11-20,2025-01-31}', '{2024-04-05,2024-07-05,2024-10-05,2024-11-28,2025-02-15}',
	'2024-03-21 00:00+07';
insert into thidua.board values
	('C1', 2024, 1, 1, 'BV', 'Ban Vân', 'VN-01', '{35,96}'),
	('C1', 2024, 1, 2, 'BD', 'Ban Đào', 'VN-02', '{35,null}'),
	('C1', 2024, 1, 3, 'BC', 'Ban Cam', null, '{35,96}');
insert into thidua.task values
	('C1', 2024, 1, 1, 'T01', 1, 'Văn bản', 'văn bản', 'LINEAR', 'SUM', 'QUANTITY', false, 400, '{2500,5000,7500,10000,10000}'),
	('C1', 2024, 1, 2, 'T02', 2, 'Kết nạp', '%', 'LINEAR', 'LAST', 'PERCENT', false, 600, '{10000,10000,10000,10000,10000}');

-- Two revisions of BV, one of BD, late; BC has not reported.
insert into thidua.report values
	('C1', 2024, 'BV', 'Q1', 1, 2, '2024-03-19 08:00+07', 0, '\x02', 1, '{80000,10000}', '{null,20000}'),
	('C1', 2024, 'BV', 'Q1', 2, 4, '2024-03-20 08:00+07', 0, '\x04', 1, '{87500,15000}', '{null,20000}'),
	('C1', 2024, 'BD', 'Q1', 1, 3, '2024-03-21 08:00+07', 1, '\x03', 0, '{40001,null}', '{null,null}');

-- total, base, bonus, deduction, priority, late_days, rank, rank_before, revision, status, band, tied + 256 * review + 65536 * marks
create function pg_temp.row_of(variadic n integer[]) returns bytea language sql
return (select string_agg(int4send(v), '' order by i) from unnest(n) with ordinality u (v, i));

insert into thidua.standing_state
select 'C1', 2024, 'Q1', 1, 4, '2024-03-21 08:00+07', true, false, 2, 1, '\xabcd',
	pg_temp.row_of(100000, 100000, 0, 0, 40000, 0, 1, 0, 2, 2, 1, 5 * 256 + 12 * 65536) ||
	pg_temp.row_of(0, 18286, 500, 18786, 0, 1, 2, 3, 1, 3, 2, 1 + 2 * 256 + 3 * 65536) ||
	pg_temp.row_of(0, 0, 0, 2000, 0, 0, 2, 0, 0, 1, 2, 1),
	pg_temp.row_of(40000, 60000, 18286, -1, 0, 0),
	int8send(127501) || int8send(1050000) || int4send(1) || int4send(0) ||
	int8send(30000000000) || int8send(40000) || int4send(3) || int4send(2);
insert into thidua.standing_locked_state select * from thidua.standing_state;
insert into thidua.journal
select 'C1', n, gen_random_uuid(), 'submit_report', '2024-03-19 08:00+07', '\x00', decode(repeat('00', 64), 'hex'),
	decode(repeat('01', 32), 'hex'), decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), 2024
from generate_series(1, 4) n;
insert into thidua.journal
select 'C1', n, gen_random_uuid(), 'enter_points', '2024-03-20 08:00+07', '\x00', decode(repeat('00', 64), 'hex'),
	decode(repeat(case when n in (7, 9, 11) then '03' when n = 13 then '05' else '01' end, 32), 'hex'), decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), 2024
from generate_series(6, 13) n;
insert into thidua.journal
select 'C1', n, gen_random_uuid(), 'countersign', '2024-02-20 08:00+07', '\x00', decode(repeat('00', 64), 'hex'),
	decode(repeat(case when n = 17 then '03' else '01' end, 32), 'hex'), decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), 2023
from generate_series(15, 17) n;
insert into thidua.journal
select 'C1', n, gen_random_uuid(), 'close_limitation', '2024-04-12 08:00+07', '\x00', decode(repeat('00', 64), 'hex'),
	decode(repeat(case when n = 19 then '03' else '01' end, 32), 'hex'), decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), 2024
from generate_series(18, 20) n;
insert into thidua.journal
select 'C1', n, gen_random_uuid(), 'judge_model', '2024-04-15 08:00+07', '\x00', decode(repeat('00', 64), 'hex'),
	decode(repeat(case when n = 24 then '03' else '01' end, 32), 'hex'), decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), 2024
from generate_series(21, 24) n;
insert into thidua.office_key values
	('C1', decode(repeat('01', 32), 'hex'), decode(repeat('02', 32), 'hex'), 'OFFICE', 'BV', 1, '2024-01-02 08:00+07'),
	('C1', decode(repeat('03', 32), 'hex'), decode(repeat('04', 32), 'hex'), 'SUPERVISOR', null, 1, '2024-01-02 08:00+07');
insert into thidua.office_key (cluster, sign_key, curve_key, role, granted_sequence, granted_at, revoked_sequence, revoked_at) values
	('C1', decode(repeat('05', 32), 'hex'), decode(repeat('06', 32), 'hex'), 'SUPERVISOR', 1, '2024-01-02 08:00+07', 14, '2024-04-10 08:00+07');
insert into thidua.record values
	('C1', 1, 'postmark', 2024, '2024-03-19 08:00+07', '{"period": "PERIOD_Q1", "report_hash": "00ff"}'),
	('C1', 3, 'reinstate', 2024, '2024-03-21 08:00+07', '{"signed_command": {"id": "018e3f5a2c007123b456789abcdef004", "cluster": "C1", "year": 2024,
	  "signed_at": "2024-03-19T01:00:00Z", "postmark": {"period": "PERIOD_Q2", "report_hash": "00aa"}},
	  "receipt": {"command_hash": "00bb", "sequence": 9, "received_at": "2024-03-19T01:00:00Z"}}'),
	('C1', 4, 'verify_report', 2024, '2024-03-23 08:00+07', '{"board": "BV", "period": "PERIOD_Q1", "report_hash": "04",
	  "tasks": [{"task": "T01", "actual": "8.5", "reason": "sổ gốc ghi 8,5"}, {"task": "T02", "done": "1.5", "out_of": "3"}]}'),
	('C1', 2, 'sign_compact', 2024, '2024-03-20 08:00+07', jsonb_build_object('ruleset_hash',
	  (select encode(ruleset_hash, 'hex') from thidua.season where cluster = 'C1' and year = 2024 order by version desc limit 1))),
	('C1', 6, 'enter_points', 2024, '2024-03-20 08:00+07', '{"proposed": {"proposal": "00e1", "sequence": 6, "received_at": "2024-03-20T08:00:00+07:00",
	  "action": "enter_points", "state": "PROPOSAL_STATE_OPEN", "until": "2024-03-31T00:00:00+07:00", "board": "BC", "code": "KT1",
	  "points": "5.00", "kind": "ENTRY_KIND_BONUS", "signatures": [{"role": "ROLE_OFFICE", "board": "BV", "key": "0101"}],
	  "missing": [{"role": "ROLE_SUPERVISOR"}]}, "board": "BC", "code": "KT1", "points": "5.00", "reason": "Cờ thi đua", "evidence": "00ed"}'),
	('C1', 7, 'countersign', 2024, '2024-03-21 08:00+07', '{"took_effect": 6, "proposal": "00e1"}'),
	('C1', 8, 'withdraw_points', 2024, '2024-03-21 09:00+07', '{"proposed": {"proposal": "00e2", "sequence": 8, "received_at": "2024-03-21T09:00:00+07:00",
	  "action": "withdraw_points", "state": "PROPOSAL_STATE_OPEN", "until": "2024-04-01T00:00:00+07:00", "board": "BC", "code": "KT1",
	  "points": "5.00", "kind": "ENTRY_KIND_BONUS", "signatures": [{"role": "ROLE_OFFICE", "board": "BV", "key": "0101"}],
	  "missing": [{"role": "ROLE_SUPERVISOR"}]}, "entry": "00e1", "reason": "Ghi nhầm"}'),
	('C1', 9, 'withdraw_proposal', 2024, '2024-03-21 10:00+07', '{"proposal": "00e2"}'),
	('C1', 10, 'amend_report', 2024, '2024-04-08 08:00+07', '{"proposed": {"proposal": "00e3", "sequence": 10,
	  "received_at": "2024-04-08T08:00:00+07:00", "action": "amend_report", "state": "PROPOSAL_STATE_OPEN",
	  "until": "2024-04-19T00:00:00+07:00", "board": "BC", "signatures": [{"role": "ROLE_OFFICE", "board": "BV", "key": "0101"}],
	  "missing": [{"role": "ROLE_SUPERVISOR"}], "period": "PERIOD_Q1"}, "board": "BC", "period": "PERIOD_Q1",
	  "tasks": [{"task": "T01", "actual": "31", "reason": "sổ gốc"}], "evidence": "00ed"}'),
	('C1', 11, 'countersign', 2024, '2024-04-08 09:00+07', '{"took_effect": 10, "proposal": "00e3"}'),
	('C1', 12, 'amend_report', 2024, '2024-04-09 08:00+07', '{"proposed": {"proposal": "00e4", "sequence": 12,
	  "received_at": "2024-04-09T08:00:00+07:00", "action": "amend_report", "state": "PROPOSAL_STATE_OPEN",
	  "until": "2024-04-20T00:00:00+07:00", "board": "BV", "signatures": [{"role": "ROLE_OFFICE", "board": "BV", "key": "0101"}],
	  "missing": [{"role": "ROLE_OFFICE"}, {"role": "ROLE_SUPERVISOR"}], "period": "PERIOD_Q1"}, "board": "BV", "period": "PERIOD_Q1",
	  "tasks": [{"task": "T01", "actual": "30", "reason": "sổ gốc"}], "evidence": "00ed"}'),
	('C1', 13, 'countersign', 2024, '2024-04-09 09:00+07', '{"proposal": "00e4"}'),
	('C1', 15, 'amend_report', 2023, '2024-02-19 08:00+07', '{"proposed": {"proposal": "00e5", "sequence": 15,
	  "received_at": "2024-02-19T08:00:00+07:00", "action": "amend_report", "state": "PROPOSAL_STATE_OPEN",
	  "until": "2024-03-01T00:00:00+07:00", "board": "BC", "signatures": [{"role": "ROLE_OFFICE", "board": "BV", "key": "0101"}],
	  "missing": [{"role": "ROLE_SUPERVISOR"}], "period": "PERIOD_Q1"}, "board": "BC", "period": "PERIOD_Q1",
	  "tasks": [{"task": "T01", "actual": "30", "reason": "sổ gốc"}], "evidence": "00ed"}'),
	('C1', 16, 'finalise_year', 2023, '2024-02-20 08:00+07', '{"proposed": {"proposal": "00e6", "sequence": 16,
	  "received_at": "2024-02-20T08:00:00+07:00", "action": "finalise_year", "state": "PROPOSAL_STATE_OPEN",
	  "until": "2024-03-02T00:00:00+07:00", "signatures": [{"role": "ROLE_OFFICE", "board": "BV", "key": "0101"}],
	  "missing": [{"role": "ROLE_SUPERVISOR"}]}}'),
	('C1', 17, 'countersign', 2023, '2024-02-21 08:00+07', '{"took_effect": 16, "proposal": "00e6"}'),
	('C1', 18, 'close_limitation', 2024, '2024-04-12 08:00+07', '{"board": "BV", "year": 2023, "number": 2, "text": "Hồ sơ chậm",
	  "how": "đã số hóa", "evidence": ["00ef"]}'),
	('C1', 19, 'confirm_limitation', 2024, '2024-04-13 08:00+07', '{"board": "BV", "year": 2023, "number": 2, "text": "Hồ sơ chậm",
	  "closing": "00c1", "confirmed": false, "reason": "mới một nửa"}'),
	('C1', 20, 'close_limitation', 2024, '2024-04-14 08:00+07', '{"board": "BV", "year": 2024, "period": "PERIOD_Q1", "number": 1,
	  "text": "Họp ít", "how": "đã họp", "evidence": ["00ef"]}'),
	('C1', 21, 'judge_model', 2024, '2024-04-15 08:00+07', '{"board": "BC", "title": "Số hóa", "acts_on": "00d1",
	  "verdict": "MODEL_VERDICT_RECOGNISED"}'),
	('C1', 22, 'judge_model', 2024, '2024-04-15 09:00+07', '{"board": "BD", "title": "Hồ sơ số", "acts_on": "00d2",
	  "verdict": "MODEL_VERDICT_DUPLICATE_OF", "duplicate_of": {"year": 2024, "board": "BC", "title": "Số hóa"}, "reason": "cùng cách làm"}'),
	('C1', 23, 'dispute_report', 2024, '2024-04-16 08:00+07', '{"board": "BD", "period": "PERIOD_Q1", "verification_hash": "00d3",
	  "model": {"title": "hồ sơ số", "reason": "khác hẳn"}}'),
	('C1', 24, 'judge_model', 2024, '2024-04-17 08:00+07', '{"board": "BC", "title": "SỐ HÓA", "acts_on": "00d4",
	  "verdict": "MODEL_VERDICT_REFUSED", "reason": "chưa rõ"}'),
	('C1', 5, 'note_visit', 2024, '2024-03-22 08:00+07', '{"board": "BV", "on": "2024-03-21", "text": "Đã đến thăm"}');
