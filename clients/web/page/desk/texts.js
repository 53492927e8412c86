/*
 * texts -- every word of the office's page in both languages, one table each with the same keys (a test compares them).
 *
 * What is wrong with a report is not said here but by the tool's own words, office/faults.js.
 */
import { capital } from '../texts.js';

const numbers = ['Không', 'Một', 'Hai', 'Ba', 'Bốn', 'Năm', 'Sáu', 'Bảy', 'Tám', 'Chín', 'Mười'];
const vnumber = n => numbers[n] ?? String(n);
const some = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

const vi = {
	title: 'Nộp báo cáo',
	skip: 'Tới phần chính',
	ofYear: (p, y) => `${p} năm ${y}`,
	up: 'Có mạng', lost: 'Mất mạng', asking: 'Đang hỏi máy chủ',
	outbox: 'Hộp thư đi', ranking: 'Bảng xếp hạng', key: 'Khóa', back: 'Về báo cáo',
	language: 'Ngôn ngữ',
	steps: 'Các bước',
	step: { drop: 'Thả tệp', check: 'Kiểm tra', fix: n => `Sửa ${n} ô`, mend: n => `Sửa ${n} chỗ`, fixed: n => `Đã sửa ${n} ô`, preview: 'Xem trước', send: 'Ký và gửi', receipt: 'Biên nhận' },
	done: 'xong',
	loading: 'Đang mở.',
	busy: { reading: 'Đang đọc tệp.', trying: 'Đang tính thử.', signing: 'Đang ký.', making: 'Đang tạo khóa.', unlocking: 'Đang mở khóa.' },
	insecure: {
		title: 'Trang này không ký được ở địa chỉ này',
		why: 'Chữ ký chỉ an toàn khi trang được tải qua kết nối mã hóa. Hãy mở trang bằng địa chỉ bắt đầu bằng https://, hoặc ngay trên máy chủ bằng localhost.',
		tool: 'Không có địa chỉ như vậy thì dùng công cụ dòng lệnh; nó ký trên máy của đơn vị và không cần trang này:'
	},
	noStore: 'Trình duyệt này không cho lưu (cửa sổ ẩn danh, hoặc đã chặn lưu trữ). Khóa và báo cáo đã ký phải nằm lại trong máy, nên hãy mở bằng cửa sổ thường.',
	keyHead: 'Khóa ký của đơn vị',
	keyWhy: 'Báo cáo được ký bằng khóa chỉ có trong trình duyệt này. Làm một lần, mất khoảng năm phút.',
	invite: {
		title: 'Thả giấy mời vào đây',
		what: 'Người vận hành gửi giấy mời qua thư: một tệp nhỏ, tên như HG.invite. Trong đó không có gì bí mật.',
		choose: 'Chọn giấy mời',
		bad: 'Tệp này không phải giấy mời. Giấy mời do người vận hành làm bằng lệnh thidua key invite.',
		noBoard: 'Giấy mời này không ghi đơn vị. Xin người vận hành làm lại với --board.',
		other: b => `Máy này đang giữ khóa của ${b}. Muốn dùng cho đơn vị khác thì xóa khóa đó trước.`,
		of: (b, c, y) => `Giấy mời của đơn vị ${b}, cụm ${c}, năm ${y}`,
		daemon: 'Khóa của máy chủ',
		compare: 'Đọc dãy này qua điện thoại với người vận hành. Biên nhận chỉ được tin khi ký bằng khóa này.'
	},
	make: {
		label: 'Tên khóa, để người vận hành nhận ra',
		badLabel: 'Tên khóa phải là một dòng, không quá 100 byte.',
		passphrase: 'Cụm mật khẩu', again: 'Gõ lại',
		passphraseWhy: 'Trình duyệt này chưa giữ khóa giúp được, nên khóa được khóa lại bằng cụm mật khẩu, mỗi lần mở trang gõ một lần. Quên thì phải làm khóa khác.',
		short: n => `Cụm mật khẩu cần ít nhất ${n} ký tự.`,
		differ: 'Hai lần gõ không giống nhau.',
		act: 'Tạo khóa'
	},
	grant: {
		title: 'Gửi khóa công khai cho người vận hành',
		what: 'Chỉ nửa công khai được gửi đi; nửa bí mật không rời trình duyệt này.',
		save: f => `Lưu tệp ${f}`,
		then: 'Người vận hành ghi nhận bằng lệnh này:',
		waiting: 'Máy chủ chưa biết khóa này. Người vận hành ghi nhận xong thì trang tự đi tiếp.',
		again: 'Hỏi lại ngay',
		compare: 'Khóa công khai, để so qua điện thoại'
	},
	own: {
		title: 'Khóa trong trình duyệt này',
		label: 'Tên', kept: 'Cách giữ',
		held: 'Trong trình duyệt, không lấy ra được, kể cả trang này',
		locked: 'Mã hóa bằng cụm mật khẩu',
		save: 'Lưu tệp khóa công khai',
		lost: 'Xóa dữ liệu trình duyệt là mất khóa. Khi đó tạo khóa mới và xin ghi nhận lại; báo cáo đã nộp không bị ảnh hưởng.',
		invite: 'Giấy mời mới: thả vào đây, khóa giữ nguyên.',
		forget: 'Xóa khóa khỏi máy này',
		sure: 'Bấm lần nữa để xóa. Không lấy lại được.',
		waits: n => `Còn ${n} báo cáo chưa có biên nhận; chưa xóa được.`
	},
	unlock: { title: 'Gõ cụm mật khẩu của khóa', label: 'Cụm mật khẩu', act: 'Mở khóa', wrong: 'Cụm mật khẩu không đúng.', forgotten: 'Quên thì không ai mở được khóa này: vào mục Khóa, xóa nó, thả lại giấy mời, tạo khóa khác rồi xin ghi nhận. Báo cáo đã nộp không bị ảnh hưởng.' },
	trust: 'Ai phục vụ mã của trang này thì phải tin được: mã khác có thể ký điều khác. Đơn vị không tin thì dùng công cụ thidua trên máy mình.',
	print: k => `vân tay ${k}`,
	drop: {
		title: p => `Thả tệp báo cáo ${p} vào đây`,
		what: 'XLSX hoặc CSV, theo mẫu hoặc bảng riêng của đơn vị. Tệp được đọc ngay trong máy này, không gửi đi.',
		choose: 'Chọn tệp', other: 'Chọn tệp khác',
		form: 'Điền trên trang', or: 'hoặc',
		due: (p, d, left) => `Hạn ${p}: hết ngày ${d}, còn ${left}.`,
		overdue: (p, d) => `Hạn ${p} đã qua, hết ngày ${d}.`,
		inForce: (n, at) => `Đang có hiệu lực: lần ${n}, nhận lúc ${at}. Nộp nữa là đính chính.`,
		none: 'Chưa nộp lần nào cho kỳ này.',
		untold: 'Khóa này được cấp trong thời gian giữ kín: đến khi hết, khóa chưa xem được đơn vị đã nộp gì cho kỳ này.',
		correct: 'Đính chính trên trang',
		period: 'Kỳ báo cáo',
		needSeason: 'Lần đầu phải có mạng để tải bảng nhiệm vụ của năm.'
	},
	file: {
		counts: (sheets, tasks, right, wrong) => `${sheets ? `${sheets} trang tính, ` : ''}${tasks} nhiệm vụ: ${right} đúng, ${wrong} phải sửa`,
		fine: (tasks, models, limitations) => [`${tasks} nhiệm vụ đúng`, models && `${models} mô hình`, limitations && `${limitations} hạn chế`].filter(Boolean).join(', '),
		unread: 'Chưa đọc được tệp',
		form: 'Điền trên trang', edit: 'Sửa trên trang'
	},
	check: {
		title: n => (n === 1 ? 'Một chỗ phải sửa trước khi gửi' : `${vnumber(n)} chỗ phải sửa trước khi gửi`),
		cells: n => `${vnumber(n)} ô phải sửa trước khi gửi`,
		sheetCell: (sheet, cell) => `Trang “${sheet}”, ô ${cell}`, cell: cell => `Ô ${cell}`,
		row: n => `dòng ${n}`,
		whole: 'Cả tệp',
		here: 'Sửa ngay trên trang', list: 'Tải danh sách lỗi', excel: 'hoặc sửa trong Excel rồi thả lại tệp',
		listHead: name => `Những chỗ phải sửa trong ${name}`,
		more: n => `và ${n} chỗ khác, có trong danh sách lỗi`
	},
	hints: {
		missing: (before, p) => `Không có thì ghi 0; để trống khác với 0.${before ? ` ${capital(p)} đã ghi ${before}.` : ''}`,
		number: digits => `Chỉ ghi số${digits ? `: ${digits}` : ''}. Đơn vị tính đã có ở đầu cột.`,
		larger: 'Kiểm tra lại hai ô: đã làm, và trên tổng số.',
		absent: 'Thêm một dòng có mã nhiệm vụ này.',
		outOf: 'Ghi tổng số vào cột bên cạnh.',
		valueless: 'Xóa số ở ô này; điểm của nhiệm vụ lấy từ nơi khác.',
		computed: 'Mở tệp trong Excel, đợi tính xong rồi lưu lại.',
		date: 'Đổi định dạng ô thành số rồi gõ lại.'
	},
	form: {
		title: p => `Báo cáo ${p}`,
		task: 'Nhiệm vụ', target: 'Chỉ tiêu năm', due: 'Đến kỳ này', before: p => `Đã ghi ${p}`, value: 'Thực hiện', outOf: 'trên tổng số',
		valueless: 'không phải điền',
		of: 'trên',
		lists: { limitations: 'Hạn chế', models: 'Mô hình hay, cách làm mới', proposals: 'Đề xuất, kiến nghị' },
		fields: { text: 'Nội dung', cause: 'Nguyên nhân', remedy: 'Cách khắc phục', title: 'Tên', field: 'Lĩnh vực', effect: 'Kết quả' },
		add: { limitations: 'Thêm hạn chế', models: 'Thêm mô hình', proposals: 'Thêm đề xuất' },
		item: { limitations: n => `Hạn chế ${n}`, models: n => `Mô hình ${n}`, proposals: n => `Đề xuất ${n}` },
		remove: what => `Bỏ ${what}`,
		evidence: 'Tài liệu kiểm chứng', evidenceWhat: n => `${n ? `Đã có ${n} mã băm. ` : ''}Tài liệu không gửi đi, chỉ mã băm của nó.`, evidenceAdd: 'Thêm tài liệu',
		act: 'Kiểm tra và xem trước'
	},
	preview: {
		title: 'Gửi báo cáo này thì điểm đổi thế nào',
		none: 'Gửi báo cáo này không làm điểm nào đổi',
		unsent: 'Xem trước, chưa gửi.', at: t => `Tính lúc ${t}.`, part: (n, all) => `Chưa đủ: mới tính ${n}/${all} nhiệm vụ.`,
		points: 'Điểm', rank: 'Hạng', now: v => `hiện nay ${v}`, nowNone: 'hiện nay chưa có',
		task: 'Nhiệm vụ', before: 'Hiện nay', after: 'Sau khi gửi', change: 'Thay đổi',
		waitsFix: 'chờ sửa', others: n => `${n} nhiệm vụ khác`,
		movesAll: (n, d, names) => `${vnumber(n)} đơn vị ${d > 0 ? 'lùi' : 'tiến'} ${Math.abs(d) === 1 ? 'một' : Math.abs(d)} hạng: ${names}.`,
		movesOne: (name, from, to) => `${name} từ hạng ${from} ${to > from ? 'xuống' : 'lên'} ${to}.`,
		leaders: codes => `${codes} so với đơn vị cao nhất nên điểm còn đổi khi đơn vị khác nộp.`,
		taken: 'Gửi báo cáo này thì máy chủ sẽ nhận', untold: 'Khóa này được cấp trong thời gian giữ kín: điểm và hạng chưa cho khóa biết đến khi hết.',
		frozen: 'Bảng đang đóng băng: hạng và tổng điểm không báo trước hội nghị.', withheld: codes => `Điểm của ${codes} so với đơn vị khác nên cũng không báo.`,
		late: d => `Nộp bây giờ là trễ ${d} ngày.`,
		off: 'Không có mạng nên chưa tính thử được điểm. Vẫn ký được: báo cáo nằm trong hộp thư đi và tự gửi khi có mạng.',
		unasked: 'Máy chủ không tính thử được lúc này. Vẫn ký và gửi được.',
		word: 'Con số này là lời của máy chủ trang; chỉ biên nhận mới có chữ ký của máy chủ.',
		by: 'Ký bằng khóa của đơn vị', stays: 'Khóa chỉ dùng trong máy này, không gửi đi.',
		act: p => `Ký và gửi báo cáo ${p}`, actCorrect: (p, n) => `Ký và gửi đính chính ${p}, lần ${n}`,
		fixFirst: n => `Ký và gửi: sửa ${n} chỗ trước`, fixCells: n => `Ký và gửi: sửa ${n} ô trước`,
		notes: 'Xem lại'
	},
	correction: {
		title: n => `Lần ${n} thay lần ${n - 1}: cũ và mới`,
		what: 'Chỗ đổi', was: 'Đang có hiệu lực', is: 'Lần này',
		nothing: n => `Giống hệt lần ${n} đã nộp. Không có gì để gửi.`,
		other: 'Bản đang có hiệu lực được ký bằng khóa khác của đơn vị.',
		untold: n => `Thay lần ${n}, là bản mà khóa này chưa xem được.`,
		moved: 'Vừa có lần nộp khác của kỳ này. Xem lại rồi hãy ký.'
	},
	lists: { limitations: 'Hạn chế', models: 'Mô hình', proposals: 'Đề xuất', evidence: 'Tài liệu' },
	send: {
		waiting: 'Đã ký, đang chờ mạng',
		sent: 'Đã ký, đang gửi',
		not: 'Chưa có biên nhận thì chưa phải đã nộp.',
		itself: 'Trang tự gửi khi có mạng, kể cả sau khi đóng và mở lại. Có thể tắt máy.',
		signed: t => `Ký lúc ${t}`,
		doubt: 'Có câu trả lời, nhưng không phải biên nhận của máy chủ',
		doubtWhy: 'Ai đó ở giữa đã đổi câu trả lời, hoặc máy chủ đã thay khóa. Báo cáo chưa được coi là đã nộp; trang còn gửi lại. Báo người vận hành nếu cứ như vậy.',
		refused: 'Máy chủ không nhận',
		refusedWhy: 'Sửa rồi ký lại; lần này không được gửi nữa.',
		unknown: 'Không rõ đã tới hay chưa',
		unknownWhy: 'Đã gửi mà không có câu trả lời nào chắc chắn. Khi có mạng, xem bản đang có hiệu lực rồi hãy nộp lại.',
		now: 'Gửi ngay', withdraw: 'Rút lại', again: 'Sửa và ký lại',
		withdrawn: 'Đã rút lại, chưa hề gửi.'
	},
	receipt: {
		onTime: 'Đã nhận, đúng hạn', late: d => `Đã nhận, trễ ${d} ngày`,
		at: (p, t, d) => [`Máy chủ nhận báo cáo ${p} lúc `, `${t} ngày ${d}`],
		early: left => `, trước hạn ${left}.`, end: '.',
		number: 'Biên nhận số', revision: (s, n) => `${s} · lần nộp ${n}`,
		hash: 'Băm báo cáo', signature: 'Chữ ký máy chủ', right: 'đúng', byKey: k => `, khóa ${k}`,
		points: 'Điểm sau khi nhận', provisional: 'tạm tính', rank: r => `hạng ${r}`,
		next: 'Việc tiếp theo', reviews: (who, d) => `${who} thẩm định trong ${d} ngày`, head: b => `Cụm trưởng (${b})`, deputy: b => `Cụm phó (${b})`,
		nothing: 'không phải làm gì thêm',
		rehearsal: 'Diễn tập: biên nhận này không có giá trị ngoài buổi diễn tập.',
		print: 'In biên nhận', save: 'Lưu tệp biên nhận', correct: 'Đính chính',
		prove: f => `Tệp này chứng minh được không cần trang: thidua verify ${f}`
	},
	box: {
		report: 'Báo cáo', state: 'Tình trạng', of: (p, n) => `${capital(p)}, lần ${n}`,
		acknowledged: 'Đã nhận', waiting: 'Đã ký, đang chờ mạng', sent: 'Đang gửi', refused: 'Không nhận', unknown: 'Không rõ', doubt: 'Trả lời không tin được',
		replaced: n => `Thay bằng lần ${n}`,
		itself: 'tự gửi khi có mạng, kể cả khi đã đóng trang',
		empty: 'Chưa có báo cáo nào được ký ở máy này.',
		see: 'Xem',
		offlineWhat: 'Ký được cả khi mất mạng; báo cáo nằm ở đây và tự gửi khi có mạng, kể cả khi đã đóng trang.'
	},
	reviews: { EXPECTED: '', SUBMITTED: 'Chờ thẩm định', UNDER_REVIEW: 'Đang thẩm định', RETURNED: 'Trả lại', VERIFIED: 'Đã thẩm định', DISPUTED: 'Khiếu nại' },
	install: 'Cài trang này thành ứng dụng từ thanh địa chỉ thì mở được cả khi không có mạng.',
	clock: 'Đồng hồ máy này chạy sai quá năm phút so với máy chủ. Chỉnh lại ngày giờ rồi tải lại trang.', notTold: 'Máy chủ không trả lời:',
	failed: 'Có lỗi trong trang. Những gì đã ký vẫn còn. Tải lại trang.',
	left: { days: (d, h) => `${d} ngày ${h} giờ`, hours: (h, m) => `${h} giờ ${m} phút` }
};

/** @type {typeof vi} */
const en = {
	title: 'Submit a report',
	skip: 'To the main part',
	ofYear: (p, y) => `${p} of ${y}`,
	up: 'Online', lost: 'Offline', asking: 'Asking the server',
	outbox: 'Outbox', ranking: 'Ranking', key: 'Key', back: 'To the report',
	language: 'Language',
	steps: 'Steps',
	step: { drop: 'Drop a file', check: 'Check', fix: n => `Mend ${some(n, 'cell')}`, mend: n => `Mend ${some(n, 'place')}`, fixed: n => `${some(n, 'cell')} mended`, preview: 'Preview', send: 'Sign and send', receipt: 'Receipt' },
	done: 'done',
	loading: 'Opening.',
	busy: { reading: 'Reading the file.', trying: 'Trying what it would give.', signing: 'Signing.', making: 'Making the key.', unlocking: 'Unlocking.' },
	insecure: {
		title: 'This page cannot sign at this address',
		why: 'A signature is safe only where the page came over an encrypted line. Open it by an address that begins with https://, or on the server itself by localhost.',
		tool: 'Where there is none, use the command line tool; it signs on the office\'s own machine and does not need this page:'
	},
	noStore: 'This browser lets nothing be kept (a private window, or storage is blocked). The key and signed reports must stay on this machine, so open it in a plain window.',
	keyHead: 'The office\'s signing key',
	keyWhy: 'Reports are signed with a key that only this browser has. Done once, in some five minutes.',
	invite: {
		title: 'Drop the invitation here',
		what: 'The operator sends the invitation by mail: a small file with a name such as HG.invite. Nothing in it is secret.',
		choose: 'Choose the invitation',
		bad: 'This file is no invitation. The operator makes one with thidua key invite.',
		noBoard: 'This invitation names no board. Ask the operator for one made with --board.',
		other: b => `This machine holds the key of ${b}. To use it for another board, remove that key first.`,
		of: (b, c, y) => `Invitation of board ${b}, cluster ${c}, year ${y}`,
		daemon: 'The server\'s key',
		compare: 'Read this to the operator by telephone. A receipt is believed only when signed with this key.'
	},
	make: {
		label: 'Name of the key, by which the operator knows it',
		badLabel: 'The name must be one line of at most 100 bytes.',
		passphrase: 'Passphrase', again: 'Once more',
		passphraseWhy: 'This browser cannot hold the key for you, so it is locked with a passphrase that you type once a visit. Whoever forgets it makes another key.',
		short: n => `The passphrase needs at least ${n} characters.`,
		differ: 'The two are not the same.',
		act: 'Make the key'
	},
	grant: {
		title: 'Send the public key to the operator',
		what: 'Only the public half is sent; the secret half never leaves this browser.',
		save: f => `Save ${f}`,
		then: 'The operator admits it with this command:',
		waiting: 'The server does not know this key yet. Once the operator has admitted it, this page goes on by itself.',
		again: 'Ask again now',
		compare: 'Public key, to compare by telephone'
	},
	own: {
		title: 'The key in this browser',
		label: 'Name', kept: 'How it is kept',
		held: 'In the browser; nobody can take it out, this page included',
		locked: 'Encrypted under a passphrase',
		save: 'Save the public key\'s file',
		lost: 'Clearing the browser\'s data loses the key. Then make another and have it admitted; what was submitted stays as it is.',
		invite: 'A new invitation: drop it here, the key stays.',
		forget: 'Remove the key from this machine',
		sure: 'Press once more to remove it. It cannot be brought back.',
		waits: n => `${some(n, 'report')} without a receipt; the key cannot be removed yet.`
	},
	unlock: { title: 'Type the key\'s passphrase', label: 'Passphrase', act: 'Unlock', wrong: 'This is not the passphrase.', forgotten: 'Nobody can open this key once it is forgotten: remove it under Key, drop the invitation again, make another and have it admitted. What was submitted stays as it is.' },
	trust: 'Who serves this page\'s code must be trusted: other code could sign something else. An office that does not uses the thidua tool on its own machine.',
	print: k => `fingerprint ${k}`,
	drop: {
		title: p => `Drop the report of ${p} here`,
		what: 'XLSX or CSV, by the template or your own table. It is read on this machine and not sent anywhere.',
		choose: 'Choose a file', other: 'Another file',
		form: 'Fill it in here', or: 'or',
		due: (p, d, left) => `${capital(p)} is due by the end of ${d}, in ${left}.`,
		overdue: (p, d) => `${capital(p)} was due by the end of ${d}.`,
		inForce: (n, at) => `In force: revision ${n}, received at ${at}. Another one is a correction.`,
		none: 'Nothing submitted for this period yet.',
		untold: 'This key was granted in a freeze: until it ends the key cannot see what the board has submitted for this period.',
		correct: 'Correct it here',
		period: 'Period',
		needSeason: 'The first time needs a line, to fetch the year\'s tasks.'
	},
	file: {
		counts: (sheets, tasks, right, wrong) => `${sheets ? `${some(sheets, 'sheet')}, ` : ''}${some(tasks, 'task')}: ${right} right, ${wrong} to mend`,
		fine: (tasks, models, limitations) => [`${some(tasks, 'task')} right`, models && some(models, 'model'), limitations && some(limitations, 'limitation')].filter(Boolean).join(', '),
		unread: 'The file could not be read',
		form: 'Filled in here', edit: 'Edit here'
	},
	check: {
		title: n => `${some(n, 'place')} to mend before sending`,
		cells: n => `${some(n, 'cell')} to mend before sending`,
		sheetCell: (sheet, cell) => `Sheet “${sheet}”, cell ${cell}`, cell: cell => `Cell ${cell}`,
		row: n => `row ${n}`,
		whole: 'The whole file',
		here: 'Mend it here', list: 'Save the list', excel: 'or mend it in Excel and drop the file again',
		listHead: name => `What is to be mended in ${name}`,
		more: n => `and ${n} more, in the list`
	},
	hints: {
		missing: (before, p) => `Write 0 where there is none; empty is not 0.${before ? ` ${capital(p)} had ${before}.` : ''}`,
		number: digits => `Write the number alone${digits ? `: ${digits}` : ''}. The unit stands over the column.`,
		larger: 'Look at both cells: done, and out of how many.',
		absent: 'Add a row with this task\'s code.',
		outOf: 'Write the total in the column beside it.',
		valueless: 'Empty this cell; the task\'s points come from elsewhere.',
		computed: 'Open the file in Excel, let it compute, and save it again.',
		date: 'Format the cell as a number and type it again.'
	},
	form: {
		title: p => `Report of ${p}`,
		task: 'Task', target: 'Target of the year', due: 'By now', before: p => `In ${p}`, value: 'Done', outOf: 'out of',
		valueless: 'nothing to fill in',
		of: 'of',
		lists: { limitations: 'Limitations', models: 'Good models, new ways', proposals: 'Proposals' },
		fields: { text: 'Text', cause: 'Cause', remedy: 'Remedy', title: 'Title', field: 'Field', effect: 'Effect' },
		add: { limitations: 'Add a limitation', models: 'Add a model', proposals: 'Add a proposal' },
		item: { limitations: n => `Limitation ${n}`, models: n => `Model ${n}`, proposals: n => `Proposal ${n}` },
		remove: what => `Remove ${what}`,
		evidence: 'Evidence', evidenceWhat: n => `${n ? `${some(n, 'hash', 'hashes')} so far. ` : ''}Documents are not sent, only their hashes.`, evidenceAdd: 'Add a document',
		act: 'Check and preview'
	},
	preview: {
		title: 'What sending this report changes',
		none: 'Sending this report changes no points',
		unsent: 'Preview, not sent.', at: t => `As of ${t}.`, part: (n, all) => `Incomplete: ${n} of ${all} tasks so far.`,
		points: 'Points', rank: 'Rank', now: v => `now ${v}`, nowNone: 'none now',
		task: 'Task', before: 'Now', after: 'After', change: 'Change',
		waitsFix: 'to mend', others: n => some(n, 'other task'),
		movesAll: (n, d, names) => `${some(n, 'board')} ${d > 0 ? 'down' : 'up'} ${some(Math.abs(d), 'rank')}: ${names}.`,
		movesOne: (name, from, to) => `${name} from ${from} ${to > from ? 'down' : 'up'} to ${to}.`,
		leaders: codes => `${codes} compare with the best board, so the points may change when others report.`,
		taken: 'The server would take this report', untold: 'This key was granted in a freeze: points and rank are not told to it until the freeze ends.',
		frozen: 'The standing is frozen: ranks and totals are not told before the conference.', withheld: codes => `The points of ${codes} compare with other boards, so they are not told either.`,
		late: d => `Sent now it is ${some(d, 'day')} late.`,
		off: 'No line, so the points cannot be tried. It can be signed all the same: it waits in the outbox and is sent by itself.',
		unasked: 'The server cannot try it now. It can be signed and sent all the same.',
		word: 'These figures are the word of who serves this page; only a receipt carries the server\'s signature.',
		by: 'Signed with the office\'s key', stays: 'The key is used on this machine and never sent.',
		act: p => `Sign and send the report of ${p}`, actCorrect: (p, n) => `Sign and send revision ${n} of ${p}`,
		fixFirst: n => `Sign and send: mend ${some(n, 'place')} first`, fixCells: n => `Sign and send: mend ${some(n, 'cell')} first`,
		notes: 'Look again'
	},
	correction: {
		title: n => `Revision ${n} replaces ${n - 1}: old and new`,
		what: 'What changes', was: 'In force', is: 'This one',
		nothing: n => `The same as revision ${n}. There is nothing to send.`,
		other: 'What is in force was signed with another key of the office.',
		untold: n => `It replaces revision ${n}, which this key cannot see yet.`,
		moved: 'Another revision of this period has just come. Look again before you sign.'
	},
	lists: { limitations: 'Limitation', models: 'Model', proposals: 'Proposal', evidence: 'Evidence' },
	send: {
		waiting: 'Signed, waiting for the line',
		sent: 'Signed, being sent',
		not: 'Without a receipt it is not submitted.',
		itself: 'It is sent by itself when the line is back, also after this page was closed and opened again. You may switch off.',
		signed: t => `Signed at ${t}`,
		doubt: 'There was an answer, but it is no receipt of the server',
		doubtWhy: 'Somebody between has changed the answer, or the server has another key. The report does not count as submitted; it is sent again. Tell the operator if it stays so.',
		refused: 'The server refused it',
		refusedWhy: 'Mend it and sign anew; this one is not sent any more.',
		unknown: 'Nobody knows whether it arrived',
		unknownWhy: 'It was sent and no answer was certain. Once there is a line, see what is in force before you submit again.',
		now: 'Send now', withdraw: 'Take it back', again: 'Mend and sign anew',
		withdrawn: 'Taken back; it was never sent.'
	},
	receipt: {
		onTime: 'Received, on time', late: d => `Received, ${some(d, 'day')} late`,
		at: (p, t, d) => [`The server received the report of ${p} at `, `${t} on ${d}`],
		early: left => `, ${left} before it was due.`, end: '.',
		number: 'Receipt number', revision: (s, n) => `${s} · revision ${n}`,
		hash: 'Report\'s hash', signature: 'Server\'s signature', right: 'right', byKey: k => `, key ${k}`,
		points: 'Points then', provisional: 'provisional', rank: r => `rank ${r}`,
		next: 'What comes next', reviews: (who, d) => `${who} reviews it within ${some(d, 'day')}`, head: b => `The head (${b})`, deputy: b => `The deputy (${b})`,
		nothing: 'nothing to do',
		rehearsal: 'Rehearsal: this receipt means nothing outside of it.',
		print: 'Print the receipt', save: 'Save the receipt\'s file', correct: 'Correct',
		prove: f => `The file is a proof without this page: thidua verify ${f}`
	},
	box: {
		report: 'Report', state: 'State', of: (p, n) => `${capital(p)}, revision ${n}`,
		acknowledged: 'Received', waiting: 'Signed, waiting for the line', sent: 'Being sent', refused: 'Refused', unknown: 'Unknown', doubt: 'Answer not believed',
		replaced: n => `Replaced by revision ${n}`,
		itself: 'sent by itself when the line is back, also with this page closed',
		empty: 'Nothing has been signed on this machine.',
		see: 'See',
		offlineWhat: 'You can sign without a line; the report waits here and is sent by itself, also with this page closed.'
	},
	reviews: { EXPECTED: '', SUBMITTED: 'Waiting for review', UNDER_REVIEW: 'Under review', RETURNED: 'Returned', VERIFIED: 'Verified', DISPUTED: 'Disputed' },
	install: 'Installed as an app from the address bar, this page opens without a line too.',
	clock: 'This machine\'s clock is more than five minutes off the server\'s. Set it right and load the page again.', notTold: 'The server does not tell:',
	failed: 'Something is wrong with the page. What was signed is kept. Load it again.',
	left: { days: (d, h) => `${some(d, 'day')} ${some(h, 'hour')}`, hours: (h, m) => `${h} h ${m} min` }
};

export const desk = { vi, en };
