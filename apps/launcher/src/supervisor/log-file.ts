import { closeSync, constants, existsSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;

/** A log that is put aside as `.1`, `.2` … when it has grown to `maxBytes`; the oldest goes. */
export class LogFile {
  readonly path: string;
  readonly #maxBytes: number;
  readonly #kept: number;
  #fd: number;
  #size: number;
  #tail = "";

  constructor(path: string, { maxBytes = 10 * 1024 * 1024, kept = 3 } = {}) {
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#kept = kept;
    this.#fd = openSync(path, FLAGS, 0o600);
    this.#size = fstatSync(this.#fd).size;
  }

  write(chunk: Buffer): void {
    if (this.#fd === -1) return;
    if (this.#size > 0 && this.#size + chunk.length > this.#maxBytes) this.#rotate();
    // A full disk must not end what can still go on without its log.
    try {
      this.#size += writeSync(this.#fd, chunk);
    } catch {}
    this.#tail = (this.#tail + chunk.toString("utf8")).slice(-16_384);
  }

  /** The last lines that were written through this object. */
  lastLines(count: number): readonly string[] {
    const lines = this.#tail.split("\n").filter((line) => line.trim() !== "");
    return lines.slice(-count);
  }

  forget(): void {
    this.#tail = "";
  }

  close(): void {
    if (this.#fd === -1) return;
    closeSync(this.#fd);
    this.#fd = -1;
  }

  #rotate(): void {
    closeSync(this.#fd);
    for (let number = this.#kept - 1; number >= 0; number--) {
      const from = number === 0 ? this.path : `${this.path}.${number}`;
      if (existsSync(from)) renameSync(from, `${this.path}.${number + 1}`);
    }
    this.#fd = openSync(this.path, FLAGS, 0o600);
    this.#size = 0;
  }
}
