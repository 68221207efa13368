import { and, desc, eq, gt, inArray } from "drizzle-orm";
import { contactAttempts, contacts } from "../store/schema.ts";
import type { Tx } from "../store/store.ts";

/** As many as the floor itself looks at. */
const LATEST = 1_000;
const OLDEST = 30 * 24 * 3_600_000;

/** Of the latest attempts of a campaign that a person answered, how many found no agent. */
export async function measured(tx: Tx, organisation: string, campaign: string, now: number) {
  const rows = await tx
    .select({ outcome: contactAttempts.outcome })
    .from(contactAttempts)
    .innerJoin(
      contacts,
      and(eq(contacts.organisation, contactAttempts.organisation), eq(contacts.id, contactAttempts.contact)),
    )
    .where(
      and(
        eq(contactAttempts.organisation, organisation),
        gt(contactAttempts.at, now - OLDEST),
        eq(contacts.campaign, campaign),
        inArray(contactAttempts.outcome, ["answered", "abandoned"]),
      ),
    )
    .orderBy(desc(contactAttempts.at))
    .limit(LATEST);
  return { persons: rows.length, abandoned: rows.filter(({ outcome }) => outcome === "abandoned").length };
}
