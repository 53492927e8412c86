/*
 * feed -- one EventSource, opened again by itself; tells what comes and how the line is.
 *
 *   CONNECTING --open--> UP --error--> WAITING --timer--> CONNECTING
 *
 * The browser's own reconnecting tells neither how often it tried nor when it tries next, so it is not used.
 * A line that misses three beats is taken for dead, also while it is being opened: a proxy may accept and say nothing.
 */

const WAITS = [2_000, 4_000, 6_000, 12_000, 24_000, 30_000];
const BEATS = 3;
/** Until a hello has told how often beats come. */
const BEAT = 15_000;

/** @typedef {{how: 'connecting'|'up'|'waiting', tries: number, nextAt: number, since: number}} Link */

export class Feed {
	/** @param {string} url @param {(message: {type: string, data: any}) => void} tell */
	constructor(url, tell) {
		this.url = url;
		this.tell = tell;
		/** @type {Link} */
		this.link = { how: 'connecting', tries: 0, nextAt: 0, since: Date.now() };
		this.timer = 0;
		this.watch = 0;
		this.beat = BEAT;
		this.open();
	}

	open() {
		clearTimeout(this.timer);
		this.source?.close();
		this.become({ how: 'connecting' });
		this.heard();
		this.source = new EventSource(this.url);
		this.source.onopen = () => {
			this.become({ how: 'up', tries: 0, since: Date.now() });
			this.heard();
		};
		this.source.onerror = () => this.lost();
		for (const type of ['hello', 'standings', 'daemon', 'beat'])
			this.source.addEventListener(type, event => {
				const data = JSON.parse(/** @type {MessageEvent} */ (event).data);
				if (type === 'hello')
					this.beat = 1000 * data.beat_seconds;
				this.heard();
				if (type !== 'beat')
					this.tell({ type, data });
			});
	}

	heard() {
		clearTimeout(this.watch);
		this.watch = setTimeout(() => this.lost(), BEATS * this.beat);
	}

	lost() {
		this.source?.close();
		clearTimeout(this.watch);
		clearTimeout(this.timer);
		const wait = WAITS[Math.min(this.link.tries, WAITS.length - 1)];
		const since = this.link.how === 'up' || this.link.tries === 0 ? Date.now() : this.link.since;
		this.become({ how: 'waiting', tries: this.link.tries + 1, nextAt: Date.now() + wait, since });
		this.timer = setTimeout(() => this.open(), wait);
	}

	/** @param {Partial<Link>} change */
	become(change) {
		this.link = { ...this.link, ...change };
		this.tell({ type: 'link', data: this.link });
	}

	/** The machine says that the network is back, or a person does. */
	again() {
		if (this.link.how === 'waiting')
			this.open();
	}

	close() {
		clearTimeout(this.timer);
		clearTimeout(this.watch);
		this.source?.close();
	}
}
