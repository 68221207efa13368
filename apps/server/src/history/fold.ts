import type { CallQuality } from "@belfry/contracts";
import type { JournalEffect } from "@belfry/floor";

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

/** Rows are written as JSON, with the names of their columns. */
interface CallRow {
  readonly id: string;
  readonly direction: string;
  readonly caller: string | null;
  readonly dialled: string | null;
  readonly started_at: number;
  queue_id: string | null;
  queue_name: string | null;
}
interface LegRow {
  readonly call_id: string;
  readonly leg: string;
  readonly role: string;
  readonly party: string;
  readonly person_id: string | null;
  readonly started_at: number;
}
interface CallPatch {
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
  verified_at: number | null;
}
interface LegPatch {
  call_id: string;
  leg: string;
  answered_at: number | null;
  ended_at: number | null;
  cause: string | null;
}
interface EventRow {
  readonly call_id: string;
  readonly at: number;
  readonly what: string;
  readonly detail: object;
}
interface QualityRow {
  readonly call_id: string;
  readonly person_id: string;
  readonly at: number;
  readonly sample: CallQuality;
}
interface StateRow {
  readonly person_id: string;
  readonly at: number;
  readonly state: string;
  readonly reason: string | null;
}
interface CallbackRow {
  readonly queue_id: string;
  readonly number: string;
  readonly requested_at: number;
  readonly due_at: number;
  readonly call_id: string;
}

/** The rows of one batch: first the inserts, then what changes rows of earlier batches or of this one. */
export interface Batch {
  readonly calls: CallRow[];
  readonly legs: LegRow[];
  readonly callPatches: Map<string, CallPatch>;
  readonly legPatches: Map<string, LegPatch>;
  readonly events: EventRow[];
  readonly qualities: QualityRow[];
  readonly states: StateRow[];
  readonly callbacks: CallbackRow[];
  readonly settledCallbacks: { readonly call_id: string; readonly settled_at: number }[];
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
    settledCallbacks: [],
  };
  for (const entry of entries) {
    switch (entry.type) {
      case "journal.callStarted":
        batch.calls.push({
          id: entry.call,
          direction: entry.direction,
          caller: entry.caller,
          dialled: entry.dialled,
          started_at: entry.at,
          queue_id: null,
          queue_name: null,
        });
        break;
      case "journal.leg":
        foldLeg(batch, organisation, entry, names);
        break;
      case "journal.event":
        batch.events.push({ call_id: entry.call, at: entry.at, what: entry.what, detail: entry.detail });
        if (entry.what === "queued") foldQueue(batch, organisation, entry, names);
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
      case "journal.verified":
        callPatch(batch, entry.call).verified_at = entry.at;
        break;
      case "journal.callCode":
        foldCode(batch, organisation, entry, names);
        break;
      case "journal.agentState":
        batch.states.push({ person_id: entry.agent, at: entry.at, state: entry.state, reason: entry.reason });
        break;
      case "journal.callback":
        batch.callbacks.push({
          queue_id: entry.queue,
          number: entry.number,
          requested_at: entry.at,
          due_at: entry.due,
          call_id: entry.call,
        });
        break;
      case "journal.callbackOver":
        batch.settledCallbacks.push({ call_id: entry.call, settled_at: entry.at });
        break;
      case "quality":
        batch.qualities.push({
          call_id: entry.sample.call,
          person_id: entry.person,
          at: entry.at,
          sample: entry.sample,
        });
        break;
    }
  }
  return batch;
}

/** Several agents may speak of one call, each of a part: a colleague's words stay. */
function foldCode(
  batch: Batch,
  organisation: string,
  { call, code, note }: Extract<JournalEffect, { type: "journal.callCode" }>,
  names: Names,
): void {
  const patch = callPatch(batch, call);
  if (note !== undefined) patch.note = note;
  if (code === undefined) return;
  patch.call_code = code === null ? null : names.callCode(organisation, code);
  patch.code_set = true;
}

/** A call that still runs is listed with its queue. It comes there as it begins, so this is part of its first row. */
function foldQueue(
  batch: Batch,
  organisation: string,
  { call, detail: { queue } }: Extract<JournalEffect, { type: "journal.event" }>,
  names: Names,
): void {
  if (typeof queue !== "string") return;
  const known = { queue_id: queue, queue_name: names.queue(organisation, queue) };
  const begun = batch.calls.at(-1);
  Object.assign(begun?.id === call ? begun : callPatch(batch, call), known);
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
      call_id: call,
      leg,
      role,
      party: person === null ? party : [person.name, person.extension].filter(Boolean).join(" "),
      person_id: role === "agent" ? party : null,
      started_at: at,
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
    verified_at: null,
  };
  batch.callPatches.set(id, patch);
  return patch;
}
