import { and, eq, inArray, isNotNull, lt, or } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";

const DAY = 24 * 3600_000;
/** Rows per transaction: a year that is forgotten at once must not hold up the calls of today. */
const CHUNK = 2000;

/** Deletes what is older than the organisation wants to keep; resolves to how many calls went. */
export async function forget(store: Store, organisation: string, days: number, now: number): Promise<number> {
  const before = now - days * DAY;
  const { calls, callLegs, callEvents, callQualities, agentStates, callbacks } = schema;
  let forgotten = 0;
  for (;;) {
    const gone = await store.inOrganisation(organisation, async (tx) => {
      const old = tx
        .select({ id: calls.id })
        .from(calls)
        .where(and(eq(calls.organisation, organisation), lt(calls.startedAt, before)))
        .limit(CHUNK);
      return tx
        .delete(calls)
        .where(and(eq(calls.organisation, organisation), inArray(calls.id, old)))
        .returning({ id: calls.id });
    });
    forgotten += gone.length;
    if (gone.length < CHUNK) break;
  }
  await store.inOrganisation(organisation, async (tx) => {
    await tx.delete(callLegs).where(and(eq(callLegs.organisation, organisation), lt(callLegs.startedAt, before)));
    await tx.delete(callEvents).where(and(eq(callEvents.organisation, organisation), lt(callEvents.at, before)));
    await tx
      .delete(callQualities)
      .where(and(eq(callQualities.organisation, organisation), lt(callQualities.at, before)));
    await tx.delete(agentStates).where(and(eq(agentStates.organisation, organisation), lt(agentStates.at, before)));
    await tx.delete(callbacks).where(
      and(
        eq(callbacks.organisation, organisation),
        lt(callbacks.requestedAt, before),
        // Who was promised a call for a later day is still to be called.
        or(isNotNull(callbacks.settledAt), lt(callbacks.dueAt, before)),
      ),
    );
  });
  return forgotten;
}
