import type { Campaign, ContactOutcome } from "@belfry/contracts";
import { eq } from "drizzle-orm";
import { contacts } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { CallsMade, CampaignDirectory } from "./ports.ts";
import { returned, write } from "./write-outcomes.ts";

/** Whoever was called when a server was killed is not called sooner than this after the next one began. */
const LEAST_REST = 30 * 60_000;

type Taken = Pick<
  typeof contacts.$inferSelect,
  "organisation" | "id" | "campaign" | "number" | "attempts" | "changedAt"
>;

/**
 * Contacts that a process which is no more had in its hands. Whose number was called has had an attempt, whatever
 * became of it; the others are due again at once.
 */
export async function recoverTaken(
  store: Store,
  directory: CampaignDirectory,
  calls: CallsMade,
  now: number,
): Promise<{ readonly untouched: number; readonly cutOff: number }> {
  const taken = await store.asOperator((tx) => tx.select().from(contacts).where(eq(contacts.state, "taken")));
  let cutOff = 0;
  for (const contact of taken) if (await closeAttempt(store, directory, calls, contact, now)) cutOff += 1;
  await store.asOperator((tx) => tx.update(contacts).set(returned(null)).where(eq(contacts.state, "taken")));
  return { untouched: taken.length - cutOff, cutOff };
}

async function closeAttempt(
  store: Store,
  directory: CampaignDirectory,
  calls: CallsMade,
  { organisation, id, campaign, number, attempts, changedAt }: Taken,
  now: number,
): Promise<boolean> {
  const made = await calls.lastTo(organisation, number, changedAt);
  if (made === null) return false;
  const outcome = !made.answered ? "unreachable" : made.agent === null ? "abandoned" : "answered";
  const retryAt = again(directory.campaign(organisation, campaign), attempts, outcome, now);
  const agent = outcome === "answered" ? made.agent : null;
  const about = {
    campaign,
    contact: id,
    call: made.call,
    at: now,
    outcome,
    agent,
    retryAt,
    agentForRetry: null,
  } as const;
  await store.inOrganisation(organisation, (tx) =>
    write(tx, organisation, [{ type: "dialler.attempted", ...about }], now),
  );
  return true;
}

/** By the campaign's rule for the outcome. The calling hours are looked at when the contact is given. */
function again(
  campaign: Campaign | null,
  had: Taken["attempts"],
  outcome: Extract<ContactOutcome, "unreachable" | "abandoned" | "answered">,
  now: number,
): number | null {
  const rule = outcome === "answered" ? undefined : campaign?.retries[outcome];
  if (!campaign || !rule) return null;
  const all = Object.values(had).reduce((sum, count) => sum + count, 0);
  if (all + 1 >= campaign.mostAttempts || (had[outcome] ?? 0) >= rule.most) return null;
  return now + Math.max(rule.afterMinutes * 60_000, LEAST_REST);
}
