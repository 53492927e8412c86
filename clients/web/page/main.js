/*
 * main -- what starts, in what order: who one is, where one is, the season, the feed; then every change is shown.
 */
import { get, below, query, Refused } from './api.js';
import { arrive } from './address.js';
import { listen } from './acts.js';
import { follow } from './follow.js';
import { hear } from './hear.js';
import { render, renderSoon } from './render.js';
import { kept, setTime, state } from './state.js';

const AGAIN = 5_000;

function settings() {
	const { lang } = arrive(location.search);
	const kind = lang ?? kept('lang', 'vi');
	state.lang = kind === 'en' ? 'en' : 'vi';
	state.theme = kept('theme', 'auto');
	state.pin = kept('pin');
	state.singleKeys = kept('keys', 'on') === 'on';
}

/** Which cluster and year: those of the address, else what the server names first. */
async function whichSeason() {
	const { clusters, default: first } = await get('clusters');
	const cluster = clusters.find(each => each.cluster === (state.asked.cluster || first)) ?? clusters[0];
	state.cluster = cluster.cluster;
	state.year = Number(state.asked.year) || Math.max(...cluster.years);
	state.season = await get(below(state, 'season'));
}

async function news() {
	const { moves } = await get(below(state, 'moves'));
	state.news = [...moves, ...state.news.filter(news => !moves.some(move => move.at === news.at && move.board === news.board))];
}

/** A permalink shows one version and follows nothing. */
async function fixed() {
	state.fixed = await get(below(state, `standings${query({ period: state.period, v: state.version })}`));
	setTime(state.fixed.published_at, true);
}

async function start() {
	try {
		await whichSeason();
		if (state.version)
			await fixed();
		await news().catch(() => undefined);
	} catch (error) {
		state.problem = error instanceof Refused && error.status === 404 ? 'notFound' : 'failed';
		render();
		setTimeout(start, AGAIN);
		return;
	}
	state.problem = '';
	state.line = follow(`/api/v1/events${query({ cluster: state.cluster, year: state.year })}`, hear);
	render();
	setInterval(renderSoon, 1_000);
}

settings();
listen();
render();
void start();
