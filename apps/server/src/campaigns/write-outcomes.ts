import type { DiallerEffect } from "@belfry/floor";
import { and, eq, inArray, ne, notExists, sql } from "drizzle-orm";
import { contactAttempts, contacts, doNotCall } from "../store/schema.ts";
import type { Tx } from "../store/store.ts";

/** What became of contacts that were taken. */
export type Outcome = Exclude<DiallerEffect, { readonly type: "dialler.wanted" }>;

export async function write(tx: Tx, organisation: string, outcomes: readonly Outcome[], now: number): Promise<void> {
  for (const outcome of outcomes) await writeOne(tx, organisation, outcome, now);
}

async function writeOne(tx: Tx, organisation: string, outcome: Outcome, now: number): Promise<void> {
  switch (outcome.type) {
    case "dialler.attempted":
      return attempted(tx, organisation, outcome);
    case "dialler.returned":
      await tx
        .update(contacts)
        // A promise stands, whatever becomes of hours and rules.
        .set({
          ...returned(outcome.dueAt),
          putOff: outcome.putOff ? sql`${contacts.promisedAt} is null` : false,
          changedAt: now,
        })
        .where(
          and(
            eq(contacts.organisation, organisation),
            inArray(contacts.id, [...outcome.contacts]),
            eq(contacts.state, "taken"),
          ),
        );
      return;
    case "dialler.renewed":
      await tx
        .update(contacts)
        .set({ dueAt: now, putOff: false, changedAt: now })
        .where(
          and(
            eq(contacts.organisation, organisation),
            eq(contacts.campaign, outcome.campaign),
            eq(contacts.state, "due"),
            contacts.putOff,
          ),
        );
      return;
    case "dialler.callBack": {
      // Whoever is on the do-not-call list asked for that later than for the call.
      const blocked = tx
        .select({ number: doNotCall.number })
        .from(doNotCall)
        .where(and(eq(doNotCall.organisation, organisation), eq(doNotCall.number, contacts.number)));
      const mine = and(eq(contacts.organisation, organisation), eq(contacts.id, outcome.contact), notExists(blocked));
      // Whom the dialler has is not given a second time: the promise waits for that attempt.
      await tx
        .update(contacts)
        .set({ promisedAt: outcome.at, promisedBy: outcome.agent })
        .where(and(mine, eq(contacts.state, "taken")));
      await tx
        .update(contacts)
        .set({ state: "due", dueAt: outcome.at, agent: outcome.agent, putOff: false, changedAt: now })
        .where(and(mine, ne(contacts.state, "taken")));
      return;
    }
  }
}

const NO_PROMISE = { promisedAt: null, promisedBy: null };

/** What is written of a contact that was taken and not called; `at` is when it is due again, null: as before. */
export function returned(at: number | null) {
  return {
    ...NO_PROMISE,
    state: "due" as const,
    dueAt: sql`coalesce(${contacts.promisedAt}, ${at}::bigint, ${contacts.dueAt})`,
    agent: sql`coalesce(${contacts.promisedBy}, ${contacts.agent})`,
  };
}

/** A contact that was removed meanwhile leaves no attempt; one that was withdrawn stays finished. */
async function attempted(
  tx: Tx,
  organisation: string,
  { contact, call, at, outcome, agent, retryAt, agentForRetry }: Extract<Outcome, { type: "dialler.attempted" }>,
): Promise<void> {
  const [row] = await tx
    .select({
      state: contacts.state,
      attempts: contacts.attempts,
      promisedAt: contacts.promisedAt,
      promisedBy: contacts.promisedBy,
    })
    .from(contacts)
    .where(and(eq(contacts.organisation, organisation), eq(contacts.id, contact)))
    .for("update");
  if (row === undefined) return;
  await tx.insert(contactAttempts).values({ organisation, contact, call, at, outcome, agent });
  const attempts = { ...row.attempts, [outcome]: (row.attempts[outcome] ?? 0) + 1 };
  // A promise whose time came before the attempt ended was kept by it, or is tried again like any other call.
  const isToCome = row.promisedAt !== null && row.promisedAt > at;
  const dueAt = isToCome ? row.promisedAt : retryAt;
  const isOpen = isToCome || (row.promisedAt !== null && outcome !== "answered");
  const rest =
    row.state === "finished"
      ? {}
      : dueAt === null
        ? { state: "finished" as const, outcome, agent: null }
        : { state: "due" as const, outcome, dueAt, agent: isOpen ? row.promisedBy : agentForRetry };
  await tx
    .update(contacts)
    .set({ ...NO_PROMISE, attempts, changedAt: at, ...rest })
    .where(and(eq(contacts.organisation, organisation), eq(contacts.id, contact)));
}
