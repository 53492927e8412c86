import test from 'node:test';
import assert from 'node:assert/strict';
import * as f from '../../../clients/web/page/figures.js';

test('a bar begins at nothing and its parts are to scale', () => {
	assert.deepEqual(f.bar({ base: '815.00', bonus: '60.00', deduction: '20.00', total: '855.00' }, '1000.00'), { base: 81.5, bonus: 6, from: 85.5, deduction: 2 });
	assert.deepEqual(f.bar({ base: '0.00', bonus: '0.00', deduction: '20.00', total: '0.00' }, '1000.00'), { base: 0, bonus: 0, from: 0, deduction: 0 });
	const over = f.bar({ base: '990.00', bonus: '50.00', deduction: '0.00', total: '1040.00' }, '1000.00');
	assert.deepEqual(over, { base: 99, bonus: 1, from: 100, deduction: 0 }, 'never wider than its track');
});

test('only limits above nothing are lines', () => {
	assert.deepEqual(f.marks([{ at_least: '900.00' }, { at_least: '0.00' }, { at_least: '650.00' }], '1000.00').map(mark => mark.at), [65, 90]);
});

test('rank 1 lies on top and gaps in the ranks are none in the line', () => {
	const dots = f.sparkline([14, null, 1, null, null], 14, { width: 100, height: 28, pad: 2 });
	assert.deepEqual(dots.map(dot => [dot.x, dot.y]), [[2, 26], [50, 2]]);
});

test('a curve stays level where the rank does', () => {
	assert.equal(f.curvePath([{ x: 0, y: 5 }, { x: 10, y: 5 }, { x: 20, y: 9 }]), 'M0 5H10C15 5 15 9 20 9');
});

test('heat has its steps at 5, 12, 22 and 40 per cent, which belong to the darker one', () => {
	const steps = [0n, 1n, 499n, 500n, 1199n, 1200n, 2199n, 2200n, 3999n, 4000n, 10000n].map(lost => f.heat(lost, 10000n));
	assert.deepEqual(steps, [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
});

test('not assigned is not a loss', () => {
	assert.deepEqual(f.losses({ T01: '70.00', T02: null }, [{ code: 'T01', max: '80.00' }, { code: 'T02', max: '50.00' }]), [1000n, null]);
});

test('more than half is told by at most three, or not at all', () => {
	assert.deepEqual(f.overHalf([1n, 5n, 3n, 2n], x => x), [5n, 3n]);
	assert.deepEqual(f.overHalf([1n, 1n, 1n, 1n, 1n, 1n, 1n], x => x), []);
	assert.deepEqual(f.overHalf([], x => x), []);
});

test('a target bar is cut above 140 per cent', () => {
	assert.equal(f.targetBar('124', '71').cut, true);
	assert.equal(f.targetBar('124', '71').width, 100);
	assert.deepEqual(f.targetBar('70', '100'), { reached: 70, cut: false, width: 50, mark: 100 / 140 * 100 });
});
