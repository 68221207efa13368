/** What one kind of news may cost an organisation in a second, all pages together: messages, and characters of JSON. */
const MESSAGES_PER_SECOND = 200;
const CHARACTERS_PER_SECOND = 1_500_000;
/** An office that was quiet has so much in hand, in seconds of the above: what changes now and then goes out at once. */
const IN_HAND = 2;
/** So much is written in one turn of the event loop, a millisecond or less, so that calls do not wait for pages. */
const MESSAGES_PER_TURN = 8;
const CHARACTERS_PER_TURN = 64_000;

/**
 * Says one thing to many, a few in each turn of the event loop, and never more in a second than an organisation is
 * allowed. With a handful of pages nothing ever waits; with a thousand busy ones the changes of a second or of several
 * seconds go out together.
 */
export class Broadcast<Listener> {
  readonly #onReady: () => void;
  readonly #remaining = new Set<Listener>();
  #turn: NodeJS.Immediate | null = null;
  #wait: NodeJS.Timeout | null = null;
  /** Seconds of the allowance that are left; below zero, that must pass before the next message. */
  #credit = IN_HAND;
  #countedAt = performance.now();

  /** `onReady` is called whenever `ready` has become true again. */
  constructor(onReady: () => void) {
    this.#onReady = onReady;
  }

  get ready(): boolean {
    return this.#turn === null && this.#wait === null;
  }

  /** Whether somebody has not been told yet. */
  get telling(): boolean {
    return this.#remaining.size > 0;
  }

  /** To be called when `ready`. The first few are told at once. */
  start(listeners: readonly Listener[], characters: number, tell: (listener: Listener) => void): void {
    for (const listener of listeners) this.#remaining.add(listener);
    const now = performance.now();
    this.#credit = Math.min(IN_HAND, this.#credit + (now - this.#countedAt) / 1000);
    this.#countedAt = now;
    this.#credit -= listeners.length / MESSAGES_PER_SECOND + (listeners.length * characters) / CHARACTERS_PER_SECOND;
    const each = Math.max(1, Math.min(MESSAGES_PER_TURN, Math.floor(CHARACTERS_PER_TURN / characters)));
    this.#tellSome(each, tell);
    if (this.#turn === null) this.#settle(() => {});
  }

  /** This one needs no more of what is being said. */
  skip(listener: Listener): void {
    this.#remaining.delete(listener);
  }

  close(): void {
    if (this.#turn !== null) clearImmediate(this.#turn);
    if (this.#wait !== null) clearTimeout(this.#wait);
    this.#remaining.clear();
  }

  #tellSome(each: number, tell: (listener: Listener) => void): void {
    let told = 0;
    for (const listener of this.#remaining) {
      if (told++ === each) break;
      this.#remaining.delete(listener);
      tell(listener);
    }
    if (this.#remaining.size === 0) return;
    this.#turn = setImmediate(() => {
      this.#turn = null;
      this.#tellSome(each, tell);
      if (this.#turn === null) this.#settle(this.#onReady);
    });
  }

  /** Everybody has been told. */
  #settle(ready: () => void): void {
    if (this.#credit >= 0) {
      ready();
      return;
    }
    this.#wait = setTimeout(() => {
      this.#wait = null;
      this.#onReady();
    }, -this.#credit * 1000);
  }
}
