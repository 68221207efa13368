import type { Purpose } from "@belfry/contracts";
import { and, eq } from "drizzle-orm";
import { visits } from "../../store/schema.ts";
import type { Store } from "../../store/store.ts";

/** For what a visit was begun, as the organisation has set it now; null: the visit or its purpose is gone. */
export async function purposeOf(
  store: Store,
  purposes: readonly Purpose[],
  organisation: string,
  visit: string,
): Promise<Purpose | null> {
  const [row] = await store.inOrganisation(organisation, (tx) =>
    tx
      .select({ purpose: visits.purpose })
      .from(visits)
      .where(and(eq(visits.organisation, organisation), eq(visits.id, visit))),
  );
  return purposes.find(({ id }) => id === row?.purpose) ?? null;
}
