import { performance } from "node:perf_hooks";

/** Tells a person what happens now and how long each step took. */
export class Steps {
  readonly #write: (text: string) => void;
  readonly #begun = performance.now();

  constructor(write: (text: string) => void = (text) => process.stdout.write(text)) {
    this.#write = write;
  }

  async run<Result>(name: string, work: () => Promise<Result> | Result): Promise<Result> {
    const begun = performance.now();
    this.#write(`  ${name} … `);
    try {
      const result = await work();
      this.#write(`${seconds(performance.now() - begun)}\n`);
      return result;
    } catch (error) {
      this.#write("no\n");
      throw error;
    }
  }

  say(text: string): void {
    this.#write(`${text}\n`);
  }

  get total(): string {
    return seconds(performance.now() - this.#begun);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
