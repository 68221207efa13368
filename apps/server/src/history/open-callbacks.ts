import { randomUUID } from "node:crypto";
import { and, asc, eq, gt, isNull, lte } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";

/** Somebody who is to be called back, from `at` on, and was not yet. */
export interface OpenCallback {
  /** The call in which that was asked for, or promised. */
  readonly of: string;
  readonly queue: string;
  readonly number: string;
  readonly at: number;
}

/** For so long after its time a call back is still worth making. */
const KEPT = 24 * 3_600_000;

/** A call back is known by the call in which it was asked for: its number is forgotten as that one's is. */
export function idOfCallBack(of: string): string {
  return `${of.split("-callback")[0]}-callback-${randomUUID().slice(0, 8)}`;
}

/**
 * Writes down as missed whom nobody will call back any more: their time was over for too long when this process began.
 * Resolves to how many there were.
 */
export function giveUpOldCallbacks(store: Store, organisation: string, now: number): Promise<number> {
  return store.inOrganisation(organisation, async (tx) => {
    const { callbacks, calls, queues } = schema;
    const given = await tx
      .update(callbacks)
      .set({ settledAt: now })
      .where(
        and(eq(callbacks.organisation, organisation), isNull(callbacks.settledAt), lte(callbacks.dueAt, now - KEPT)),
      )
      .returning({ of: callbacks.call, queue: callbacks.queue, number: callbacks.number, at: callbacks.dueAt });
    const named = await tx
      .select({ id: queues.id, name: queues.name })
      .from(queues)
      .where(eq(queues.organisation, organisation));
    for (const { of, queue, number, at } of given) {
      const id = idOfCallBack(of);
      const queueName = named.find((one) => one.id === queue)?.name ?? null;
      const times = { startedAt: now, endedAt: now, outcome: "missed" as const };
      await tx
        .insert(calls)
        .values({ organisation, id, direction: "outbound", dialled: number, queue, queueName, ...times });
      await tx
        .insert(schema.callEvents)
        .values({ organisation, call: id, at, what: "callBackDue", detail: { number } });
    }
    return given.length;
  });
}

/** What a process before this one has promised and did not carry out, in the order of its time. */
export function openCallbacks(store: Store, organisation: string, now: number): Promise<OpenCallback[]> {
  const { callbacks } = schema;
  return store.inOrganisation(organisation, (tx) =>
    tx
      .select({ of: callbacks.call, queue: callbacks.queue, number: callbacks.number, at: callbacks.dueAt })
      .from(callbacks)
      .where(
        and(eq(callbacks.organisation, organisation), isNull(callbacks.settledAt), gt(callbacks.dueAt, now - KEPT)),
      )
      .orderBy(asc(callbacks.dueAt)),
  );
}
