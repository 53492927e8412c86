/*
 * names -- short forms, and English, of names that seasons carry in full and in Vietnamese only.
 *
 * A season's names are data: where one is not known here it is shown as the season has it. Boards are
 * called by their province: what stands before it is the same in every row.
 */

/** @typedef {import('./numbers.js').Lang} Lang */

/** A word for narrow columns, a short form, and English of both. @type {Record<string, [string, string, string, string]>} */
const tasks = {
	'Tham mưu cụ thể hóa nghị quyết, kết luận, quy định của Trung ương': ['Cụ thể hóa', 'Cụ thể hóa nghị quyết của Trung ương', 'Guidance', 'Putting central resolutions into practice'],
	'Thực hiện nghị quyết đại hội đảng bộ tỉnh, thành phố theo chương trình công tác năm': ['Nghị quyết', 'Thực hiện nghị quyết đại hội đảng bộ', 'Resolution', 'Resolution of the provincial congress'],
	'Tham mưu lãnh đạo, chỉ đạo đại hội đảng bộ các cấp nhiệm kỳ 2025-2030, tiến tới Đại hội XIV': ['Đại hội', 'Đại hội đảng bộ các cấp 2025-2030', 'Congresses', 'Party congresses of 2025-2030'],
	'Nâng cao năng lực lãnh đạo, sức chiến đấu của cấp ủy, tổ chức đảng': ['Năng lực', 'Năng lực lãnh đạo, sức chiến đấu', 'Leadership', 'Leadership of party committees'],
	'Thực hiện Nghị quyết Trung ương 4 (khóa XI, XII) về xây dựng, chỉnh đốn Đảng': ['Chỉnh đốn', 'Nghị quyết Trung ương 4, chỉnh đốn Đảng', 'Rectifying', 'Resolution 4: building the Party'],
	'Thực hiện Nghị quyết 18-NQ/TW: sắp xếp tổ chức bộ máy': ['Bộ máy', 'Sắp xếp tổ chức bộ máy, Nghị quyết 18', 'Apparatus', 'Resolution 18: leaner organisation'],
	'Công tác cán bộ thường xuyên đúng quy trình, đúng hạn': ['Cán bộ', 'Công tác cán bộ đúng quy trình, đúng hạn', 'Cadres', 'Cadre work by procedure and on time'],
	'Rà soát, bổ sung quy hoạch cán bộ 2025-2030, 2026-2031': ['Quy hoạch', 'Rà soát, bổ sung quy hoạch cán bộ', 'Planning', 'Review of cadre planning'],
	'Kiểm điểm, đánh giá, xếp loại tập thể, cá nhân': ['Kiểm điểm', 'Kiểm điểm, đánh giá, xếp loại', 'Appraisal', 'Appraisal and grading'],
	'Kết nạp đảng viên so với chỉ tiêu': ['Đảng viên', 'Kết nạp đảng viên', 'Members', 'Admission of party members'],
	'Bảo vệ chính trị nội bộ: hồ sơ thẩm tra, kết luận đúng hạn': ['Chính trị', 'Bảo vệ chính trị nội bộ', 'Protection', 'Internal political protection'],
	'Khắc phục hạn chế đã nêu năm trước (đóng ÷ tổng)': ['Hạn chế', 'Khắc phục hạn chế năm trước', 'Limitations', 'Limitations of last year put right'],
	'Mô hình hay, cách làm mới': ['Mô hình', 'Mô hình hay, cách làm mới', 'Models', 'Good models, new ways'],
	'Hoạt động cụm: tham luận, ký giao ước, dự hội nghị, quỹ, chia sẻ kinh nghiệm': ['Cụm', 'Hoạt động cụm', 'Cluster', 'Activities of the cluster']
};

/** @type {Record<string, [string, string]>} */
const grades = {
	'Hoàn thành xuất sắc nhiệm vụ': ['Xuất sắc', 'Excellent'],
	'Hoàn thành tốt nhiệm vụ': ['Tốt', 'Good'],
	'Hoàn thành nhiệm vụ': ['Hoàn thành', 'Completed'],
	'Không hoàn thành nhiệm vụ': ['Không đạt', 'Not completed']
};

/** @type {Record<string, string>} */
const units = { 'văn bản': 'documents', 'mốc': 'milestones', 'đầu mối': 'bodies', 'người': 'people', 'mô hình': 'models', 'việc': 'activities' };

/** "Ban Tổ chức Tỉnh ủy Hà Giang": "Hà Giang". @param {string} name */
export function boardShort(name) {
	return name.replace(/^Ban Tổ chức (?:Tỉnh|Thành) ủy /, '');
}

/** The cluster of "Cụm thi đua số 1 ngành Tổ chức xây dựng Đảng, năm 2024". @param {string} name @param {Lang} lang */
export function clusterName(name, lang) {
	const vi = name.replace(/,\s*năm \d{4}$/, '');
	const [, number, branch] = /^Cụm thi đua số (\d+)( ngành Tổ chức xây dựng Đảng)?$/.exec(vi) ?? [];
	if (lang === 'vi' || !number)
		return vi;
	return `Emulation Cluster No. ${number}${branch ? ', Party Organisation' : ''}`;
}

/** Where there is little room. @param {string} name @param {Lang} lang */
export function clusterShort(name, lang) {
	return clusterName(name, lang).replace(/ ngành .*$|, Party Organisation$/, '');
}

/** @param {string} name @param {Lang} lang */
export function taskShort(name, lang) {
	return tasks[name]?.[lang === 'vi' ? 1 : 3] ?? name;
}

/** @param {string} name @param {Lang} lang */
export function taskWord(name, lang) {
	return tasks[name]?.[lang === 'vi' ? 0 : 2] ?? '';
}

/** @param {string} name @param {Lang} lang */
export function gradeShort(name, lang) {
	return grades[name]?.[lang === 'vi' ? 0 : 1] ?? name;
}

/** @param {string} name @param {Lang} lang */
export function unitName(name, lang) {
	return lang === 'vi' ? name : units[name] ?? name;
}

/** Letters alone, without marks: "Hợp nhất" and "hop nhat" are the same. @param {string} text */
export function plain(text) {
	return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();
}

/** Where `wanted` is in `text`, marks or none, as [start, end) of it; null when it is not. @param {string} text @param {string} wanted */
export function found(text, wanted) {
	const letters = Array.from(text.normalize('NFC'));
	const bare = letters.map(plain);
	const sought = plain(wanted.trim());
	if (!sought)
		return null;
	for (let i = 0; i < letters.length; i++)
		for (let j = i, seen = ''; j < letters.length && sought.startsWith(seen); ) {
			seen += bare[j++];
			if (seen === sought)
				return { before: letters.slice(0, i).join(''), hit: letters.slice(i, j).join(''), after: letters.slice(j).join('') };
		}
	return null;
}
