import { and, asc, eq, gt, isNull } from "drizzle-orm";
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
