import { and, asc, desc, eq, gte } from "drizzle-orm";
import { callLegs, calls } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

/** A call that rang at an outside number. */
export interface CallTo {
  readonly call: string;
  /** Somebody answered there. */
  readonly answered: boolean;
  /** The agent who was in the call, if one was. */
  readonly agent: string | null;
}

/** The latest call that rang at `number` since then; null: there was none. */
export function lastCallTo(store: Store, organisation: string, number: string, since: number): Promise<CallTo | null> {
  return store.inOrganisation(organisation, async (tx) => {
    const [outside] = await tx
      .select({ call: callLegs.call, answeredAt: callLegs.answeredAt })
      .from(calls)
      .innerJoin(callLegs, and(eq(callLegs.organisation, organisation), eq(callLegs.call, calls.id)))
      .where(
        and(
          eq(calls.organisation, organisation),
          eq(calls.dialled, number),
          gte(calls.startedAt, since),
          eq(callLegs.role, "outside"),
          eq(callLegs.party, number),
        ),
      )
      .orderBy(desc(calls.startedAt))
      .limit(1);
    if (outside === undefined) return null;
    const legs = await tx
      .select({ person: callLegs.person, answeredAt: callLegs.answeredAt })
      .from(callLegs)
      .where(and(eq(callLegs.organisation, organisation), eq(callLegs.call, outside.call), eq(callLegs.role, "agent")))
      .orderBy(asc(callLegs.startedAt));
    const agent = legs.find(({ answeredAt }) => answeredAt !== null)?.person ?? null;
    return { call: outside.call, answered: outside.answeredAt !== null, agent };
  });
}
