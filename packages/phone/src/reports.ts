import type { Clock } from "./core/clock.ts";
import { guarded } from "./core/guarded.ts";
import type { Report } from "./ports.ts";

/** How often the server hears from the tab that owns the phone, in milliseconds. */
const REPORT_EVERY = 5_000;
/** While SIP is cut off, only these reports tell the server that the page lives and a call may go on. */
const REPORT_EVERY_WHILE_CUT = 1_000;
interface ReportNeeds {
  /** Only the tab that owns the phone speaks for it. */
  owns(): boolean;
  cut(): boolean;
  report(): Report;
  send(report: Report): void;
}

/** Tells the server again and again that the page lives, and at once what has changed of its microphone and sound. */
export class Reports {
  readonly #clock: Clock;
  readonly #needs: ReportNeeds;
  #told = "";
  #cancel: () => void = () => {};

  constructor(clock: Clock, needs: ReportNeeds) {
    this.#clock = clock;
    this.#needs = needs;
  }

  /** Reports now, and goes on in the rhythm that the connection asks for at each time. */
  start(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(this.#needs.cut() ? REPORT_EVERY_WHILE_CUT : REPORT_EVERY, () => this.start());
    this.now();
  }

  now(): void {
    if (!this.#needs.owns()) return;
    const report = this.#needs.report();
    this.#told = JSON.stringify(report);
    guarded(() => this.#needs.send(report));
  }

  /** Something changed, perhaps nothing that is reported. */
  changed(): void {
    if (this.#needs.owns() && JSON.stringify(this.#needs.report()) !== this.#told) this.now();
  }

  stop(): void {
    this.#cancel();
  }
}
