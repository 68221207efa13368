import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "../store/store.ts";
import type { Batch } from "./fold.ts";

/**
 * Writes a batch; a batch whose answer was lost may be written again without doubling calls or legs. Rows travel
 * as one JSON value per table: a statement with a parameter per value costs some thirty times as much.
 */
export async function writeBatch(tx: Tx, organisation: string, batch: Batch): Promise<void> {
  // Patches must find their rows by key. Without fresh statistics (the embedded database gathers them rarely) the
  // planner takes a busy table for a small one and reads all of it, so those ways are closed to it here.
  await tx.execute(sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`);
  const write = async (rows: readonly object[], statement: (json: SQL) => SQL) => {
    if (rows.length > 0) await tx.execute(statement(sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)`));
  };
  await write(
    batch.calls,
    (rows) => sql`
      insert into call (organisation_id, id, direction, caller, dialled, started_at, queue_id, queue_name)
      select ${organisation}::uuid, e.* from ${rows}
        as e(id text, direction text, caller text, dialled text, started_at bigint, queue_id uuid, queue_name text)
      on conflict do nothing`,
  );
  await write(
    batch.legs,
    (rows) => sql`
      insert into call_leg (organisation_id, call_id, leg, role, party, person_id, started_at)
      select ${organisation}::uuid, e.* from ${rows}
        as e(call_id text, leg text, role text, party text, person_id uuid, started_at bigint)
      on conflict do nothing`,
  );
  await write(
    [...batch.legPatches.values()],
    (rows) => sql`
      update call_leg set
        answered_at = coalesce(e.answered_at, call_leg.answered_at),
        ended_at = coalesce(e.ended_at, call_leg.ended_at),
        cause = coalesce(e.cause, call_leg.cause)
      from ${rows} as e(call_id text, leg text, answered_at bigint, ended_at bigint, cause text)
      where call_leg.organisation_id = ${organisation} and call_leg.call_id = e.call_id and call_leg.leg = e.leg`,
  );
  await write(
    [...batch.callPatches.values()],
    (rows) => sql`
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
        note = coalesce(e.note, call.note),
        verified_at = coalesce(e.verified_at, call.verified_at)
      from ${rows}
        as e(id text, outcome text, ended_at bigint, answered_at bigint, waited bigint, talked bigint, queue_id uuid,
          queue_name text, agent_id uuid, agent_name text, call_code text, note text, code_set boolean, verified_at bigint)
      where call.organisation_id = ${organisation} and call.id = e.id`,
  );
  await write(
    batch.events,
    (rows) => sql`
      insert into call_event (organisation_id, call_id, at, what, detail)
      select ${organisation}::uuid, e.* from ${rows} as e(call_id text, at bigint, what text, detail jsonb)`,
  );
  await write(
    batch.qualities,
    (rows) => sql`
      insert into call_quality (organisation_id, call_id, person_id, at, sample)
      select ${organisation}::uuid, e.* from ${rows} as e(call_id text, person_id uuid, at bigint, sample jsonb)`,
  );
  await write(
    batch.states,
    (rows) => sql`
      insert into agent_state (organisation_id, person_id, at, state, reason)
      select ${organisation}::uuid, e.* from ${rows} as e(person_id uuid, at bigint, state text, reason text)`,
  );
  await write(
    batch.callbacks,
    (rows) => sql`
      insert into callback (organisation_id, queue_id, number, requested_at, due_at, call_id)
      select ${organisation}::uuid, e.* from ${rows}
        as e(queue_id uuid, number text, requested_at bigint, due_at bigint, call_id text)`,
  );
  await write(
    batch.settledCallbacks,
    (rows) => sql`
      update callback set settled_at = e.settled_at from ${rows} as e(call_id text, settled_at bigint)
      where callback.organisation_id = ${organisation} and callback.call_id = e.call_id
        and callback.settled_at is null`,
  );
}
