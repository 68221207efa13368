import type { CampaignProgress } from "@belfry/contracts";
import { and, count, eq } from "drizzle-orm";
import { contacts } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

type Counts = Omit<CampaignProgress, "live">;
/** Counting takes the longer the more contacts there are, and many pages ask: half a million are good for 20 s. */
const GOOD_FOR = 2_000;
const CONTACTS_PER_COUNT = 50_000;

interface Known {
  readonly counts: Promise<Counts>;
  goodUntil: number;
}

/** How far campaigns are, counted at most once in two seconds for everybody who asks, and large ones less often. */
export class Progress {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  of(organisation: string, campaign: string): Promise<Counts> {
    const key = `${organisation}/${campaign}`;
    const now = this.#now();
    const known = this.#known.get(key);
    if (known !== undefined && now < known.goodUntil) return known.counts;
    for (const [old, { goodUntil }] of this.#known) if (now >= goodUntil) this.#known.delete(old);
    const counts = this.#count(organisation, campaign);
    const fresh = { counts, goodUntil: Number.POSITIVE_INFINITY };
    this.#known.set(key, fresh);
    counts.then(
      ({ due, taken, finished }) => {
        const times = Math.max(1, Math.ceil((due + taken + finished) / CONTACTS_PER_COUNT));
        fresh.goodUntil = this.#now() + times * GOOD_FOR;
      },
      () => this.#known.delete(key),
    );
    return counts;
  }

  async #count(organisation: string, campaign: string): Promise<Counts> {
    const rows = await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .select({ state: contacts.state, outcome: contacts.outcome, count: count() })
        .from(contacts)
        .where(and(eq(contacts.organisation, organisation), eq(contacts.campaign, campaign)))
        .groupBy(contacts.state, contacts.outcome),
    );
    const counts = { due: 0, taken: 0, finished: 0 };
    const outcomes: Counts["outcomes"] = {};
    for (const row of rows) {
      counts[row.state] += row.count;
      if (row.state === "finished" && row.outcome !== null) outcomes[row.outcome] = row.count;
    }
    return { ...counts, outcomes };
  }
}
