import type { DiallerEffect } from "@belfry/floor";
import { and, eq, inArray, notExists } from "drizzle-orm";
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
        .set({
          ...{ state: "due", putOff: outcome.putOff ?? false, changedAt: now },
          ...(outcome.dueAt === null ? {} : { dueAt: outcome.dueAt }),
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
      await tx
        .update(contacts)
        .set({ state: "due", dueAt: outcome.at, agent: outcome.agent, changedAt: now })
        .where(and(eq(contacts.organisation, organisation), eq(contacts.id, outcome.contact), notExists(blocked)));
      return;
    }
  }
}

/** A contact that was removed meanwhile leaves no attempt; one that was withdrawn stays finished. */
async function attempted(
  tx: Tx,
  organisation: string,
  { contact, call, at, outcome, agent, retryAt, agentForRetry }: Extract<Outcome, { type: "dialler.attempted" }>,
): Promise<void> {
  const [row] = await tx
    .select({ state: contacts.state, attempts: contacts.attempts, outcome: contacts.outcome })
    .from(contacts)
    .where(and(eq(contacts.organisation, organisation), eq(contacts.id, contact)))
    .for("update");
  if (row === undefined) return;
  await tx.insert(contactAttempts).values({ organisation, contact, call, at, outcome, agent });
  const attempts = { ...row.attempts, [outcome]: (row.attempts[outcome] ?? 0) + 1 };
  const rest =
    row.state === "finished"
      ? {}
      : retryAt === null
        ? { state: "finished" as const, outcome, agent: null }
        : { state: "due" as const, outcome, dueAt: retryAt, agent: agentForRetry };
  await tx
    .update(contacts)
    .set({ attempts, changedAt: at, ...rest })
    .where(and(eq(contacts.organisation, organisation), eq(contacts.id, contact)));
}
