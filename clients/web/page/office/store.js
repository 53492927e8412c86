/*
 * store -- where a browser keeps the office: its key, what it has signed with their receipts, and what the daemon told last.
 *
 * IndexedDB, which the page and its service worker share. A row of the outbox is on disk when a verb that wrote it resolves: what was
 * signed must outlive the page. A verb that fails throws what the browser says.
 */
const NAME = "thidua-office";
const VERSION = 1;
const OWN = "own";
const SAFE = { durability: "strict" };

/** @param {IDBRequest} request */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBTransaction} transaction */
const written = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error);
  });

/** @param {IDBFactory} factory @returns {Promise<OfficeStore>} */
export async function openStore(factory) {
  const request = factory.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("outbox", { keyPath: "id" });
    request.result.createObjectStore("known");
  };
  const base = await settled(request);
  base.onversionchange = () => base.close(); /* a newer page is opening it elsewhere */
  return new OfficeStore(base);
}

export class OfficeStore {
  /** @param {IDBDatabase} base */
  constructor(base) {
    this.base = base;
  }

  close() {
    this.base.close();
  }

  async read(name, key) {
    return settled(this.base.transaction(name).objectStore(name).get(key));
  }

  async write(name, deed) {
    const transaction = this.base.transaction(name, "readwrite", SAFE);
    const done = written(transaction);
    const out = deed(transaction.objectStore(name));
    await done;
    return out;
  }

  /** @returns {Promise<import("./key.js").OwnKey | undefined>} */
  key() {
    return this.read("keys", OWN);
  }

  /** @param {import("./key.js").OwnKey} key */
  async keepKey(key) {
    await this.write("keys", (store) => void store.put(key, OWN));
  }

  async forgetKey() {
    await this.write("keys", (store) => void store.delete(OWN));
  }

  /** What was told last, by its name; undefined: nothing. @param {string} name */
  known(name) {
    return this.read("known", name);
  }

  /** @param {string} name @param {any} value */
  async know(name, value) {
    await this.write("known", (store) => void store.put(value, name));
  }

  async forgetKnown() {
    await this.write("known", (store) => void store.clear());
  }

  /** @returns {import("./outbox.js").Store} */
  outbox() {
    return {
      put: async (row) => {
        await this.write("outbox", (store) => void store.add(row));
      },
      all: async () => settled(this.base.transaction("outbox").objectStore("outbox").getAll()),
      change: async (id, how) => {
        let left = null;
        await this.write("outbox", (store) => {
          const request = store.get(id);
          request.onsuccess = () => {
            left = request.result ? how(request.result) : null;
            if (left) store.put(left);
            else store.delete(id);
          };
        });
        return left;
      },
    };
  }
}
