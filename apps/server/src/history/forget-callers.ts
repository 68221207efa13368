import type { ErasureReceipt } from "@belfry/contracts";
import { and, asc, eq, inArray, isNotNull, isNull, lte, ne, type SQL, sql } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store, Tx } from "../store/store.ts";

/** Whose numbers an organisation forgets, and how long after a call began. */
export interface CallersRule {
  readonly whose: "none" | "verified" | "all";
  readonly after: number;
}
export type WriteReceipt = (
  tx: Tx,
  organisation: string,
  about: Pick<ErasureReceipt, "kinds" | "learnedAt" | "dueAt" | "erasedAt" | "why">,
) => Promise<string>;

const { calls, callLegs, callEvents, callbacks } = schema;
/** Calls per transaction: a history that is forgotten at once must not hold up the calls of today. */
const CHUNK = 200;

/** A call back is made for the call in which it was asked: what is known of the caller was learned in that one. */
const first = (id: SQL | typeof calls.id | typeof callbacks.call) => sql`split_part(${id}, '-callback', 1)`;
const learnedAt = sql<string>`coalesce((select o.started_at from call o
  where o.organisation_id = ${calls.organisation} and o.id = ${first(calls.id)}), ${calls.startedAt})`;

/** Whether nobody is told any more whose number it was; for a query of calls. */
export function callerForgotten({ whose, after }: CallersRule, now: number): SQL<boolean> {
  const erased = sql`${calls.callerErasedAt} is not null`;
  if (whose === "none") return sql<boolean>`(${erased})`;
  const concerned = whose === "all" ? sql`true` : isVerified(first(calls.id), calls.organisation);
  return sql<boolean>`(${erased} or (${calls.direction} <> 'internal' and ${concerned} and ${learnedAt} <= ${now - after}))`;
}

function isVerified(id: SQL, organisation: SQL | typeof calls.organisation | typeof callbacks.organisation): SQL {
  return sql`exists (select 1 from call v where v.organisation_id = ${organisation} and v.id = ${id}
    and v.verified_at is not null)`;
}

/** Takes a number out of what is told of a call, wherever it stands in it. */
export function withoutNumber<T>(value: T, number: string | null): T | string {
  return number !== null && typeof value === "string" && mentions(value, number) ? "" : value;
}

/** Short numbers are extensions and the like, and may be part of anything. */
const mentions = (text: string, number: string) => text === number || (number.length > 6 && text.includes(number));

/** The outside party of a call. */
export function personsNumber(row: {
  direction: string;
  caller: string | null;
  dialled: string | null;
}): string | null {
  return row.direction === "inbound" ? row.caller : row.direction === "outbound" ? row.dialled : null;
}

/**
 * Erases from the history the numbers of callers whose time has come, with one receipt for each transaction. A call that
 * lives is erased too, and what it adds later is when it has ended. Resolves to how many calls that concerned.
 */
export async function forgetCallers(
  store: Store,
  organisation: string,
  rule: CallersRule,
  now: number,
  receipt: WriteReceipt,
): Promise<number> {
  if (rule.whose === "none") return 0;
  for (let erased = 0; ; ) {
    const some = await store.inOrganisation(organisation, (tx) => eraseSome(tx, organisation, rule, now, receipt));
    erased += some;
    if (some < CHUNK) return erased;
  }
}

async function eraseSome(tx: Tx, organisation: string, rule: CallersRule, now: number, receipt: WriteReceipt) {
  const fresh = and(isNull(calls.callerErasedAt), callerForgotten(rule, now));
  // Written down while the call went on, after its number had been erased already.
  const added = sql`(${calls.endedAt} > ${calls.callerErasedAt})`;
  const due = await tx
    .select({
      id: calls.id,
      direction: calls.direction,
      caller: calls.caller,
      dialled: calls.dialled,
      learnedAt,
      before: calls.callerErasedAt,
    })
    .from(calls)
    .where(and(eq(calls.organisation, organisation), sql`(${fresh} or ${added})`))
    .orderBy(asc(calls.startedAt))
    .limit(CHUNK);
  const open = await eraseCallbacks(tx, organisation, rule, now);
  if (due.length === 0) return 0;
  const numbers = new Map(due.map((row) => [row.id, personsNumber(row)]));
  await eraseDetails(tx, organisation, numbers);
  const ids = due.map(({ id }) => id);
  await tx
    .update(calls)
    .set({
      callerErasedAt: now,
      caller: sql`case when ${calls.direction} = 'inbound' then null else ${calls.caller} end`,
      dialled: sql`case when ${calls.direction} = 'outbound' then null else ${calls.dialled} end`,
    })
    .where(and(eq(calls.organisation, organisation), inArray(calls.id, ids)));
  const known = due.filter((row) => row.before === null && personsNumber(row) !== null);
  const count = known.length + open;
  if (count > 0) {
    const learned = Math.min(...due.map((row) => Number(row.learnedAt)));
    const times = { learnedAt: learned, dueAt: learned + rule.after, erasedAt: now };
    await receipt(tx, organisation, { kinds: [{ kind: "callerNumber", count }], ...times, why: "time" });
  }
  return due.length;
}

/** Numbers in legs and in the timeline. */
async function eraseDetails(tx: Tx, organisation: string, numbers: ReadonlyMap<string, string | null>): Promise<void> {
  const ids = [...numbers.keys()];
  const callers = and(
    eq(callLegs.organisation, organisation),
    inArray(callLegs.call, ids),
    eq(callLegs.role, "caller"),
  );
  await tx.update(callLegs).set({ party: "" }).where(callers);
  for (const [id, number] of numbers) {
    if (number === null) continue;
    const of = and(eq(callLegs.organisation, organisation), eq(callLegs.call, id), eq(callLegs.party, number));
    await tx.update(callLegs).set({ party: "" }).where(of);
    const events = await tx
      .select({ id: callEvents.id, detail: callEvents.detail })
      .from(callEvents)
      .where(and(eq(callEvents.organisation, organisation), eq(callEvents.call, id)));
    for (const { id: event, detail } of events) {
      if (!Object.values(detail).some((value) => withoutNumber(value, number) !== value)) continue;
      await tx
        .update(callEvents)
        .set({ detail: detailWithout(detail, number) })
        .where(and(eq(callEvents.organisation, organisation), eq(callEvents.id, event)));
    }
  }
}

export function detailWithout(
  detail: Readonly<Record<string, string | number | boolean | null>>,
  number: string | null,
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, withoutNumber(value, number)]));
}

/** Who is still to be called back is, and is forgotten afterwards. */
async function eraseCallbacks(tx: Tx, organisation: string, rule: CallersRule, now: number): Promise<number> {
  const erased = await tx
    .update(callbacks)
    .set({ number: "" })
    .where(
      and(
        eq(callbacks.organisation, organisation),
        ne(callbacks.number, ""),
        isNotNull(callbacks.settledAt),
        lte(callbacks.requestedAt, now - rule.after),
        rule.whose === "all" ? undefined : isVerified(first(callbacks.call), callbacks.organisation),
      ),
    )
    .returning({ call: callbacks.call });
  return erased.length;
}
