import { type Locale, visitFailure } from "@belfry/contracts";
import { and, eq, inArray, lt, lte, or, type SQL } from "drizzle-orm";
import { z } from "zod";
import * as schema from "../store/schema.ts";
import type { Store, Tx } from "../store/store.ts";
import {
  type Advanced,
  advance,
  type Device,
  isUnfinished,
  keepsCode,
  type Stage,
  type VisitEvent,
  type Way,
} from "./visit.ts";

export interface Visit {
  readonly organisation: string;
  readonly id: string;
  readonly purpose: string;
  readonly provider: string;
  /** Called, in E.164. */
  readonly number: string;
  readonly language: Locale;
  readonly device: Device;
  readonly way: Way;
  readonly tokenHash: string;
  readonly windowHash: string | null;
  readonly openingHash: string | null;
  readonly browserHash: string | null;
  readonly codeMac: string | null;
  readonly codeLength: number;
  readonly codeRound: number;
  /** What the provider needs, sealed. */
  readonly reference: string | null;
  readonly stage: Stage;
  readonly begunAt: number;
}

type Columns = Partial<
  Pick<Visit, "windowHash" | "openingHash" | "browserHash" | "codeMac" | "codeRound" | "reference">
>;
/** By what somebody shows. */
export type Shown = { readonly token: string } | { readonly opening: string } | { readonly browser: string };

const until = z.number();
const stages: z.ZodType<Stage> = z.discriminatedUnion("at", [
  z.object({ at: z.literal("disclosing"), until, paired: z.boolean().nullable() }),
  z.object({ at: z.literal("pairing"), until, triesLeft: z.number() }),
  z.object({ at: z.literal("disclosed"), since: z.number(), until, demo: z.boolean() }),
  z.object({ at: z.literal("called"), until, call: z.string() }),
  z.object({ at: z.literal("ended"), until }),
  z.object({ at: z.literal("forgotten"), receipt: z.string().nullable() }),
  z.object({ at: z.literal("failed"), why: visitFailure }),
]);

const { visits } = schema;
const one = (organisation: string, id: string) => and(eq(visits.organisation, organisation), eq(visits.id, id));

/** The table of visits. Every change goes through the machine, in one transaction. */
export class VisitRows {
  readonly #store: Store;
  readonly #now: () => number;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** False: its code is alive already for this number. */
  async insert(visit: Visit): Promise<boolean> {
    const kept = await this.#store.inOrganisation(visit.organisation, (tx) =>
      tx
        .insert(visits)
        .values({ ...visit, changedAt: visit.begunAt })
        .onConflictDoNothing()
        .returning({ id: visits.id }),
    );
    return kept.length > 0;
  }

  async find(organisation: string, shown: Shown): Promise<Visit | null> {
    const what =
      "token" in shown
        ? or(eq(visits.tokenHash, shown.token), eq(visits.windowHash, shown.token))
        : "opening" in shown
          ? eq(visits.openingHash, shown.opening)
          : eq(visits.browserHash, shown.browser);
    const [found] = await this.select(organisation, what);
    return found ?? null;
  }

  async get(organisation: string, id: string): Promise<Visit | null> {
    const [found] = await this.select(organisation, eq(visits.id, id));
    return found ?? null;
  }

  select(organisation: string, what: SQL | undefined): Promise<Visit[]> {
    return this.#store.inOrganisation(organisation, (tx) => read(tx, and(eq(visits.organisation, organisation), what)));
  }

  /** Sets what the machine has no say in; false: there is no such visit (any more). */
  set(organisation: string, id: string, columns: Columns): Promise<boolean> {
    return this.#set(organisation, columns, eq(visits.id, id));
  }

  /** The page that leads to a service was opened: once. */
  wentTo(organisation: string, id: string, opening: string, browser: string): Promise<boolean> {
    const once = and(eq(visits.id, id), eq(visits.openingHash, opening));
    return this.#set(organisation, { browserHash: browser, openingHash: null }, once);
  }

  /** The browser came back from the service: once. */
  cameBack(organisation: string, id: string, browser: string): Promise<boolean> {
    return this.#set(organisation, { browserHash: null }, and(eq(visits.id, id), eq(visits.browserHash, browser)));
  }

  async #set(organisation: string, columns: Columns, which: SQL | undefined): Promise<boolean> {
    const set = await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .update(visits)
        .set(columns)
        .where(and(eq(visits.organisation, organisation), which))
        .returning({ id: visits.id }),
    );
    return set.length > 0;
  }

  /** Puts one event to the machine. Null: there is no such visit. */
  change(organisation: string, id: string, event: VisitEvent, columns: Columns = {}): Promise<Advanced | null> {
    return this.#store.inOrganisation(organisation, async (tx) => {
      const [visit] = await read(tx, one(organisation, id), true);
      return visit === undefined ? null : write(tx, visit, event, this.#now(), columns);
    });
  }

  /** Binds whoever holds this code to a call, in one transaction with finding it; null: there is none. */
  bind(
    code: { readonly organisation: string; readonly number: string; readonly mac: string },
    call: string,
    allowed: { readonly freshness: number | null; readonly deadline: number },
  ): Promise<{ readonly visit: string; readonly until: number; readonly demo: boolean } | null> {
    return this.#store.inOrganisation(code.organisation, async (tx) => {
      const mine = and(eq(visits.organisation, code.organisation), eq(visits.number, code.number));
      const [visit] = await read(tx, and(mine, eq(visits.codeMac, code.mac)), true);
      const now = this.#now();
      if (visit === undefined || visit.stage.at !== "disclosed" || now >= allowed.deadline) return null;
      if (allowed.freshness !== null && now - visit.stage.since > allowed.freshness) return null;
      const result = await write(tx, visit, { type: "callBegan", call, now }, now);
      const { until, demo } = visit.stage;
      return "rejected" in result ? null : { visit: visit.id, until, demo };
    });
  }

  async remove(organisation: string, id: string): Promise<void> {
    await this.#store.inOrganisation(organisation, (tx) => tx.delete(visits).where(one(organisation, id)));
  }

  /** Those of a process before this one that are to be looked after, of all organisations. */
  left(): Promise<Visit[]> {
    return this.#store.asOperator((tx) => read(tx, inArray(visits.state, ["disclosing", "pairing", "called"])));
  }

  inCall(organisation: string, call: string): Promise<Visit[]> {
    return this.select(organisation, eq(visits.call, call));
  }

  /** Whose time for the disclosure is over, of all organisations. */
  late(now: number): Promise<Visit[]> {
    const unfinished = inArray(visits.state, ["disclosing", "pairing"]);
    return this.#store.asOperator((tx) => read(tx, and(unfinished, lte(visits.until, now))));
  }

  /** Removes what is over since before `before`: nothing of it is left but how it ended. */
  async removeOver(before: number): Promise<void> {
    const over = and(inArray(visits.state, ["forgotten", "failed"]), lt(visits.changedAt, before));
    await this.#store.asOperator((tx) => tx.delete(visits).where(over));
  }
}

/** As a part of a greater transaction. Null: there is no such visit, or nothing of it is left. */
export async function forgetWithin(
  tx: Tx,
  organisation: string,
  id: string,
  now: number,
  receipt: string,
): Promise<{ readonly begunAt: number; readonly until: number } | null> {
  const [visit] = await read(tx, one(organisation, id), true);
  if (visit === undefined || !("until" in visit.stage)) return null;
  await write(tx, visit, { type: "forgotten", receipt }, now);
  return { begunAt: visit.begunAt, until: visit.stage.until };
}

async function read(tx: Tx, what: SQL | undefined, lock = false): Promise<Visit[]> {
  const query = tx.select().from(visits).where(what);
  const rows = await (lock ? query.for("update") : query);
  return rows.map((row) => ({ ...row, stage: stages.parse(row.stage) }));
}

/** Codes die, and references go, with the stage that needed them. */
async function write(tx: Tx, visit: Visit, event: VisitEvent, now: number, columns: Columns = {}): Promise<Advanced> {
  const result = advance(visit.stage, event);
  if ("rejected" in result) return result;
  const { stage } = result;
  await tx
    .update(visits)
    .set({
      ...columns,
      stage,
      changedAt: now,
      ...(keepsCode(stage) ? {} : { codeMac: null }),
      ...(isUnfinished(stage) ? {} : { reference: null, browserHash: null }),
    })
    .where(one(visit.organisation, visit.id));
  return result;
}
