/*
 * xml -- a part of a workbook, element by element. The page's core knows no DOM, and a DOM of 32 MiB would be many times that.
 *
 * Elements come as a path of their names, "worksheet/sheetData/row/c"; names of other namespaces stand as "*". Document types, and
 * with them entities of one's own, are refused.
 */
const DEPTH_MAX = 64;
const SPACES = {
  "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "",
  "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
  "http://schemas.openxmlformats.org/package/2006/relationships": "rel:",
  "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
  "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
  "http://www.w3.org/XML/1998/namespace": "xml:",
};
const ENTITIES = { amp: "&", lt: "<", gt: ">", apos: "'", quot: '"' };
const NAME = /^[\p{L}_:][\p{L}\p{N}\p{M}._:\-]*$/u;
const TAG = /^([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)$/;
const ATTRIBUTE = /\s+([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gy;

/**
 * begin and text and end may be absent; each returns false to stop, having said why.
 * @typedef {object} XmlReader
 * @property {(path: string, attributes: Map<string, string>) => boolean} [begin]
 * @property {(path: string, text: string) => void} [text]
 * @property {(path: string) => boolean} [end]
 */

class Broken extends Error {}

function resolve(raw) {
  return raw.replace(/&([^;&]*)(;?)/g, (_, name, end) => {
    const number = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
    const point = number ? Number.parseInt(number[1] ?? number[2], number[1] ? 16 : 10) : 0;
    if (!end || (number ? point === 0 || point > 0x10ffff : !Object.hasOwn(ENTITIES, name))) throw new Broken();
    return number ? String.fromCodePoint(point) : ENTITIES[name];
  });
}

function decodeText(bytes) {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  const text = new TextDecoder(utf16 ?? "utf-8", { fatal: true }).decode(bytes);
  const told = /^<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']/.exec(text);
  if (told && !utf16 && !/^(utf-8|us-ascii)$/i.test(told[1])) throw new Broken();
  return text.replace(/\r\n?/g, "\n");
}

class Walk {
  constructor(text, reader) {
    this.text = text;
    this.reader = reader;
    this.at = 0;
    this.open = []; /* {raw, path, spaces} */
    this.rooted = false;
  }

  get top() {
    return this.open[this.open.length - 1];
  }

  prefix(name, spaces, attribute) {
    const colon = name.indexOf(":");
    if (!NAME.test(name)) throw new Broken();
    if (colon < 0 && attribute) return name;
    const uri = spaces[colon < 0 ? "" : name.slice(0, colon)];
    if (uri === undefined && colon >= 0) throw new Broken();
    const known = SPACES[uri ?? ""];
    return known === undefined ? "*" : known + name.slice(colon + 1);
  }

  attributes(raw, spaces) {
    const found = [...raw.matchAll(ATTRIBUTE)].map((one) => [one[1], resolve(one[2] ?? one[3])]);
    const inside = raw.includes("xmlns") ? { ...spaces } : spaces;
    for (const [name, value] of found) if (name === "xmlns" || name.startsWith("xmlns:")) inside[name.slice(6)] = value;
    if (new Set(found.map(([name]) => name)).size !== found.length) throw new Broken();
    const out = new Map();
    for (const [name, value] of found) if (!/^xmlns(:|$)/.test(name)) out.set(this.prefix(name, inside, true), value);
    return { attributes: out, spaces: inside };
  }

  /** False: the reader has stopped. */
  beginElement(tag) {
    const parts = TAG.exec(tag);
    if (!parts || (this.open.length === 0 && this.rooted)) throw new Broken();
    const outer = this.top;
    const { attributes, spaces } = this.attributes(parts[2], outer?.spaces ?? { xml: "http://www.w3.org/XML/1998/namespace" });
    const name = this.prefix(parts[1], spaces, false);
    const path = outer ? `${outer.path}/${name}` : name;
    if (this.open.length === DEPTH_MAX) return "deep";
    this.rooted = true;
    this.open.push({ raw: parts[1], path, spaces });
    if (this.reader.begin && this.reader.begin(path, attributes) === false) return false;
    return parts[3] ? this.endElement(parts[1]) : true;
  }

  endElement(raw) {
    const closed = this.open.pop();
    if (!closed || closed.raw !== raw) throw new Broken();
    return this.reader.end ? this.reader.end(closed.path) !== false : true;
  }

  characters(text) {
    if (this.open.length > 0) this.reader.text?.(this.top.path, text);
    else if (/[^ \t\n]/.test(text)) throw new Broken();
  }

  until(end, from) {
    const found = this.text.indexOf(end, from);
    if (found < 0) throw new Broken();
    this.at = found + end.length;
    return this.text.slice(from, found);
  }

  /** Where a tag ends: a > may stand in an attribute. */
  tag(from) {
    let at = from;
    for (let quote = ""; at < this.text.length; at++) {
      const letter = this.text[at];
      if (quote) quote = letter === quote ? "" : quote;
      else if (letter === '"' || letter === "'") quote = letter;
      else if (letter === ">") break;
    }
    if (at >= this.text.length) throw new Broken();
    this.at = at + 1;
    return this.text.slice(from, at);
  }

  /** @returns {true | false | "deep" | "doctype"} */
  run() {
    while (this.at < this.text.length) {
      const next = this.text.indexOf("<", this.at);
      const end = next < 0 ? this.text.length : next;
      if (end > this.at) this.characters(resolve(this.text.slice(this.at, end)));
      this.at = end;
      if (next < 0) break;
      const went = this.markup(next);
      if (went !== true) return went;
    }
    if (this.open.length > 0 || !this.rooted) throw new Broken();
    return true;
  }

  markup(next) {
    const { text } = this;
    if (text.startsWith("<!--", next)) this.until("-->", next + 4);
    else if (text.startsWith("<![CDATA[", next)) {
      if (this.open.length === 0) throw new Broken();
      this.characters(this.until("]]>", next + 9));
    } else if (text.startsWith("<?", next)) this.until("?>", next + 2);
    else if (text.startsWith("<!DOCTYPE", next)) return "doctype";
    else if (text.startsWith("</", next)) return this.endElement(this.until(">", next + 2).trimEnd());
    else return this.beginElement(this.tag(next + 1));
    return true;
  }
}

/**
 * @param {string} part its name, for faults
 * @param {Uint8Array} bytes
 * @param {XmlReader} reader
 * @param {import("./faults.js").Faults} why
 * @returns {boolean} false having said why
 */
export function readXml(part, bytes, reader, why) {
  let walk = null;
  const line = () => `${part}: line ${walk ? walk.text.slice(0, walk.at).split("\n").length : 1}`;
  try {
    walk = new Walk(decodeText(bytes), reader);
    const went = walk.run();
    if (went === "deep") return why.add("WORKBOOK_DEEP", line(), DEPTH_MAX);
    return went === "doctype" ? why.add("WORKBOOK_DOCTYPE", line()) : went;
  } catch (error) {
    if (error instanceof Broken || error instanceof TypeError) return why.add("WORKBOOK_XML", line());
    throw error;
  }
}

/** A whole number of an attribute. @param {Map<string, string>} attributes @param {string} name @param {number} absent */
export function whole(attributes, name, absent) {
  const text = attributes.get(name);
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? Number(text) : absent;
}
