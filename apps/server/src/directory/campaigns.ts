import { randomUUID } from "node:crypto";
import { type Campaign, type CampaignInput, Refusal } from "@belfry/contracts";
import { and, eq, inArray, isNull } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { naming, requireQueue } from "./checks.ts";
import type { Directory } from "./directory.ts";
import { checkHours } from "./queues.ts";
import type { OrganisationSnapshot } from "./snapshot.ts";

/** Contacts that go in one transaction: hundreds of thousands at once would hold up everybody else's. */
const CHUNK = 5000;

/** What campaigns of automatic calls are set to. Their contacts are another room's. */
export class Campaigns {
  readonly #directory: Directory;
  readonly #store: Store;

  constructor(directory: Directory, store: Store) {
    this.#directory = directory;
    this.#store = store;
  }

  list(organisation: string): readonly Campaign[] {
    return this.#directory.require(organisation).campaigns;
  }

  create(organisation: string, input: CampaignInput): Promise<Campaign> {
    const id = randomUUID();
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const { name, queue, ...settings } = checked(input, before);
        await tx.insert(schema.campaigns).values({ organisation, id, name, queue, settings });
        return { ...input, id, running: false };
      }),
    );
  }

  change(organisation: string, id: string, input: CampaignInput): Promise<Campaign> {
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const { running } = own(before, id);
        const { name, queue, ...settings } = checked(input, before);
        await tx.update(schema.campaigns).set({ name, queue, settings }).where(this.#one(organisation, id));
        return { ...input, id, running };
      }),
    );
  }

  /** Starts or stops it; calls that ring or talk when it stops go on. */
  run(organisation: string, id: string, running: boolean): Promise<Campaign> {
    return this.#directory.write(organisation, async (tx, before) => {
      const campaign = own(before, id);
      await tx.update(schema.campaigns).set({ running }).where(this.#one(organisation, id));
      return { ...campaign, running };
    });
  }

  /**
   * Removes it with its contacts. Rejects with `campaign_running`, and then nothing of it is gone: that is decided before
   * the first contact goes, and from then on nobody sees the campaign any more.
   */
  async remove(organisation: string, id: string): Promise<void> {
    await this.#directory.write(organisation, async (tx, before) => {
      if (own(before, id).running) throw new Refusal("campaign_running");
      await tx.update(schema.campaigns).set({ queue: null }).where(this.#one(organisation, id));
    });
    await this.#clear(organisation, id);
  }

  /** Ends the removals that a process before this one has begun; resolves to how many there were. */
  async finishRemovals(): Promise<number> {
    const begun = await this.#store.asOperator((tx) =>
      tx
        .select({ organisation: schema.campaigns.organisation, id: schema.campaigns.id })
        .from(schema.campaigns)
        .where(isNull(schema.campaigns.queue)),
    );
    for (const { organisation, id } of begun) await this.#clear(organisation, id);
    return begun.length;
  }

  async #clear(organisation: string, id: string): Promise<void> {
    const { contacts } = schema;
    for (let gone = CHUNK; gone === CHUNK; ) {
      gone = await this.#store.inOrganisation(organisation, async (tx) => {
        const some = tx
          .select({ id: contacts.id })
          .from(contacts)
          .where(and(eq(contacts.organisation, organisation), eq(contacts.campaign, id)))
          .limit(CHUNK);
        const rows = await tx
          .delete(contacts)
          .where(and(eq(contacts.organisation, organisation), inArray(contacts.id, some)))
          .returning({ id: contacts.id });
        return rows.length;
      });
    }
    await this.#store.inOrganisation(organisation, (tx) =>
      tx.delete(schema.campaigns).where(this.#one(organisation, id)),
    );
  }

  #one(organisation: string, id: string) {
    return and(eq(schema.campaigns.organisation, organisation), eq(schema.campaigns.id, id));
  }
}

function own({ campaigns }: OrganisationSnapshot, id: string): Campaign {
  const found = campaigns.find((campaign) => campaign.id === id);
  if (found === undefined) throw new Refusal("not_found");
  return found;
}

function checked(input: CampaignInput, snapshot: OrganisationSnapshot): CampaignInput {
  requireQueue(input.queue, snapshot);
  checkHours(input.hours);
  return input;
}
