import type { DiallerEffect, DiallerInput } from "@belfry/floor";
import { isAboutData } from "../store/errors.ts";
import type { Store } from "../store/store.ts";
import { measured } from "./measured.ts";
import type { CampaignDirectory, RoomLog } from "./ports.ts";
import { inOrderOfIndex, nextDue, take } from "./take.ts";
import { type Outcome, write } from "./write-outcomes.ts";

const BATCH = 200;
const FIRST_WAIT = 250;
const LONGEST_WAIT = 10_000;

type Job = DiallerEffect | { readonly type: "announce"; readonly campaign: string };

/**
 * Between the floor, which dials, and the database, which remembers whom. Per organisation one thing after another, in
 * the floor's order. What cannot be written waits in memory and is tried again.
 */
export class Dialling {
  readonly #store: Store;
  readonly #directory: CampaignDirectory;
  readonly #post: (organisation: string, input: DiallerInput) => void;
  readonly #now: () => number;
  readonly #log: RoomLog;
  readonly #jobs = new Map<string, Job[]>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #wakes = new Set<() => void>();
  /** Campaigns of whose calls before this process the floor knows. */
  readonly #measured = new Set<string>();
  #closed = false;

  constructor(options: {
    readonly store: Store;
    readonly directory: CampaignDirectory;
    readonly post: (organisation: string, input: DiallerInput) => void;
    readonly now: () => number;
    readonly log: RoomLog;
  }) {
    this.#store = options.store;
    this.#directory = options.directory;
    this.#post = options.post;
    this.#now = options.now;
    this.#log = options.log;
  }

  /** Takes the floor's effects in their order; returns at once. */
  perform(organisation: string, effects: readonly DiallerEffect[]): void {
    for (const effect of effects) this.#enqueue(organisation, effect);
  }

  /** Contacts of a campaign came, so that there may be some that are due. */
  announce(organisation: string, campaign: string): void {
    this.#enqueue(organisation, { type: "announce", campaign });
  }

  withdraw(organisation: string, ids: readonly string[]): void {
    this.#post(organisation, { type: "dialler.withdrawn", contacts: ids });
  }

  /** Things that wait to be written or read. */
  get waiting(): number {
    let count = 0;
    for (const jobs of this.#jobs.values()) count += jobs.length;
    return count;
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Writes what is left, with one last try if the database does not answer. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#wakes) wake();
    await this.settled();
    const lost = this.waiting;
    if (lost > 0) this.#log.error({ lost }, "Outcomes of automatic calls could not be written");
  }

  #enqueue(organisation: string, job: Job): void {
    const jobs = this.#jobs.get(organisation) ?? [];
    this.#jobs.set(organisation, jobs);
    // Whoever asks after this is told as well.
    const told = job.type === "announce" && jobs.some((one) => isTelling(one) && one.campaign === job.campaign);
    // Who asks again has given up the question before.
    if (job.type === "dialler.wanted") forgetQuestions(jobs, job.campaign);
    if (!told) jobs.push(job);
    if (!this.#running.has(organisation) && jobs.length > 0) {
      this.#running.set(organisation, this.#drain(organisation, jobs));
    }
  }

  async #drain(organisation: string, jobs: Job[]): Promise<void> {
    // Lets the step that caused this finish first.
    await new Promise<void>((resolve) => setImmediate(resolve));
    let wait = FIRST_WAIT;
    while (jobs.length > 0) {
      const batch = jobs.splice(0, first(jobs).length);
      try {
        await this.#carryOut(organisation, batch, jobs);
        wait = FIRST_WAIT;
      } catch (err) {
        jobs.unshift(...batch.filter((job) => !isAskedAgain(job, jobs)));
        if (this.#closed) break;
        this.#log.warn({ err, organisation, waiting: jobs.length }, "Contacts cannot be read or written; trying again");
        await this.#pause(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
    this.#running.delete(organisation);
    if (jobs.length === 0) this.#jobs.delete(organisation);
  }

  async #carryOut(organisation: string, batch: readonly Job[], later: Job[]): Promise<void> {
    const [job] = batch;
    if (job?.type === "dialler.wanted") {
      const given = await this.#contacts(organisation, job.campaign, job.count);
      // Whoever asked again meanwhile has this answer.
      forgetQuestions(later, job.campaign);
      this.#post(organisation, given);
      return;
    }
    if (job?.type === "announce") {
      this.#post(organisation, await this.#contacts(organisation, job.campaign, 0));
      return;
    }
    const outcomes = batch.filter(isOutcome);
    try {
      await this.#write(organisation, outcomes);
    } catch (error) {
      if (!isAboutData(error)) throw error;
      for (const outcome of outcomes) await this.#writeAlone(organisation, outcome);
    }
  }

  async #contacts(organisation: string, campaign: string, count: number): Promise<DiallerInput> {
    const about = this.#directory.campaign(organisation, campaign);
    const now = this.#now();
    if (count > 0 && about !== null && !this.#measured.has(campaign)) {
      // Whom agents called from a preview had one: they say nothing of the others.
      if (about.mode !== "preview") {
        const what = await this.#store.inOrganisation(organisation, (tx) => measured(tx, organisation, campaign, now));
        this.#post(organisation, { type: "dialler.measured", campaign, ...what });
      }
      this.#measured.add(campaign);
    }
    const given =
      about === null
        ? { contacts: [], nextDue: null }
        : await this.#store.inOrganisation(organisation, async (tx) => {
            await inOrderOfIndex(tx);
            return {
              contacts: count === 0 ? [] : await take(tx, organisation, about, count, now),
              nextDue: await nextDue(tx, organisation, campaign),
            };
          });
    return { type: "dialler.contacts", campaign, ...given };
  }

  async #write(organisation: string, outcomes: readonly Outcome[]): Promise<void> {
    await this.#store.inOrganisation(organisation, (tx) => write(tx, organisation, outcomes, this.#now()));
    for (const campaign of new Set(outcomes.filter(leavesDue).map((one) => one.campaign))) {
      this.announce(organisation, campaign);
    }
  }

  /** One outcome that the database will never take must not hold up the others. */
  async #writeAlone(organisation: string, outcome: Outcome): Promise<void> {
    try {
      await this.#write(organisation, [outcome]);
    } catch (err) {
      if (!isAboutData(err)) throw err;
      this.#log.error({ err, organisation, type: outcome.type }, "An outcome of an automatic call was refused");
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#wakes.add(wake);
    });
  }
}

const isOutcome = (job: Job): job is Outcome => job.type !== "announce" && job.type !== "dialler.wanted";
const isTelling = (job: Job): boolean => !isOutcome(job);
const leavesDue = (one: Outcome): boolean => one.type !== "dialler.attempted" || one.retryAt !== null;

const isQuestion = (job: Job, campaign: string): boolean => job.type === "dialler.wanted" && job.campaign === campaign;
const isAskedAgain = (job: Job, later: readonly Job[]): boolean =>
  job.type === "dialler.wanted" && later.some((one) => isQuestion(one, job.campaign));

function forgetQuestions(jobs: Job[], campaign: string): void {
  const left = jobs.filter((job) => !isQuestion(job, campaign));
  jobs.splice(0, jobs.length, ...left);
}

/** Outcomes that follow one another are written together. */
function first(jobs: readonly Job[]): Job[] {
  const end = jobs.slice(0, BATCH).findIndex((job) => !isOutcome(job));
  return jobs.slice(0, end < 0 ? BATCH : Math.max(end, 1));
}
