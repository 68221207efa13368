import { type CallDetail, type CallQuery, type CallSummary, type QualitySample, Refusal } from "@belfry/contracts";
import { and, asc, desc, eq, exists, getTableColumns, gte, lt, or, type SQL, sql } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Tx } from "../store/store.ts";
import { asTold } from "./as-told.ts";
import { detailWithout, personsNumber, withoutNumber } from "./forget-callers.ts";

const { calls, callLegs, callEvents, callQualities } = schema;

/** More points than this cannot be told apart on a page. */
const SAMPLES_SHOWN = 120;

/** Calls, the newest first, a page at a time. `person` not null: only those that this person had a part in. */
export async function listCalls(
  tx: Tx,
  organisation: string,
  query: CallQuery & { readonly person: string | null },
  forgotten: SQL<boolean>,
): Promise<{ items: CallSummary[]; next: string | null }> {
  const conditions: (SQL | undefined)[] = [eq(calls.organisation, organisation)];
  if (query.from !== undefined) conditions.push(gte(calls.startedAt, query.from));
  if (query.to !== undefined) conditions.push(lt(calls.startedAt, query.to));
  if (query.queue !== undefined) conditions.push(eq(calls.queue, query.queue));
  if (query.agent !== undefined) conditions.push(eq(calls.agent, query.agent));
  if (query.outcome !== undefined) conditions.push(eq(calls.outcome, query.outcome));
  if (query.number !== undefined) {
    // Whoever knows a number that is forgotten must not find its calls by it.
    conditions.push(sql`not ${forgotten}`);
    const from = eq(calls.caller, query.number);
    const to = eq(calls.dialled, query.number);
    // A contact is the outside party: the organisation's own number would show an agent every call to it.
    conditions.push(
      query.scope === "contact"
        ? or(and(from, eq(calls.direction, "inbound")), and(to, eq(calls.direction, "outbound")))
        : or(from, to),
    );
  }
  if (query.person !== null) conditions.push(hadPart(tx, organisation, query.person));
  if (query.cursor !== undefined) {
    const { startedAt, id } = readCursor(query.cursor);
    conditions.push(or(lt(calls.startedAt, startedAt), and(eq(calls.startedAt, startedAt), lt(calls.id, id))));
  }
  const rows = await tx
    .select({ ...getTableColumns(calls), forgotten, fromPage: fromPage(organisation) })
    .from(calls)
    .where(and(...conditions))
    .orderBy(desc(calls.startedAt), desc(calls.id))
    .limit(query.limit + 1);
  const items = rows.slice(0, query.limit).map(summary);
  const last = items.at(-1);
  return { items, next: rows.length > query.limit && last !== undefined ? writeCursor(last) : null };
}

export async function callDetailOf(
  tx: Tx,
  organisation: string,
  id: string,
  person: string | null,
  forgotten: SQL<boolean>,
): Promise<CallDetail | null> {
  const [row] = await tx
    .select({ ...getTableColumns(calls), forgotten, fromPage: fromPage(organisation) })
    .from(calls)
    .where(
      and(
        eq(calls.organisation, organisation),
        eq(calls.id, id),
        person === null ? undefined : hadPart(tx, organisation, person),
      ),
    );
  if (row === undefined) return null;
  const legs = await tx
    .select()
    .from(callLegs)
    .where(and(eq(callLegs.organisation, organisation), eq(callLegs.call, id)))
    .orderBy(asc(callLegs.startedAt), asc(callLegs.leg));
  const events = await tx
    .select({ at: callEvents.at, what: callEvents.what, detail: callEvents.detail })
    .from(callEvents)
    .where(and(eq(callEvents.organisation, organisation), eq(callEvents.call, id)))
    .orderBy(asc(callEvents.id));
  const samples = await tx
    .select({ at: callQualities.at, person: callQualities.person, sample: callQualities.sample })
    .from(callQualities)
    .where(and(eq(callQualities.organisation, organisation), eq(callQualities.call, id)))
    .orderBy(asc(callQualities.id));
  const quality = samples.map(({ at, person, sample: { mos, lossPercent, jitterMs, rttMs } }) => ({
    at,
    person,
    mos,
    lossPercent,
    jitterMs,
    rttMs,
  }));
  const number = row.forgotten ? personsNumber(row) : null;
  const hidden = (leg: { role: string; party: string }) =>
    row.forgotten && leg.role === "caller" ? "" : withoutNumber(leg.party, number);
  const whole = {
    ...summary(row),
    quality,
    legs: legs.map(({ organisation: _, call: __, ...leg }) => ({ ...leg, party: hidden(leg) })),
    events: events.map((event) => ({ ...event, detail: detailWithout(event.detail, number) })),
  };
  const detail = person === null ? whole : asTold(whole, person);
  return { ...detail, quality: thinned(detail.quality) };
}

/** Of a long call the worst of every few samples: what people look for must not fall between them. */
function thinned(samples: readonly QualitySample[]): QualitySample[] {
  const every = Math.ceil(samples.length / SAMPLES_SHOWN);
  const kept: QualitySample[] = [];
  for (let start = 0; start < samples.length; start += every) {
    const worst = samples.slice(start, start + every).reduce((a, b) => ((b.mos ?? 5) < (a.mos ?? 5) ? b : a));
    kept.push(worst);
  }
  return kept;
}

function hadPart(tx: Tx, organisation: string, person: string): SQL | undefined {
  return or(
    eq(calls.agent, person),
    exists(
      tx
        .select({ one: sql`1` })
        .from(callLegs)
        .where(and(eq(callLegs.organisation, organisation), eq(callLegs.call, calls.id), eq(callLegs.person, person))),
    ),
  );
}

/** As the timeline tells of its arrival. */
function fromPage(organisation: string): SQL<boolean> {
  const { detail, what } = callEvents;
  const ofCall = sql`${callEvents.organisation} = ${organisation} and ${callEvents.call} = ${calls.id}`;
  const arrived = sql`${what} = 'arrived' and ${detail} ->> 'fromPage' = 'true'`;
  return sql<boolean>`exists (select 1 from ${callEvents} where ${ofCall} and ${arrived})`;
}

/** The call's id is its trace id: it is in every log line, SIP message and page about the call. */
function summary({
  organisation: _,
  verifiedAt,
  callerErasedAt: __,
  forgotten,
  ...row
}: typeof calls.$inferSelect & { readonly forgotten: boolean; readonly fromPage: boolean }): CallSummary {
  const over = row.endedAt !== null;
  return {
    ...row,
    caller: forgotten && row.direction === "inbound" ? null : row.caller,
    dialled: forgotten && row.direction === "outbound" ? null : row.dialled,
    waited: over ? row.waited : null,
    talked: over ? row.talked : null,
    trace: row.id,
    verified: verifiedAt !== null,
    callerForgotten: forgotten,
  };
}

function writeCursor({ startedAt, id }: CallSummary): string {
  return Buffer.from(`${startedAt}/${id}`).toString("base64url");
}

function readCursor(cursor: string): { startedAt: number; id: string } {
  const [, startedAt, id] = /^(\d{1,15})\/(.+)$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (startedAt === undefined || id === undefined)
    throw new Refusal("invalid_request", { detail: "cursor: is not one of ours" });
  return { startedAt: Number(startedAt), id };
}
