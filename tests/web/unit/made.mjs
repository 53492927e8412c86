/* A small season and standings for tests, made by hand: three boards, two periods. */

export const season = {
	cluster: 'C-1', year: 2024, name: 'Cụm thi đua số 1 ngành Tổ chức xây dựng Đảng, năm 2024', scale: '1000.00', head: 'HN',
	tasks: [{ code: 'T01', name: 'Một', unit: 'việc', kind: 'LINEAR', max: '600.00' }, { code: 'T02', name: 'Hai', unit: '%', kind: 'LADDER', max: '400.00', steps: [{ threshold: 5000, points: '200.00' }, { threshold: 8000, points: '400.00' }] }],
	boards: [['TQ', 'Ban Tổ chức Tỉnh ủy Tuyên Quang'], ['HG', 'Ban Tổ chức Tỉnh ủy Hà Giang'], ['HN', 'Ban Tổ chức Thành ủy Hà Nội']].map(([code, name]) => ({ code, name })),
	periods: [{ period: 'Q1', opens: '2024-03-15', due: '2024-03-20', lock: '2024-04-05' }, { period: 'Q2', opens: '2024-06-15', due: '2024-06-22', lock: '2024-07-05' }],
	holidays: ['2024-06-24'], bands: [{ code: 'XS', name: 'Hoàn thành xuất sắc nhiệm vụ', at_least: '900.00' }, { code: 'T', name: 'Hoàn thành tốt nhiệm vụ', at_least: '0.00' }]
};

/** @param {string} board @param {number} rank @param {string} total @param {any} [more] */
export function row(board, rank, total, more = {}) {
	const name = season.boards.find(each => each.code === board).name;
	return { rank, rank_before: null, tied: false, board, name, total, base: total, bonus: '0.00', deduction: '0.00', priority: '0.00', late_days: 0, status: 'ON_TIME', review: 'SUBMITTED', band: 'T', revision: 1, points: {}, ...more };
}

export const absent = { status: 'EXPECTED', review: 'EXPECTED', revision: 0 };

/** @param {any[]} rows @param {any} [more] */
export function standings(rows, more = {}) {
	return { cluster: 'C-1', year: 2024, period: 'Q2', current: true, locked: false, provisional: false, frozen: false, amendment: 0, rehearsal: false, sequence: 4, as_of: '2024-06-17T09:41:07+07:00', published_at: '2024-06-17T09:41:07+07:00', reported: rows.length, expected: 3, tie_breaks: ['TOTAL', 'DEDUCTION', 'PRIORITY_GROUP', 'BASE', 'LATE_DAYS'], rows, task_totals: [], ...more };
}

export const at = text => Date.parse(`${text}+07:00`);
