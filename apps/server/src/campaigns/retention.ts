import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { contactAttempts, contacts } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { RoomLog } from "./ports.ts";

const DAY = 24 * 3600_000;
const CHUNK = 2000;
const EVERY = 3600_000;

/**
 * Deletes finished contacts and attempts that are older than the organisation keeps its calls. The do-not-call list
 * stays: forgetting it would call people again who asked not to be called.
 */
export async function forgetContacts(store: Store, organisation: string, days: number, now: number): Promise<void> {
  const before = now - days * DAY;
  for (let gone = CHUNK; gone === CHUNK; ) {
    gone = await store.inOrganisation(organisation, async (tx) => {
      const old = tx
        .select({ id: contacts.id })
        .from(contacts)
        // As it stands in the index.
        .where(and(eq(contacts.organisation, organisation), sql`state = 'finished'`, lt(contacts.changedAt, before)))
        .limit(CHUNK);
      const rows = await tx
        .delete(contacts)
        .where(and(eq(contacts.organisation, organisation), inArray(contacts.id, old)))
        .returning({ id: contacts.id });
      return rows.length;
    });
  }
  await store.inOrganisation(organisation, (tx) =>
    tx
      .delete(contactAttempts)
      .where(and(eq(contactAttempts.organisation, organisation), lt(contactAttempts.at, before))),
  );
}

/** Forgets now and every hour; returns how to stop. */
export function startForgettingContacts(
  store: Store,
  organisations: () => readonly { readonly id: string; readonly retentionDays: number }[],
  now: () => number,
  log: RoomLog,
): () => void {
  const run = async () => {
    for (const { id, retentionDays } of organisations()) {
      await forgetContacts(store, id, retentionDays, now()).catch((err: unknown) =>
        log.error({ err, organisation: id }, "Old contacts could not be deleted"),
      );
    }
  };
  void run();
  const timer = setInterval(() => void run(), EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
