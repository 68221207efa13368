import type { CallQuality } from "@belfry/contracts";
import type { JournalEffect } from "@belfry/floor";
import type { InferInsertModel } from "drizzle-orm";
import type * as schema from "../store/schema.ts";

/** What is written down: what the floor says of calls and agents, and what pages measured. */
export type Entry =
  | JournalEffect
  | { readonly type: "quality"; readonly person: string; readonly at: number; readonly sample: CallQuality };

/** Names as they are now; history keeps them when the queue or the person is gone. */
export interface Names {
  queue(organisation: string, id: string): string | null;
  person(organisation: string, id: string): { readonly name: string; readonly extension: string | null } | null;
  callCode(organisation: string, id: string): string | null;
}

/** A type and not an interface, so that it can be a record to the database driver. */
type CallPatch = {
  id: string;
  outcome: string | null;
  ended_at: number | null;
  answered_at: number | null;
  waited: number | null;
  talked: number | null;
  queue_id: string | null;
  queue_name: string | null;
  agent_id: string | null;
  agent_name: string | null;
  call_code: string | null;
  note: string | null;
  code_set: boolean;
};
type LegPatch = {
  call_id: string;
  leg: string;
  answered_at: number | null;
  ended_at: number | null;
  cause: string | null;
};

/** The rows of one batch: first the inserts, then what changes rows of earlier batches or of this one. */
export interface Batch {
  readonly calls: InferInsertModel<typeof schema.calls>[];
  readonly legs: InferInsertModel<typeof schema.callLegs>[];
  readonly callPatches: Map<string, CallPatch>;
  readonly legPatches: Map<string, LegPatch>;
  readonly events: InferInsertModel<typeof schema.callEvents>[];
  readonly qualities: InferInsertModel<typeof schema.callQualities>[];
  readonly states: InferInsertModel<typeof schema.agentStates>[];
  readonly callbacks: InferInsertModel<typeof schema.callbacks>[];
}

/** Puts entries together so that a batch costs a few statements, however many entries it has. */
export function fold(organisation: string, entries: readonly Entry[], names: Names): Batch {
  const batch: Batch = {
    calls: [],
    legs: [],
    callPatches: new Map(),
    legPatches: new Map(),
    events: [],
    qualities: [],
    states: [],
    callbacks: [],
  };
  for (const entry of entries) {
    switch (entry.type) {
      case "journal.callStarted":
        batch.calls.push({
          organisation,
          id: entry.call,
          direction: entry.direction,
          caller: entry.caller,
          dialled: entry.dialled,
          startedAt: entry.at,
        });
        break;
      case "journal.leg":
        foldLeg(batch, organisation, entry, names);
        break;
      case "journal.event":
        batch.events.push({
          organisation,
          call: entry.call,
          at: entry.at,
          what: entry.what,
          detail: { ...entry.detail },
        });
        break;
      case "journal.callEnded": {
        const { outcome, answeredAt, waited, talked, queue, agent } = entry;
        Object.assign(callPatch(batch, entry.call), {
          outcome,
          ended_at: entry.at,
          answered_at: answeredAt,
          waited,
          talked,
          queue_id: queue,
          queue_name: queue === null ? null : names.queue(organisation, queue),
          agent_id: agent,
          agent_name: agent === null ? null : (names.person(organisation, agent)?.name ?? null),
        });
        break;
      }
      case "journal.callCode":
        Object.assign(callPatch(batch, entry.call), {
          call_code: entry.code === null ? null : names.callCode(organisation, entry.code),
          note: entry.note,
          code_set: true,
        });
        break;
      case "journal.agentState":
        batch.states.push({
          organisation,
          person: entry.agent,
          at: entry.at,
          state: entry.state,
          reason: entry.reason,
        });
        break;
      case "journal.callback":
        batch.callbacks.push({
          organisation,
          queue: entry.queue,
          number: entry.number,
          requestedAt: entry.at,
          call: entry.call,
        });
        break;
      case "quality":
        batch.qualities.push({
          organisation,
          call: entry.sample.call,
          person: entry.person,
          at: entry.at,
          sample: entry.sample,
        });
        break;
    }
  }
  return batch;
}

function foldLeg(
  batch: Batch,
  organisation: string,
  entry: Extract<JournalEffect, { type: "journal.leg" }>,
  names: Names,
): void {
  const { call, leg, role, party, at, phase, cause } = entry;
  if (phase === "started") {
    const person = role === "agent" ? names.person(organisation, party) : null;
    batch.legs.push({
      organisation,
      call,
      leg,
      role,
      party: person === null ? party : [person.name, person.extension].filter(Boolean).join(" "),
      person: role === "agent" ? party : null,
      startedAt: at,
    });
    return;
  }
  const key = `${call}/${leg}`;
  const patch = batch.legPatches.get(key) ?? { call_id: call, leg, answered_at: null, ended_at: null, cause: null };
  batch.legPatches.set(key, patch);
  if (phase === "answered") patch.answered_at = at;
  else {
    patch.ended_at = at;
    patch.cause = cause;
  }
}

function callPatch(batch: Batch, id: string): CallPatch {
  const patch = batch.callPatches.get(id) ?? {
    id,
    outcome: null,
    ended_at: null,
    answered_at: null,
    waited: null,
    talked: null,
    queue_id: null,
    queue_name: null,
    agent_id: null,
    agent_name: null,
    call_code: null,
    note: null,
    code_set: false,
  };
  batch.callPatches.set(id, patch);
  return patch;
}
