/*
 * courier -- sends what waits, again and again by itself until nothing does: when it is woken (the line is back, the page was opened,
 * something was signed), and after a time that doubles from FIRST to MOST.
 *
 * Where the browser knows that there is no line nothing is tried: what was never sent can be taken back without a doubt.
 *
 * One flush at a time in all tabs and the service worker, by a lock where the browser has them; without, two of them send the same bytes
 * twice, which the daemon answers with the same receipt.
 */
const FIRST = 4_000;
const MOST = 300_000;
export const LOCK = "thidua-outbox";

/** @param {number} tries from 0 @param {number} chance 0 to 1 @returns {number} milliseconds */
export function patience(tries, chance) {
  return Math.min(MOST, FIRST * 2 ** Math.min(tries, 16)) * (0.75 + chance / 2);
}

/** @param {LockManager | undefined} locks @param {() => Promise<number>} deed */
export function alone(locks, deed) {
  return locks ? locks.request(LOCK, deed) : deed();
}

export class Courier {
  /**
   * @param {import("./outbox.js").Outbox} outbox
   * @param {{locks?: LockManager, isOnline?: () => boolean, changed: (open: number) => any, setTimer?: (what: () => void, after: number) => any, clearTimer?: (timer: any) => void}} with_
   */
  constructor(outbox, { locks, isOnline = () => true, changed, setTimer = (what, after) => setTimeout(what, after), clearTimer = (timer) => clearTimeout(timer) }) {
    Object.assign(this, { outbox, locks, isOnline, changed, setTimer, clearTimer });
    this.tries = 0;
    this.timer = null;
    this.running = null;
    this.again = false;
  }

  /** Sends now. @returns {Promise<number>} how many are still open */
  wake() {
    this.tries = 0;
    return this.run();
  }

  run() {
    this.again = Boolean(this.running);
    this.running ??= this.round().finally(() => {
      this.running = null;
      if (this.again) void this.run();
    });
    return this.running;
  }

  async round() {
    this.clearTimer(this.timer);
    let open = 1;
    try {
      open = await alone(this.locks, () => (this.isOnline() ? this.outbox.flush() : this.outbox.openCount()));
    } finally {
      if (open > 0) this.timer = this.setTimer(() => void this.run(), patience(this.tries++, Math.random()));
      await this.changed(open);
    }
    return open;
  }

  stop() {
    this.clearTimer(this.timer);
  }
}
