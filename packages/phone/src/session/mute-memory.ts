/** Keeps, for this tab, which call was muted, so that a reload in mid-call opens no microphone that was closed. */
export class MuteMemory {
  readonly #key: string;

  constructor(storageKey: string) {
    this.#key = `${storageKey}-muted`;
  }

  keep(call: string | null, muted: boolean): void {
    try {
      if (muted && call !== null) sessionStorage.setItem(this.#key, call);
      else sessionStorage.removeItem(this.#key);
    } catch {
      // Storage is denied to this frame: then the mute lasts as long as the page.
    }
  }

  recall(call: string | null): boolean {
    try {
      return call !== null && sessionStorage.getItem(this.#key) === call;
    } catch {
      return false;
    }
  }
}
