import test from 'node:test';
import assert from 'node:assert/strict';
import * as n from '../../../clients/web/page/numbers.js';

test('points have the marks of their language and thousands are grouped', () => {
	assert.equal(n.points('897.79', 'vi'), '897,79');
	assert.equal(n.points('1000.00', 'vi'), '1.000,00');
	assert.equal(n.points('1000.00', 'en'), '1,000.00');
	assert.equal(n.decimal('1234567', 'vi'), '1.234.567');
});

test('differences have a sign that is a minus, not a hyphen', () => {
	assert.equal(n.signed('140.59', 'vi'), '+140,59');
	assert.equal(n.signed(-96n, 'vi'), '−0,96');
	assert.equal(n.signed(0n, 'en'), '0.00');
	assert.equal(n.centiText(-7n), '-0.07');
});

test('decimals are read exactly and what has too many places is refused', () => {
	assert.equal(n.scaled('811.54'), 81154n);
	assert.equal(n.scaled('9007199254740993.01'), 900719925474099301n);
	assert.equal(n.scaled('25.5', 4), 255000n);
	assert.equal(n.scaled('25.500000', 2), 2550n);
	assert.throws(() => n.scaled('1.005'), RangeError);
	assert.throws(() => n.scaled('1e3'), RangeError);
});

test('shares are rounded half up, never by a float', () => {
	assert.equal(n.percent(38n, 43n, 2, 'vi'), '88,37%');
	assert.equal(n.percent(1n, 8n, 1, 'en'), '12.5%');
	assert.equal(n.percent(1005n, 100000n, 2, 'en'), '1.01%');
	assert.equal(n.percent(3n, 200n, 0, 'en'), '2%');
});

test('instants are told in the zone of the season, whatever that of the reader is', () => {
	assert.equal(n.clock('2024-09-17T09:41:07+07:00'), '09:41');
	assert.equal(n.clock('2024-09-17T02:41:07Z'), '09:41');
	assert.equal(n.stamp('2024-12-31T17:00:00Z'), '01/01/2025 00:00:00');
	assert.equal(n.endOfDay('2024-09-20'), Date.parse('2024-09-21T00:00:00+07:00'));
	assert.equal(n.daysAfter('2024-02-28', 1), '2024-02-29');
});

test('whole maxima lose their decimals, others do not', () => {
	assert.equal(n.short('80', 'vi'), '80');
	assert.equal(n.short('100', 'vi'), '100');
	assert.equal(n.short('75.50', 'vi'), '75,5');
	assert.equal(n.short('80.00', 'vi'), '80');
});
