import type { CampaignProgress } from "@belfry/contracts";
import { and, count, eq } from "drizzle-orm";
import { contacts } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

type Counts = Omit<CampaignProgress, "live">;
/** Counting half a million contacts takes a moment, and many pages ask. */
const GOOD_FOR = 2_000;

/** How far campaigns are, counted at most once in two seconds for everybody who asks. */
export class Progress {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly at: number; readonly counts: Promise<Counts> }>();

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  of(organisation: string, campaign: string): Promise<Counts> {
    const key = `${organisation}/${campaign}`;
    const now = this.#now();
    const known = this.#known.get(key);
    if (known !== undefined && now - known.at < GOOD_FOR) return known.counts;
    for (const [old, { at }] of this.#known) if (now - at >= GOOD_FOR) this.#known.delete(old);
    const counts = this.#count(organisation, campaign);
    this.#known.set(key, { at: now, counts });
    counts.catch(() => this.#known.delete(key));
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
