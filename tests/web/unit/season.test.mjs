import test from 'node:test';
import assert from 'node:assert/strict';
import * as s from '../../../clients/web/page/season.js';
import { absent, at, row, season, standings } from './made.mjs';

test('rank, move and grade are there only with a report', () => {
	const of = standings([row('TQ', 1, '9.00', { rank_before: 3 }), row('HG', 2, '8.00', { rank_before: 1, ...absent })]);
	assert.equal(s.moveOf(of.rows[0], of), 2);
	assert.equal(s.moveOf(of.rows[1], of), null);
	assert.equal(s.moveOf(row('TQ', 1, '9.00'), of), null, 'nothing before');
});

test('who has nothing has no place, who has points of before or is deducted has', () => {
	const nothing = row('HG', 2, '0.00', { ...absent, tied: true }), deducted = row('HN', 2, '-5.00', { ...absent, base: '0.00', deduction: '5.00' });
	const of = standings([row('TQ', 1, '9.00'), nothing, deducted, row('HN', 3, '8.00', absent)]);
	assert.deepEqual(of.rows.map(each => s.placeText(each, of)), ['1', '–', '2', '3']);
	assert.equal(s.placeText(row('TQ', 1, '0.00', { tied: true }), of), '1=', 'a report that came to nothing');
	assert.equal(s.placeText(nothing, { ...of, locked: true }), '2=');
	const none = standings([row('HN', 1, '8.00', absent)]);
	assert.equal(s.placeText(none.rows[0], none), '–', 'before any report');
});

test('before any report the order is of the last locked period, else of members', () => {
	const none = standings(['HN', 'TQ', 'HG'].map(board => row(board, 1, '0.00', absent)));
	assert.deepEqual(s.shownRows(season, none, {}).rows.map(each => each.board), ['TQ', 'HG', 'HN']);
	const q1 = standings([row('HN', 1, '3.00'), row('HG', 2, '2.00'), row('TQ', 3, '1.00')], { period: 'Q1', locked: true });
	const told = s.shownRows(season, none, { Q1: q1 });
	assert.deepEqual([told.rows.map(each => each.board), told.ranked, told.by], [['HN', 'HG', 'TQ'], false, 'Q1']);
});

test('a review says more than the day it came, but lateness stays told', () => {
	assert.equal(s.statusOf(row('TQ', 1, '1.00', { review: 'RETURNED' })), 'RETURNED');
	assert.equal(s.statusOf(row('TQ', 1, '1.00', { review: 'VERIFIED' })), 'VERIFIED');
	assert.equal(s.statusOf(row('TQ', 1, '1.00', { status: 'LATE', review: 'VERIFIED' })), 'LATE');
	assert.equal(s.statusOf(row('TQ', 1, '1.00', { status: 'PENDING' })), 'SUBMITTED');
	assert.equal(s.statusOf(row('TQ', 1, '1.00', { status: 'OVERDUE', review: 'EXPECTED' })), 'OVERDUE');
});

test('what has begun is not to come, what ends today is', () => {
	const frozen = { ...season, freeze: { period: 'Q2', first: '2024-06-22', last: '2024-07-10' } };
	const told = time => s.ahead(frozen, at(time)).slice(0, 2).map(({ what, period }) => `${what} ${period}`);
	assert.deepEqual(told('2024-03-14T23:59:00'), ['opens Q1', 'due Q1']);
	assert.deepEqual(told('2024-03-15T00:00:00'), ['due Q1', 'lock Q1']);
	assert.deepEqual(told('2024-06-22T09:00:00'), ['due Q2', 'lock Q2'], 'frozen since midnight');
	assert.deepEqual(told('2024-07-10T09:00:00'), ['reveal Q2']);
});

test('behind whom skips equals', () => {
	const rows = [row('TQ', 1, '9.00'), row('HG', 2, '8.00', { tied: true }), row('HN', 2, '8.00', { tied: true })];
	assert.equal(s.nextAbove(rows, 2).board, 'TQ');
	assert.equal(s.nextBelow(rows, 1), null);
	assert.equal(s.gap(rows[0], rows[2]), 100n);
	assert.equal(s.rankText(rows[2]), '2=');
});

test('what parts equals is the first key in which they differ', () => {
	const a = row('TQ', 1, '9.00', { priority: '5.00' }), b = row('HG', 2, '9.00', { priority: '4.00', base: '10.00' });
	assert.equal(s.decider(a, b, standings([]).tie_breaks), 'PRIORITY_GROUP');
	assert.equal(s.decider(a, a, standings([]).tie_breaks), 'NONE');
});

test('days run in order, and a due day that moves says so', () => {
	const days = s.days({ ...season, freeze: { period: 'Q2', first: '2024-06-24', last: '2024-07-05' } });
	assert.deepEqual(days.map(each => `${each.day} ${each.what}`), ['2024-03-15 opens', '2024-03-20 due', '2024-04-05 lock', '2024-06-15 opens', '2024-06-24 freeze', '2024-06-25 due', '2024-07-05 lock', '2024-07-05 reveal']);
	assert.equal(days[5].rolled, '2024-06-22');
	assert.equal(days[1].rolled, null);
});

test('a period is open from its first instant to the last of its lock day', () => {
	assert.equal(s.phase(season, 'Q2', at('2024-06-14T23:59:59')), 'later');
	assert.equal(s.phase(season, 'Q2', at('2024-06-25T23:59:59')), 'open');
	assert.equal(s.phase(season, 'Q2', at('2024-06-26T00:00:00')), 'overdue');
	assert.equal(s.phase(season, 'Q2', at('2024-07-06T00:00:00')), 'locked');
	assert.equal(s.currentPeriod(season, at('2024-01-01T00:00:00')), 'Q1');
	assert.equal(s.currentPeriod(season, at('2024-06-15T00:00:00')), 'Q2');
});

test('a sparkline ends where reports end', () => {
	const q1 = standings([row('HN', 1, '3.00')], { period: 'Q1', locked: true }), q2 = standings([row('HN', 2, '3.00', absent)]);
	assert.deepEqual(s.ranksOf({ Q1: q1, Q2: q2 }, 'HN', 'Q2'), [1, null, null, null, null]);
	assert.deepEqual(s.ranksOf({ Q1: q1, Q2: q2 }, 'HN', 'Q1'), [1, null, null, null, null]);
});
