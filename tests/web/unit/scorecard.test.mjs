import test from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { agrees, byLoss, doneText, entryText, exact, fraction, mark, markText, overBy, rounded, sumText } from '../../../clients/web/page/scorecard.js';

const base = { assigned: true, reported: true, withheld: false, lower_is_better: false, cause: null, leader: null, values: [] };
const linear = { ...base, task: 'T01', kind: 'LINEAR', accumulation: 'SUM', actual: '24', target: '34', phasing: 7500, max: '80.00', points: '75.29', numerator: '19200000000000', denominator: '2550000000' };
const share = { ...base, task: 'T02', kind: 'LINEAR', done: '38', out_of: '43', target: '95', phasing: 10000, max: '80.00', points: '74.42' };
const leader = { ...base, task: 'T10', kind: 'LEADER', actual: '1321', target: '1700', phasing: 7500, max: '90.00', points: '57.22', leader: 'HN', leader_actual: '8072', leader_target: '9500' };

test('a linear sum has its numbers, with the mark as a decimal where it ends', () => {
	assert.deepEqual(sumText(linear, null, 'vi'), ['80 × 24 ÷ 25,5']);
	assert.equal(markText(linear, 'văn bản', 'vi'), '25,5 (34 × 75%)');
	assert.equal(doneText(linear, 'văn bản', 'en'), '24 documents');
	assert.deepEqual(sumText({ ...linear, actual: '26' }, null, 'vi'), ['đạt mốc, được đủ 80']);
});

test('a share is told with both its numbers', () => {
	assert.equal(doneText(share, '', 'vi'), '38 / 43 = 88,37%');
	assert.deepEqual(sumText(share, null, 'vi'), ['80 × (38 ÷ 43) ÷ 95%']);
});

test('a leader task below, at and above its mark', () => {
	assert.deepEqual(sumText({ ...leader, actual: '8', target: '11', max: '80.00' }, null, 'vi'), ['dưới mốc: 80 ÷ 2 × 8 ÷ 8,25']);
	assert.deepEqual(sumText({ ...leader, actual: '1275' }, null, 'vi'), ['bằng mốc: 90 ÷ 2']);
	assert.deepEqual(sumText(leader, null, 'vi'), ['vượt 46/1.275, HN nhất 947/7.125:', '90 ÷ 2 × (1 + 46/1.275 ÷ 947/7.125)']);
	assert.deepEqual(sumText({ ...leader, leader: null }, null, 'vi'), ['bằng mốc: 90 ÷ 2'], 'during a freeze no leader is told');
});

test('the sum of a leader task comes to its points', () => {
	const mine = overBy('1321', '1700', 7500, false), best = overBy('8072', '9500', 7500, false);
	assert.deepEqual([mine, best], [{ n: 46n, d: 1275n }, { n: 947n, d: 7125n }]);
	const value = fraction(4500n * (best.n * mine.d + mine.n * best.d), best.n * mine.d);
	assert.equal(rounded(value), 5722n);
});

test('a ladder tells the step and the next', () => {
	const task = { steps: [{ threshold: 5000, points: '25.00' }, { threshold: 9500, points: '62.00' }, { threshold: 10000, points: '70.00' }] };
	const line = { ...base, kind: 'LADDER', step: 1, done: '165', out_of: '191', target: '100', phasing: 10000, max: '70.00', points: '25.00' };
	assert.deepEqual(sumText(line, task, 'vi'), ['bậc từ 50%; đủ 95% được 62,00']);
	assert.deepEqual(sumText({ ...line, step: 3 }, task, 'vi'), ['bậc từ 100%']);
	assert.deepEqual(sumText({ ...line, step: 0 }, task, 'en'), ['no step yet; 50% gives 25.00']);
});

test('what is withheld has neither sum nor loss', () => {
	const line = { ...leader, withheld: true, points: null };
	assert.deepEqual(sumText(line, null, 'vi'), ['giữ lại đến khi công bố']);
	assert.equal(byLoss({ lines: [line] })[0].lost, null);
});

test('losses come first, equals in the order of the season, what is not assigned last', () => {
	const lines = [['A', '1.00'], ['B', '9.00'], ['C', '1.00'], ['D', '5.00']].map(([task, points]) => ({ ...base, task, max: '10.00', points }));
	lines.push({ ...base, task: 'E', max: '10.00', points: '0.00', assigned: false });
	assert.deepEqual(byLoss({ lines }).map(each => each.line.task), ['A', 'C', 'D', 'B', 'E']);
});

test('fractions stay exact where decimals do not end', () => {
	assert.equal(exact(fraction(1n, 3n), 'vi'), '1/3');
	assert.equal(exact(mark({ target: '35', phasing: 7500 }), 'vi'), '26,25');
	assert.equal(exact(fraction(1275n, 1n), 'vi'), '1.275');
	assert.equal(rounded(fraction(1n, 2n)), 1n, 'half goes up');
});

test('the points of a played year follow from their fractions', () => {
	const folder = new URL('../samples/', import.meta.url);
	const cards = readdirSync(folder).filter(name => name.startsWith('scorecard-')).map(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
	assert.ok(cards.length >= 2);
	for (const card of cards)
		for (const line of card.lines)
			assert.ok(agrees(line), `${card.board} ${line.task}`);
	assert.equal(agrees({ ...linear, points: '75.30' }), false, 'and not from others');
});

test('a deduction is told as what it takes', () => {
	const entry = { code: 'TD1', kind: 'DEDUCTION', points: '5.00', reason: 'giao ban quý III chậm 10 ngày' };
	assert.equal(entryText(entry, 'vi'), 'giao ban quý III chậm 10 ngày: −5,00 điểm.');
	assert.equal(entryText({ ...entry, kind: 'BONUS', points: '10.00', reason: 'đăng cai' }, 'en'), 'đăng cai: +10.00 points.');
});
