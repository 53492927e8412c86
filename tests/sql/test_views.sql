-- What people see: exact decimals, Vietnamese order, nothing that was not reported.
select plan(27);

-- picture(query): its rows as text, in order.
create function pg_temp.picture(query text) returns text language plpgsql as $$
declare
	whole text;
begin
	execute format('select string_agg(r::text, '' '') from (%s) r', query) into whole;
	return whole;
end
$$;

select is(
	pg_temp.picture('select rank, tied, board, total, base, bonus, deduction, priority from thidua.standing'),
	'(1,f,BV,1000.00,1000.00,0.00,0.00,400.00) (2,t,BD,0.00,182.86,5.00,187.86,0.00) (2,t,BC,0.00,0.00,0.00,20.00,0.00)',
	'a standing is best first, ties in the season''s order');
select is(
	pg_temp.picture('select board, late_days, band, status, revision, rank_before from thidua.standing order by board'),
	'(BC,0,HT,EXPECTED,0,) (BD,1,HT,LATE,1,3) (BV,0,XS,ON_TIME,2,)',
	'lateness, band, status; no rank before is null');
select is(
	pg_temp.picture('select board, review, unreviewed, uncounted, adjusted, disputed from thidua.standing order by board'),
	'(BC,,f,f,f,f) (BD,SUBMITTED,t,t,f,f) (BV,VERIFIED,f,f,t,t)',
	'what the review makes of a row; nothing where nothing is reviewed');
select is((select string_agg(name, ' < ' order by name) from thidua.standing), 'Ban Cam < Ban Đào < Ban Vân', 'Đ comes before V');
select is(
	pg_temp.picture('select board, task, points from thidua.score order by board desc, task'),
	'(BV,T01,400.00) (BV,T02,600.00) (BD,T01,182.86) (BD,T02,) (BC,T01,0.00) (BC,T02,0.00)',
	'points of each task; null where it is not assigned');
select is(
	pg_temp.picture('select task, actual, target, met, exceeded from thidua.task_total order by task'),
	'(T01,12.7501,105.0000,1,0) (T02,3000000.0000,4.0000,3,2)',
	'sums beyond 32 bits');
select is(
	pg_temp.picture('select board, revision, in_force, task, actual, out_of from thidua.report_line order by board, revision, task'),
	'(BD,1,t,T01,4.0001,) (BV,1,f,T01,8.0000,) (BV,1,f,T02,1.0000,2.0000) (BV,2,t,T01,8.7500,) (BV,2,t,T02,1.5000,2.0000)',
	'lines as reported, absent ones not there');
select is(
	pg_temp.picture('select reported, expected, on_time, late, overdue, missing, waiting_for from thidua.completeness'),
	'(2,3,1,1,0,0,{BC})',
	'who has not reported is named');
select is(
	pg_temp.picture('select period, opens, due_on, lock from thidua.season_period where period in (''Q1'', ''FINAL'') order by period'),
	'(Q1,2024-03-15,2024-03-20,2024-04-05) (FINAL,2024-12-31,2025-01-31,2025-02-15)',
	'periods with their dates; FINAL is the last, not the first by letter');
select is(
	pg_temp.picture('select rank, board, total, state_hash from thidua.standing_locked'),
	pg_temp.picture('select rank, board, total, state_hash from thidua.standing'),
	'a locked standing reads as the other');
select is(
	pg_temp.picture('select year, board, period, sequence, event, by, reason, of_hash from thidua.review'),
	'(2024,BV,Q1,4,verify,BV,,"\\x04")',
	'an event of a review is told with who did it');
select is(
	pg_temp.picture('select board, event, task, actual, out_of, points, reason from thidua.reviewed_task order by task'),
	'(BV,verify,T01,8.5,,,"sổ gốc ghi 8,5") (BV,verify,T02,1.5,3,,)',
	'and with what it says of each task');
select is(
	pg_temp.picture('select c.year, c.board, c.version = (select max(version) from thidua.season), c.sequence from thidua.compact c'),
	'(2024,BV,t,2)',
	'a signature is its board''s, of the version whose hash it names');
select is(
	pg_temp.picture('select sequence, kind, board, entry_kind, points, proposed_by, countersigned_by, outcome, ended_by from thidua.proposal order by sequence'),
	'(6,enter_points,BC,BONUS,5.00,BV,{SUPERVISOR},IN_FORCE,7) (8,withdraw_points,BC,BONUS,5.00,BV,,DECLINED,9)'
		' (10,amend_report,BC,,,BV,{SUPERVISOR},IN_FORCE,11) (12,amend_report,BV,,,BV,{SUPERVISOR},REVOKED,)'
		' (15,amend_report,BC,,,BV,,VOID,) (16,finalise_year,,,,BV,{SUPERVISOR},IN_FORCE,17)',
	'a proposal has its signers and what became of it, also by one of their keys, or by the end of its year');
select is(
	pg_temp.picture('select year, sequence, received_at = ''2024-02-21 08:00+07'', proposed_by, countersigned_by from thidua.finalised'),
	'(2023,17,t,BV,SUPERVISOR)',
	'a year that was finalised has both signers');
select is(
	pg_temp.picture('select sequence, board, code, points, reason, proposed_by, countersigned_by, withdrawn_sequence from thidua.entry'),
	'(7,BC,KT1,5.00,"Cờ thi đua",BV,{SUPERVISOR},)',
	'an entry counts from its second signature on');
select is(
	pg_temp.picture('select number, sequence, board, period, task, actual, reason, proposed_by, countersigned_by from thidua.amendment'),
	'(1,11,BC,Q1,T01,31,"sổ gốc",BV,{SUPERVISOR})',
	'an amendment has a row a task');
select is(
	pg_temp.picture('select board, of_year, of_period, number, text, how, confirmed, judged_by, reason from thidua.limitation_closing order by sequence'),
	'(BV,2023,,2,"Hồ sơ chậm","đã số hóa",f,,"mới một nửa") (BV,2024,Q1,1,"Họp ít","đã họp",,,)',
	'a closing has what was said to it');
select is(
	pg_temp.picture('select sequence, event, by, said, evidence from thidua.limitation_said order by sequence'),
	'(18,CLOSE,BV,"đã số hóa","[""00ef""]") (19,REFUSE,,"mới một nửa",) (20,CLOSE,BV,"đã họp","[""00ef""]")',
	'what was said of limitations is told in order, the supervisor without a board');
select is(
	pg_temp.picture('select board, title, verdict, judged_by, of_board, of_title, reason, disputed, objection from thidua.model_judged order by board'),
	'(BC,"SỐ HÓA",REFUSED,,,,"chưa rõ",f,) (BD,"Hồ sơ số",DUPLICATE_OF,BV,BC,"Số hóa","cùng cách làm",t,"khác hẳn")',
	'a model that was judged has the verdict in force, and whether it is disputed');
select is(
	pg_temp.picture('select sequence, event, by, title, of_hash from thidua.model_verdict order by sequence'),
	'(21,RECOGNISED,BV,"Số hóa","\\x00d1") (22,DUPLICATE_OF,BV,"Hồ sơ số","\\x00d2") (23,DISPUTE,BV,"hồ sơ số","\\x00d3") (24,REFUSED,,"SỐ HÓA","\\x00d4")',
	'what was said of models is told in order');
select is(
	pg_temp.picture('select year, board, period, report_hash from thidua.postmark'),
	'(2024,BV,Q1,"\\x00ff") (2024,BV,Q2,"\\x00aa")',
	'a postmark is its board''s, by the key that signed it, also when it was brought back');
select is(
	pg_temp.picture('select sequence, kind, command_id, command_hash, first_sequence, first_received_at = ''2024-03-19 08:00+07'', late_days
		from thidua.reinstated'),
	'(3,postmark,018e3f5a-2c00-7123-b456-789abcdef004,"\\x00bb",9,t,)',
	'what was brought back is told with what its receipt said');
create view thidua.note_visit as
select cluster, year, sequence, received_at, data ->> 'board' as board, (data ->> 'on')::date as visited, data ->> 'text' as text
from thidua.record where kind = 'note_visit';
select is(
	pg_temp.picture('select year, board, visited, text from thidua.note_visit'),
	'(2024,BV,2024-03-21,"Đã đến thăm")',
	'a small thing costs a view');
select is((select max(state_hash) from thidua.standing), 'abcd', 'a state_hash is hexadecimal, as the client shows it');
select is(thidua.int4_at('\xff80000000', 1), -2147483648, 'packed numbers have signs');
select is(thidua.int8_at('\xffffffffffffffff', 0), -1::bigint, 'of 64 bits too');
select * from finish();
