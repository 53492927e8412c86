import test from 'node:test';
import assert from 'node:assert/strict';
import { causeText, marked, namesOf, newsLines, newsTime, spoken } from '../../../clients/web/page/changes.js';
import { season } from './made.mjs';

const nameOf = namesOf(season.boards);
/** @param {string} time @param {string} board @param {string} what @param {any} [more] */
const news = (time, board, what, more = {}) => ({ at: `2024-06-17T${time}:00+07:00`, period: /** @type {const} */ ('Q2'), board, what, ...more });

const reported = news('09:41', 'HG', 'REPORTED', { points: '140.59', from: 11, to: 7 });

test('one report is one sentence with points and ranks', () => {
	const [line] = newsLines([reported, news('09:41', 'TQ', 'MOVED', { from: 7, to: 8, points: '0.00' })], nameOf, 'vi');
	assert.equal(line.text, 'Hà Giang nộp báo cáo, +140,59 điểm, từ hạng 11 lên hạng 7');
	assert.equal(newsLines([reported], nameOf, 'en')[0].text, 'Hà Giang reported, +140.59 points, from 11th to 7th');
});

test('what came at once stands in one line with the largest climb', () => {
	const [line] = newsLines([news('09:00', 'HN', 'REPORTED', { from: 3, to: 2 }), news('09:00', 'TQ', 'REPORTED', { from: 10, to: 4 })], nameOf, 'vi');
	assert.equal(line.text, 'Hà Nội, Tuyên Quang nộp báo cáo; Tuyên Quang từ hạng 10 lên hạng 4');
});

test('who took the lead is told before who climbed most, and many are counted', () => {
	const list = [news('09:00', 'HG', 'REPORTED', { from: 8, to: 6 }), news('09:00', 'HN', 'REPORTED', { from: 2, to: 1 })];
	assert.equal(newsLines(list, nameOf, 'vi')[0].text, 'Hà Giang, Hà Nội nộp báo cáo; Hà Nội từ hạng 2 lên hạng 1');
	const all = ['HG', 'HN', 'TQ', 'HB', 'SL'].map(board => news('00:00', board, 'LATE'));
	assert.equal(newsLines(all, nameOf, 'vi')[0].text, 'Hà Giang, Hà Nội, Tuyên Quang và 2 đơn vị khác quá hạn báo cáo');
	assert.equal(newsLines(all, nameOf, 'en', 1, 3)[0].text, 'Hà Giang, Hà Nội and 3 other boards overdue');
});

test('the newest comes first and there are three at most', () => {
	const list = ['08:00', '09:00', '07:00', '10:00'].map(time => news(time, 'HN', 'RETURNED'));
	assert.deepEqual(newsLines(list, nameOf, 'vi').map(line => line.time), ['10:00', '09:00', '08:00']);
});

test('news of another day has its day', () => {
	const now = Date.parse('2024-06-17T23:00:00+07:00');
	assert.equal(newsTime('2024-06-17T00:10:00+07:00', now), '00:10');
	assert.equal(newsTime('2024-06-16T23:50:00+07:00', now), '16/06');
});

test('a return tells no reason', () => {
	const [line] = newsLines([{ ...news('08:12', 'HG', 'RETURNED'), reason: 'bí mật' }], nameOf, 'vi');
	assert.equal(line.text, 'Báo cáo của Hà Giang được trả lại để bổ sung');
});

test('a board that only made room is told where nothing else is', () => {
	assert.match(newsLines([news('09:41', 'TQ', 'MOVED', { from: 7, to: 8 })], nameOf, 'vi')[0].text, /đổi hạng/);
	assert.equal(marked([reported, news('09:41', 'TQ', 'MOVED')]).length, 1);
});

test('the cause is short, and without points where none changed', () => {
	assert.equal(causeText(reported, 'vi'), 'nộp quý II lúc 09:41, +140,59');
	assert.equal(causeText(news('08:12', 'HG', 'RETURNED', { points: '0.00' }), 'vi'), 'trả lại lúc 08:12');
	assert.equal(causeText(news('08:12', 'HG', 'REPORTED', { points: '-5.00' }), 'en'), 'reported Q2 at 08:12, −5.00');
});

test('the spoken line names the climber and counts the rest', () => {
	assert.equal(spoken([reported], 4, nameOf, 'vi'), 'Hà Giang lên hạng 7. 4 đơn vị đổi hạng.');
	assert.equal(spoken([reported], 1, nameOf, 'en'), 'Hà Giang now 7th. 1 board moved.');
	assert.equal(spoken([], 0, nameOf, 'en'), 'The ranking has a new version.');
});
