import { sql } from "drizzle-orm";
import type { Store } from "../store/store.ts";

/**
 * Ends the calls that a process before this one left open: it was killed, and its calls ended with it. When is not
 * known; the last thing that was written of a call is nearest to it. To be called before the first call of this
 * process; resolves to how many there were.
 */
export function closeOpenCalls(store: Store): Promise<number> {
  return store.asOperator(async (tx) => {
    const closed = await tx.execute(sql`
      update call set
        outcome = 'networkFailed', ended_at = said.last, answered_at = said.answered, agent_id = said.agent,
        waited = coalesce(said.answered, said.last) - call.started_at,
        talked = said.last - coalesce(said.answered, said.last)
      from (
        select open.organisation_id, open.id, agent.answered_at as answered, agent.person_id as agent,
          greatest(open.started_at,
            (select max(greatest(l.started_at, l.answered_at, l.ended_at)) from call_leg l
              where l.organisation_id = open.organisation_id and l.call_id = open.id),
            (select max(e.at) from call_event e
              where e.organisation_id = open.organisation_id and e.call_id = open.id)) as last
        from call open left join lateral (
          select l.answered_at, l.person_id from call_leg l
          where l.organisation_id = open.organisation_id and l.call_id = open.id
            and l.role = 'agent' and l.answered_at is not null
          order by l.answered_at limit 1
        ) agent on true
        where open.ended_at is null
      ) said
      where call.organisation_id = said.organisation_id and call.id = said.id
      returning call.organisation_id, call.id, call.ended_at`);
    if (closed.rows.length === 0) return 0;
    const calls = sql`jsonb_to_recordset(${JSON.stringify(closed.rows)}::jsonb)
      as c(organisation_id uuid, id text, ended_at bigint)`;
    await tx.execute(sql`
      update call_leg set ended_at = c.ended_at, cause = 'networkFailed' from ${calls}
      where call_leg.organisation_id = c.organisation_id and call_leg.call_id = c.id and call_leg.ended_at is null`);
    await tx.execute(sql`
      insert into call_event (organisation_id, call_id, at, what, detail)
      select c.organisation_id, c.id, c.ended_at, 'serverLost', '{}' from ${calls}`);
    await tx.execute(sql`
      update call set agent_name = person.name from person, ${calls}
      where call.organisation_id = c.organisation_id and call.id = c.id
        and person.organisation_id = call.organisation_id and person.id = call.agent_id`);
    return closed.rows.length;
  });
}
