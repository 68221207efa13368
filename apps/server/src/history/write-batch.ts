import { sql } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Tx } from "../store/store.ts";
import type { Batch } from "./fold.ts";

/** Writes a batch; a batch whose answer was lost may be written again without doubling calls or legs. */
export async function writeBatch(tx: Tx, organisation: string, batch: Batch): Promise<void> {
  if (batch.calls.length > 0) await tx.insert(schema.calls).values(batch.calls).onConflictDoNothing();
  if (batch.legs.length > 0) await tx.insert(schema.callLegs).values(batch.legs).onConflictDoNothing();
  if (batch.legPatches.size > 0) {
    await tx.execute(sql`
      update call_leg set
        answered_at = coalesce(e.answered_at, call_leg.answered_at),
        ended_at = coalesce(e.ended_at, call_leg.ended_at),
        cause = coalesce(e.cause, call_leg.cause)
      from jsonb_to_recordset(${JSON.stringify([...batch.legPatches.values()])}::jsonb)
        as e(call_id text, leg text, answered_at bigint, ended_at bigint, cause text)
      where call_leg.organisation_id = ${organisation} and call_leg.call_id = e.call_id and call_leg.leg = e.leg`);
  }
  if (batch.callPatches.size > 0) {
    await tx.execute(sql`
      update call set
        outcome = coalesce(e.outcome, call.outcome),
        ended_at = coalesce(e.ended_at, call.ended_at),
        answered_at = coalesce(e.answered_at, call.answered_at),
        waited = coalesce(e.waited, call.waited),
        talked = coalesce(e.talked, call.talked),
        queue_id = coalesce(e.queue_id, call.queue_id),
        queue_name = coalesce(e.queue_name, call.queue_name),
        agent_id = coalesce(e.agent_id, call.agent_id),
        agent_name = coalesce(e.agent_name, call.agent_name),
        call_code = case when e.code_set then e.call_code else call.call_code end,
        note = coalesce(e.note, call.note)
      from jsonb_to_recordset(${JSON.stringify([...batch.callPatches.values()])}::jsonb)
        as e(id text, outcome text, ended_at bigint, answered_at bigint, waited bigint, talked bigint, queue_id uuid,
          queue_name text, agent_id uuid, agent_name text, call_code text, note text, code_set boolean)
      where call.organisation_id = ${organisation} and call.id = e.id`);
  }
  if (batch.events.length > 0) await tx.insert(schema.callEvents).values(batch.events);
  if (batch.qualities.length > 0) await tx.insert(schema.callQualities).values(batch.qualities);
  if (batch.states.length > 0) await tx.insert(schema.agentStates).values(batch.states);
  if (batch.callbacks.length > 0) await tx.insert(schema.callbacks).values(batch.callbacks);
}
