/*
 * save -- give bytes to whoever reads the page, as a file.
 */

/** @param {string} name @param {string|Uint8Array} content @param {string} [type] */
export function save(name, content, type = 'application/octet-stream') {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([/** @type {any} */ (content)], { type }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
