/*
 * dom -- make elements, and change a tree into another without replacing what is the same.
 *
 * Views make whole trees; morph() carries them over into the page, so that focus, scrolling and what a
 * screen reader has in hand stay. Children with data-key are the same thing wherever they stand.
 * Listeners are none: acts are named by data-act and heard in one place (acts.js). All texts are made visible here, but those that
 * are written into fields, which are somebody's own.
 */
import { visible } from './visible.js';

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Node|string|number|null|undefined|false} Child */
/** @typedef {Record<string, string|number|boolean|null|undefined>} Attributes */

/** Attributes that are read or heard. */
const SAID = new Set(['title', 'aria-label', 'placeholder', 'data-label']);

/** @param {Element} element @param {Attributes|null} attributes @param {any[]} children */
function fill(element, attributes, children) {
	for (const [name, value] of Object.entries(attributes ?? {}))
		if (value !== null && value !== undefined && value !== false)
			element.setAttribute(name, value === true ? '' : SAID.has(name) ? visible(String(value)) : String(value));
	for (const child of children.flat(Infinity))
		if (child !== null && child !== undefined && child !== false && child !== '')
			element.append(child instanceof Node ? child : element.nodeName === 'TEXTAREA' ? String(child) : visible(String(child)));
	return element;
}

/** @param {string} tag @param {Attributes|null} [attributes] @param {...any} children @returns {HTMLElement} */
export function h(tag, attributes = null, ...children) {
	return /** @type {HTMLElement} */ (fill(document.createElement(tag), attributes, children));
}

/** @param {string} tag @param {Attributes|null} [attributes] @param {...any} children @returns {SVGElement} */
export function s(tag, attributes = null, ...children) {
	return /** @type {SVGElement} */ (fill(document.createElementNS(SVG, tag), attributes, children));
}

/** @param {Node} node */
const keyOf = node => (node instanceof Element ? node.getAttribute('data-key') : null);

/** @param {Node} a @param {Node} b */
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

/** Makes `old` what `wanted` is. `wanted` is used up. @param {Element} old @param {Element} wanted */
export function morph(old, wanted) {
	for (const { name } of [...old.attributes])
		if (!wanted.hasAttribute(name))
			old.removeAttribute(name);
	for (const { name, value } of [...wanted.attributes])
		if (old.getAttribute(name) !== value)
			old.setAttribute(name, value);
	morphChildren(old, [...wanted.childNodes]);
}

/** @param {Element} parent @param {Node[]} wanted */
export function morphChildren(parent, wanted) {
	const keyed = new Map([...parent.childNodes].filter(keyOf).map(node => [keyOf(node), node]));
	let at = parent.firstChild;
	for (const next of wanted) {
		const same = keyOf(next) ? keyed.get(keyOf(next)) : at && !keyOf(at) && alike(at, next) ? at : null;
		if (!same || !alike(same, next)) {
			parent.insertBefore(next, at);
			continue;
		}
		if (same === at)
			at = at.nextSibling;
		else
			keep(parent, same, at);
		if (same instanceof Element)
			morph(same, /** @type {Element} */ (next));
		else if (same.nodeValue !== next.nodeValue)
			same.nodeValue = next.nodeValue;
	}
	while (at) {
		const next = at.nextSibling;
		at.remove();
		at = next;
	}
}

/** Moves a node, and gives the focus back that moving takes away. @param {Element} parent @param {Node} node @param {Node|null} before */
function keep(parent, node, before) {
	const focused = node.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
	parent.insertBefore(node, before);
	focused?.focus({ preventScroll: true });
}

/** Big text with a V before ĩ parted, which would touch otherwise. @param {string} text @returns {Child[]} */
export function kerned(text) {
	return text.split(/(V)(?=ĩ)/).map(part => (part === 'V' ? h('span', { class: 'kern' }, 'V') : part));
}
