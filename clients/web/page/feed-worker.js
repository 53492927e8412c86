/*
 * feed-worker -- one line to the server for all tabs of a browser: HTTP/1.1 gives an origin six.
 *
 * A tab says which cluster and year; who joins late is told what the others know already.
 */
import { Feed } from './feed.js';

/** @type {Map<string, {feed: Feed, ports: Set<MessagePort>, hello: any, standings: Map<string, any>}>} */
const lines = new Map();

/** @param {string} url */
function lineTo(url) {
	const known = lines.get(url);
	if (known)
		return known;
	const line = { feed: /** @type {any} */ (null), ports: new Set(), hello: null, standings: new Map() };
	lines.set(url, line);
	line.feed = new Feed(url, message => {
		if (message.type === 'hello')
			line.hello = message;
		if (message.type === 'standings')
			line.standings.set(message.data.period, message);
		for (const port of line.ports)
			port.postMessage(message);
	});
	return line;
}

/** @type {any} */ (self).onconnect = event => {
	/** @type {MessagePort} */
	const port = event.ports[0];
	port.onmessage = ({ data }) => {
		if (data.act === 'again')
			return lines.get(data.url)?.feed.again();
		if (data.act === 'leave') {
			for (const [url, line] of lines)
				if (line.ports.delete(port) && line.ports.size === 0) {
					line.feed.close();
					lines.delete(url);
				}
			return;
		}
		const line = lineTo(data.url);
		line.ports.add(port);
		port.postMessage({ type: 'link', data: line.feed.link });
		for (const message of [line.hello, ...line.standings.values()])
			if (message)
				port.postMessage(message);
	};
};
