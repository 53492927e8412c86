/*
 * state -- what the desk knows and where it is. Views read it; deeds.js, mail.js, tell.js, key_deeds.js and acts.js change it.
 */

/** @typedef {'drop'|'check'|'preview'|'send'|'receipt'} Step */
/**
 * What was read, of a sheet or of the form. faults: what is wrong, each with its cell or its field; told: it was judged against that.
 * @typedef {{kind: 'sheet'|'form', name: string, workbook: any, cluster: string, year: number, report: any, places: any, notes: string[], faults: any[], tasks: number}} Reading
 */

export const state = {
	/** @type {'vi'|'en'} */ lang: 'vi',
	secure: true,
	ready: false,
	/** @type {import('../office/store.js').OfficeStore|null} */ store: null,
	/** @type {import('../office/key.js').OwnKey|null} */ own: null,
	/** @type {import('../office/seal.js').Signer|null} null: locked, or there is no key */ signer: null,
	/** @type {any} an invitation that was dropped, before its key is made */ invitation: null,
	needsPassphrase: false,
	/** @type {boolean|null} null: nobody has said */ admitted: null,
	/** @type {'up'|'lost'|'asking'} */ line: 'asking',
	/** @type {any[]} why the daemon does not tell what it is asked */ refused: [],
	/** @type {import('../office/told.js').Told|null} */ told: null,
	/** what is in force where our key is not told it, by period, as a refusal named it @type {Map<number, import('../office/follow.js').Named>} */ named: new Map(),
	/** @type {boolean} what was told is of an earlier visit */ stale: false,
	/** @type {import('../office/outbox.js').Outbox|null} */ outbox: null,
	/** @type {import('../office/courier.js').Courier|null} */ courier: null,
	/** @type {import('../office/outbox.js').Row[]} in their order */ rows: [],
	/** @type {Step} */ step: 'drop',
	/** @type {''|'outbox'|'key'} beside the steps */ side: '',
	/** @type {Reading|null} */ reading: null,
	fixed: 0,
	/** @type {import('../office/preview.js').Preview|null} */ preview: null,
	previewAt: 0,
	/** @type {ReturnType<typeof import('../office/follow.js').placeAfter>|null} */ place: null,
	/** @type {import('./form_state.js').Filled|null} */ form: null,
	/** @type {string} id of the row that is sent, or whose receipt is shown */ row: '',
	/** a key of texts, and what it takes @type {{text: string, said: any[]}|null} */ notice: null,
	busy: '',
	over: false
};

export const notice = (text, ...said) => { state.notice = { text, said }; };
