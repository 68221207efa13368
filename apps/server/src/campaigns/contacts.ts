import { randomUUID } from "node:crypto";
import {
  type ContactInput,
  type ContactProblem,
  type ContactQuery,
  type ContactRecord,
  type ContactsAdded,
  Refusal,
} from "@belfry/contracts";
import { and, asc, eq, gt, inArray, type SQL } from "drizzle-orm";
import { contacts, doNotCall } from "../store/schema.ts";
import type { Store, Tx } from "../store/store.ts";
import { cardLinkOf } from "./card-link.ts";
import { type CheckedContact, checkContact } from "./check-contact.ts";
import type { CampaignDirectory } from "./ports.ts";

/** A contact that was read, or why it cannot be one. */
export type Candidate = CheckedContact | ContactProblem;

interface Told {
  /** Contacts came, and some of them may be due. */
  readonly added: (organisation: string, campaign: string) => void;
  /** Contacts are to be called no more. */
  readonly withdrawn: (organisation: string, contacts: readonly string[]) => void;
}

/** The contacts of campaigns. */
export class Contacts {
  readonly #store: Store;
  readonly #directory: CampaignDirectory;
  readonly #told: Told;

  constructor(store: Store, directory: CampaignDirectory, told: Told) {
    this.#store = store;
    this.#directory = directory;
    this.#told = told;
  }

  /** Adds those that are right and new. Rejects with `not_found`. */
  async add(
    organisation: string,
    campaign: string,
    inputs: readonly ContactInput[],
    now: number,
  ): Promise<ContactsAdded> {
    const read = inputs.map((input) => this.check(organisation, input));
    const seen = new Set<string>();
    const problems = await this.store(organisation, campaign, onceEach(read, seen), null, now);
    const refused = problems.flatMap((problem, index) => (problem === null ? [] : [{ index, problem }]));
    return { added: inputs.length - refused.length, refused };
  }

  check(organisation: string, input: ContactInput): Candidate {
    return checkContact(input, (number) => this.#directory.normalise(organisation, number));
  }

  requireCampaign(organisation: string, campaign: string): void {
    if (this.#directory.campaign(organisation, campaign) === null) throw new Refusal("not_found");
  }

  /** What would be refused, in the order of the candidates; null: it would be taken. */
  async trial(organisation: string, campaign: string, candidates: readonly Candidate[]) {
    const numbers = candidates.flatMap((one) => (typeof one === "string" ? [] : [one.number]));
    const { blocked, known } = await this.#store.inOrganisation(organisation, async (tx) => ({
      blocked: await blockedOf(tx, organisation, numbers),
      known: await knownOf(tx, organisation, campaign, numbers, null),
    }));
    return candidates.map((one) => problemOf(one, blocked, known));
  }

  /**
   * Keeps what is right and new, each number once; answers what was refused, in the order of the candidates. What an
   * earlier try of the same upload has kept counts as taken.
   */
  async store(
    organisation: string,
    campaign: string,
    candidates: readonly Candidate[],
    upload: string | null,
    now: number,
  ): Promise<(ContactProblem | null)[]> {
    this.requireCampaign(organisation, campaign);
    const numbers = candidates.flatMap((one) => (typeof one === "string" ? [] : [one.number]));
    let kept = 0;
    const problems = await this.#store.inOrganisation(organisation, async (tx) => {
      const blocked = await blockedOf(tx, organisation, numbers);
      const rows = candidates.flatMap((one) =>
        typeof one === "string" || blocked.has(one.number)
          ? []
          : [
              {
                organisation,
                id: randomUUID(),
                campaign,
                number: one.number,
                name: one.name,
                reference: one.reference,
                timeZone: one.timeZone,
                cardLink: one.cardLink,
                upload,
                dueAt: one.notBefore ?? now,
                changedAt: now,
              },
            ],
      );
      const fresh =
        rows.length === 0
          ? []
          : await tx
              .insert(contacts)
              .values(rows)
              .onConflictDoNothing({ target: [contacts.organisation, contacts.number, contacts.campaign] })
              .returning({ number: contacts.number });
      kept = fresh.length;
      const mine = new Set(fresh.map(({ number }) => number));
      const left = rows.map(({ number }) => number).filter((number) => !mine.has(number));
      const known = await knownOf(tx, organisation, campaign, left, upload);
      return candidates.map((one) => problemOf(one, blocked, known));
    });
    if (kept > 0) this.#told.added(organisation, campaign);
    return problems;
  }

  /** In the order in which they came. */
  async list(
    organisation: string,
    campaign: string,
    query: ContactQuery,
  ): Promise<{ items: ContactRecord[]; next: string | null }> {
    const template = this.#directory.campaign(organisation, campaign);
    if (template === null) throw new Refusal("not_found");
    const conditions: SQL[] = [eq(contacts.organisation, organisation), eq(contacts.campaign, campaign)];
    if (query.state !== undefined) conditions.push(eq(contacts.state, query.state));
    if (query.outcome !== undefined) conditions.push(eq(contacts.outcome, query.outcome));
    if (query.number !== undefined) {
      const number = this.#directory.normalise(organisation, query.number);
      if (number === null) return { items: [], next: null };
      conditions.push(eq(contacts.number, number));
    }
    if (query.cursor !== undefined) conditions.push(gt(contacts.position, Number(query.cursor)));
    const rows = await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .select()
        .from(contacts)
        .where(and(...conditions))
        .orderBy(asc(contacts.position))
        .limit(query.limit + 1),
    );
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      items: shown.map((row) => recordOf(row, template.cardLink)),
      next: rows.length > query.limit && last !== undefined ? String(last.position) : null,
    };
  }

  /** Removes a contact; it is not dialled after this. Rejects with `not_found`. */
  async remove(organisation: string, campaign: string, id: string): Promise<void> {
    const gone = await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .delete(contacts)
        .where(and(eq(contacts.organisation, organisation), eq(contacts.campaign, campaign), eq(contacts.id, id)))
        .returning({ id: contacts.id }),
    );
    if (gone.length === 0) throw new Refusal("not_found");
    this.#told.withdrawn(organisation, [id]);
  }
}

/** A number that came before in `seen` is a problem the second time. */
export function onceEach(candidates: readonly Candidate[], seen: Set<string>): Candidate[] {
  return candidates.map((one) => {
    if (typeof one === "string") return one;
    if (seen.has(one.number)) return "twiceHere";
    seen.add(one.number);
    return one;
  });
}

function problemOf(one: Candidate, blocked: ReadonlySet<string>, known: ReadonlySet<string>): ContactProblem | null {
  if (typeof one === "string") return one;
  if (blocked.has(one.number)) return "doNotCall";
  return known.has(one.number) ? "knownAlready" : null;
}

async function blockedOf(tx: Tx, organisation: string, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  if (numbers.length === 0) return new Set();
  const rows = await tx
    .select({ number: doNotCall.number })
    .from(doNotCall)
    .where(and(eq(doNotCall.organisation, organisation), inArray(doNotCall.number, [...numbers])));
  return new Set(rows.map(({ number }) => number));
}

/** Which of the numbers the campaign has, but for those that this upload brought. */
async function knownOf(
  tx: Tx,
  organisation: string,
  campaign: string,
  numbers: readonly string[],
  upload: string | null,
): Promise<ReadonlySet<string>> {
  if (numbers.length === 0) return new Set();
  const rows = await tx
    .select({ number: contacts.number, upload: contacts.upload })
    .from(contacts)
    .where(
      and(
        eq(contacts.organisation, organisation),
        eq(contacts.campaign, campaign),
        inArray(contacts.number, [...numbers]),
      ),
    );
  return new Set(rows.filter((row) => upload === null || row.upload !== upload).map(({ number }) => number));
}

function recordOf(row: typeof contacts.$inferSelect, template: string | null): ContactRecord {
  const { id, number, name, reference, timeZone, state, agent, outcome } = row;
  const attempts = Object.values(row.attempts).reduce((sum, count) => sum + (count ?? 0), 0);
  const dueAt = state === "finished" ? null : row.dueAt;
  const cardLink = cardLinkOf(row, template);
  return { id, number, name, reference, timeZone, cardLink, state, dueAt, outcome, attempts, agent };
}
