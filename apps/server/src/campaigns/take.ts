import { randomUUID } from "node:crypto";
import type { Campaign } from "@belfry/contracts";
import type { Contact } from "@belfry/floor";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { contacts, doNotCall } from "../store/schema.ts";
import type { Tx } from "../store/store.ts";
import { cardLinkOf } from "./card-link.ts";

/** A condition as it stands in the index of due contacts: with a parameter in its place the index would not serve. */
const IS_DUE = sql`state = 'due'`;

/**
 * For the rest of the transaction: what is due comes in the order of its index. Without fresh statistics (the embedded
 * database gathers them rarely) the planner may think that a campaign has few contacts that are due, and sort all of them.
 */
export async function inOrderOfIndex(tx: Tx): Promise<void> {
  await tx.execute(sql`select set_config('enable_sort', 'off', true)`);
}

/** Takes contacts that are due, the longest due first, and in the order in which they came among equals. */
export async function take(
  tx: Tx,
  organisation: string,
  campaign: Campaign,
  count: number,
  now: number,
): Promise<Contact[]> {
  const given: Contact[] = [];
  while (given.length < count) {
    const wanted = count - given.length;
    const next = tx
      .select({ id: contacts.id })
      .from(contacts)
      .where(
        and(
          eq(contacts.organisation, organisation),
          eq(contacts.campaign, campaign.id),
          IS_DUE,
          sql`${contacts.dueAt} <= ${now}`,
        ),
      )
      .orderBy(asc(contacts.dueAt), asc(contacts.position))
      .limit(wanted);
    const rows = await tx
      .update(contacts)
      .set({ state: "taken", takeId: sql`gen_random_uuid()`, putOff: false, changedAt: now })
      .where(and(eq(contacts.organisation, organisation), inArray(contacts.id, next)))
      .returning();
    const blocked = await block(tx, organisation, rows, now);
    rows.sort((a, b) => a.dueAt - b.dueAt || a.position - b.position);
    for (const row of rows) if (!blocked.has(row.number)) given.push(contactOf(row, campaign));
    if (rows.length < wanted) break;
  }
  return given;
}

/** When the next contact is due that nobody has taken; null: there is none. */
export async function nextDue(tx: Tx, organisation: string, campaign: string): Promise<number | null> {
  const [row] = await tx
    .select({ dueAt: contacts.dueAt })
    .from(contacts)
    .where(and(eq(contacts.organisation, organisation), eq(contacts.campaign, campaign), IS_DUE))
    .orderBy(asc(contacts.dueAt))
    .limit(1);
  return row?.dueAt ?? null;
}

/** The list is asked once more at the last moment: number and contact may have come in the same one. */
async function block(
  tx: Tx,
  organisation: string,
  rows: readonly { readonly id: string; readonly number: string }[],
  now: number,
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const numbers = rows.map(({ number }) => number);
  const found = await tx
    .select({ number: doNotCall.number })
    .from(doNotCall)
    .where(and(eq(doNotCall.organisation, organisation), inArray(doNotCall.number, numbers)));
  const blocked = new Set(found.map(({ number }) => number));
  const ids = rows.filter(({ number }) => blocked.has(number)).map(({ id }) => id);
  if (ids.length > 0) {
    await tx
      .update(contacts)
      .set({ state: "finished", outcome: "notAllowed", changedAt: now })
      .where(and(eq(contacts.organisation, organisation), inArray(contacts.id, ids)));
  }
  return blocked;
}

function contactOf(row: typeof contacts.$inferSelect, campaign: Campaign): Contact {
  const { id, number, name, timeZone, attempts, agent } = row;
  const call = row.takeId ?? randomUUID();
  return { id, call, number, name, timeZone, attempts, agent, cardLink: cardLinkOf(row, campaign.cardLink) };
}
