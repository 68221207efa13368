import type { CheckResult, VisitFloor, VisitsLog, VisitsWatch } from "../ports.ts";
import type { VisitRows } from "../rows.ts";
import type { Codes } from "./codes.ts";
import { Guesses } from "./guesses.ts";

/** The floor gives up a little later; whoever is bound after that would be bound to a call that knows nothing of it. */
const PATIENCE = 4_000;

/** A code that a caller has typed. */
export interface CodeEntered {
  readonly call: string;
  /** In E.164. */
  readonly dialled: string;
  readonly caller: string | null;
  readonly code: string;
  /** The first of a call is 1. */
  readonly attempt: number;
}

interface CheckingDeps {
  readonly rows: VisitRows;
  readonly codes: Codes;
  readonly floor: VisitFloor;
  readonly now: () => number;
  readonly log: VisitsLog;
  readonly watch: VisitsWatch;
  readonly changed: (organisation: string, visit: string) => void;
}

/** Looks up the codes that callers type, and answers the floor. Expired, used and foreign codes are wrong ones alike. */
export class Checking {
  readonly #deps: CheckingDeps;
  readonly #guesses = new Guesses();
  readonly #running = new Set<Promise<void>>();
  readonly #told = new Set<string>();

  constructor(deps: CheckingDeps) {
    this.#deps = deps;
  }

  /** Returns at once; the answer comes to the floor later. */
  perform(organisation: string, entered: CodeEntered): void {
    const running = this.#check(organisation, entered)
      .catch((err: unknown): CheckResult => {
        this.#deps.log.error({ err, organisation, call: entered.call }, "a code could not be looked up");
        return { kind: "refused" };
      })
      .then((result) => {
        this.#deps.watch.checked(result.kind);
        this.#deps.floor.checked(organisation, entered.call, entered.attempt, result);
        if (result.kind === "verified") this.#deps.changed(organisation, result.visit);
      });
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  async #check(organisation: string, { call, dialled, caller, code, attempt }: CodeEntered): Promise<CheckResult> {
    const now = this.#deps.now();
    const guess = { organisation, number: dialled, caller, first: attempt === 1 };
    const permission = this.#guesses.permission(guess, now);
    // Nobody is kept out any longer by trying again, and one caller alone brings no number under suspicion.
    if (!permission.look) return { kind: "refused" };
    const takeBack = this.#guesses.note(guess, now);
    this.#tell(organisation, dialled, now);
    const mac = this.#deps.codes.mark(organisation, dialled, code);
    const limits = { freshness: permission.freshness, deadline: now + PATIENCE };
    const bound = await this.#deps.rows.bind({ organisation, number: dialled, mac }, call, limits);
    if (bound === null) return { kind: "wrong" };
    takeBack();
    return { kind: "verified", ...bound };
  }

  /** Once for each time that somebody guesses; the number is one of the organisation's own. */
  #tell(organisation: string, number: string, now: number): void {
    const key = `${organisation}/${number}`;
    if (!this.#guesses.isGuessed({ organisation, number }, now)) this.#told.delete(key);
    else if (!this.#told.has(key)) {
      this.#told.add(key);
      this.#deps.log.warn({ organisation }, "many wrong codes come in at one number: somebody may be guessing");
    }
  }

  sweep(now: number): void {
    this.#guesses.sweep(now);
  }

  async close(): Promise<void> {
    await Promise.all(this.#running);
  }
}
