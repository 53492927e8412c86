/* What the office takes from others is what npm has, and the whole of what lies there. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { json, root } from "./office_support.mjs";

const vendor = `${root}clients/web/vendor/`;
const PACKAGES = { "noble-ed25519": "@noble/ed25519", "noble-hashes": "@noble/hashes" };
const sum = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const listed = readFileSync(`${vendor}SHA256SUMS`, "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(/\s+/))
  .filter(([, name]) => name.split("/")[0] in PACKAGES);

test("each file has the sum that is listed, and none is not listed", () => {
  for (const [hash, name] of listed) assert.equal(sum(vendor + name), hash, name);
  const there = Object.keys(PACKAGES).flatMap((folder) => readdirSync(vendor + folder).map((name) => `${folder}/${name}`));
  assert.deepEqual(there.sort(), listed.map(([, name]) => name).sort());
});

const npm = process.env.THIDUA_NPM;

test("each file is npm's, of the version that the lock file names", { skip: npm ? false : "THIDUA_NPM names no packages" }, () => {
  const { packages } = json("tests/package-lock.json");
  const page = readFileSync(`${vendor}README.md`, "utf8");
  for (const [, name] of listed) {
    const [folder, file] = name.split("/");
    const from = join(npm, PACKAGES[folder]);
    assert.ok(existsSync(from), from);
    assert.equal(sum(join(from, file)), sum(vendor + name), name);
    const { version, license } = packages[`node_modules/${PACKAGES[folder]}`];
    assert.ok(page.includes(`\`${PACKAGES[folder]}\` ${version}, ${license}`), `README.md names ${PACKAGES[folder]} ${version}, ${license}`);
  }
});
