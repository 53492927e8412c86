import test from 'node:test';
import assert from 'node:assert/strict';
import { headline } from '../../../clients/web/page/headline.js';
import { countdown, timeLeft } from '../../../clients/web/page/countdown.js';
import { absent, at, row, season, standings } from './made.mjs';

const now = at('2024-06-17T09:41:07');
/** @param {any} of @param {'vi'|'en'} lang @param {any} [brief] */
const say = (of, lang, brief) => headline(season, 'Q2', of, now, lang, brief).join(' ');
const open = standings([row('TQ', 1, '897.79'), row('HN', 2, '896.83'), row('HG', 3, '828.23')]);

test('who leads is told with the distance, and that it is for now', () => {
	assert.equal(say(open, 'vi'), 'Tuyên Quang tạm dẫn đầu quý II, hơn Hà Nội 0,96 điểm');
	assert.equal(say(open, 'en'), 'Tuyên Quang leads Q2 for now, 0.96 points ahead of Hà Nội');
	assert.equal(say(open, 'vi', true), 'Tuyên Quang tạm dẫn đầu, hơn Hà Nội 0,96 điểm');
});

test('who alone has reported is ahead of nobody who has nothing', () => {
	const one = standings([row('HG', 1, '610.16'), row('TQ', 2, '0.00', { tied: true, ...absent }), row('HN', 2, '0.00', { tied: true, ...absent })], { reported: 1 });
	assert.equal(say(one, 'vi'), 'Hà Giang tạm dẫn đầu quý II, mới 1 trong 3 đơn vị báo cáo');
	assert.equal(say(one, 'en'), 'Hà Giang leads Q2 for now, 1 of 3 boards has reported');
	const carried = standings([row('HG', 1, '610.16'), row('TQ', 2, '600.00', absent)], { reported: 1 });
	assert.equal(say(carried, 'vi'), 'Hà Giang tạm dẫn đầu quý II, hơn Tuyên Quang 10,16 điểm');
});

test('what is locked is said without for now', () => {
	assert.equal(say({ ...open, locked: true }, 'vi'), 'Tuyên Quang dẫn đầu quý II, hơn Hà Nội 0,96 điểm');
});

test('equals share the lead', () => {
	const rows = [row('TQ', 1, '890.00', { tied: true }), row('HN', 1, '890.00', { tied: true }), row('HG', 3, '1.00')];
	assert.equal(say(standings(rows), 'vi'), 'Tuyên Quang và Hà Nội cùng dẫn đầu quý II, 890,00 điểm');
	assert.equal(say(standings(rows), 'en'), 'Tuyên Quang and Hà Nội share the lead in Q2, 890.00 points');
});

test('equal points that another key parts name that key', () => {
	const rows = [row('TQ', 1, '890.00'), row('HN', 2, '890.00', { deduction: '5.00', base: '895.00' })];
	assert.equal(say(standings(rows), 'vi'), 'Tuyên Quang tạm dẫn đầu quý II, bằng điểm Hà Nội, ít bị trừ');
});

test('before any report nobody leads', () => {
	const none = standings([row('TQ', 1, '500.00', absent), row('HN', 1, '500.00', absent)]);
	assert.equal(headline(season, 'Q2', none, at('2024-06-15T08:00:00'), 'vi').join(' '), 'Quý II mở sáng nay, chưa đơn vị nào báo cáo');
	assert.equal(say(none, 'vi'), 'Quý II mở từ 15/06, chưa đơn vị nào báo cáo');
	assert.doesNotMatch(say(none, 'en'), /leads/);
});

test('a freeze speaks of what was', () => {
	assert.equal(say({ ...open, frozen: true }, 'vi'), 'Trước lúc đóng băng, Tuyên Quang dẫn đầu, hơn Hà Nội 0,96 điểm');
});

test('a period that has not opened has no standing', () => {
	assert.equal(say(undefined, 'vi'), 'Quý II mở ngày 15/06/2024, chưa có bảng xếp hạng');
});

test('time left is in days far away and in minutes within 48 hours', () => {
	assert.equal(timeLeft(at('2024-09-21T00:00:00') - at('2024-09-17T09:41:07'), 'vi'), '3 ngày 14 giờ');
	assert.equal(timeLeft(2 * 86400_000, 'vi'), '2 ngày 0 giờ');
	assert.equal(timeLeft(2 * 86400_000 - 1, 'vi'), '47 giờ 59 phút');
	assert.equal(timeLeft(26.2 * 3600_000, 'en'), '26 h 12 min');
	assert.equal(timeLeft(-5, 'en'), '0 min');
});

test('a due day on a weekend before a holiday moves behind both', () => {
	const card = countdown(season, 'Q2', now, 'vi', false);
	assert.deepEqual(card, { label: 'Hạn báo cáo quý II còn', left: '8 ngày 14 giờ', day: 'hết ngày 25/06/2024, thứ Ba' });
	assert.equal(countdown(season, 'Q2', at('2024-06-26T00:00:00'), 'en', false).label, 'Q2 locks in');
	assert.equal(countdown(season, 'Q2', at('2024-07-06T00:00:00'), 'vi', false).label, 'Quý II đã khóa');
	assert.equal(countdown(season, 'Q2', now, 'vi', true).left, 'tại hội nghị');
});
