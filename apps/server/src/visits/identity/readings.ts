import type { IdentityReading } from "@belfry/contracts";
import { and, desc, eq, lt } from "drizzle-orm";
import { identityReadings } from "../../store/schema.ts";
import type { Store } from "../../store/store.ts";

/** The log says who looked for this much longer than the history of the call is kept. */
const OUTLIVES = 365 * 24 * 3_600_000;
const DAY = 24 * 3_600_000;
const EVERY = 3_600_000;

/** Who saw what is known of the caller of which call, and when; never what it was. */
export class Readings {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Somebody who looks again, as a page does that is loaded anew, has one entry. */
  async note(organisation: string, call: string, who: { readonly id: string; readonly name: string }, at: number) {
    await this.#store.inOrganisation(organisation, async (tx) => {
      const again = await tx
        .update(identityReadings)
        .set({ lastAt: at })
        .where(
          and(
            eq(identityReadings.organisation, organisation),
            eq(identityReadings.call, call),
            eq(identityReadings.person, who.id),
          ),
        )
        .returning({ id: identityReadings.id });
      if (again.length > 0) return;
      const entry = { organisation, call, person: who.id, name: who.name, at, lastAt: at };
      await tx.insert(identityReadings).values(entry);
    });
  }

  /** The latest first. */
  of(organisation: string, call: string): Promise<IdentityReading[]> {
    const { person, name, at, lastAt } = identityReadings;
    return this.#store.inOrganisation(organisation, (tx) =>
      tx
        .select({ person, name, at, lastAt })
        .from(identityReadings)
        .where(and(eq(identityReadings.organisation, organisation), eq(identityReadings.call, call)))
        .orderBy(desc(at)),
    );
  }

  async forget(organisation: string, retentionDays: number, now: number): Promise<void> {
    const before = now - retentionDays * DAY - OUTLIVES;
    await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .delete(identityReadings)
        .where(and(eq(identityReadings.organisation, organisation), lt(identityReadings.lastAt, before))),
    );
  }
}

/** Forgets now and every hour; the result ends that. */
export function startForgettingReadings(
  readings: Readings,
  organisations: () => readonly { readonly id: string; readonly retentionDays: number }[],
  now: () => number,
  log: { error(about: object, message: string): void },
): () => void {
  const run = async () => {
    for (const { id, retentionDays } of organisations()) {
      await readings
        .forget(id, retentionDays, now())
        .catch((err: unknown) => log.error({ err, organisation: id }, "old entries of who read what could not go"));
    }
  };
  void run();
  const timer = setInterval(() => void run(), EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
