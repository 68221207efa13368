import { randomUUID } from "node:crypto";
import { type OpeningHours, type Queue, type QueueInput, Refusal } from "@belfry/contracts";
import { timeZoneOf } from "@belfry/floor";
import { and, eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Tx } from "../store/store.ts";
import { checkDestination, naming, refuseWhenUsed, requireNumber, usersOf } from "./checks.ts";
import type { Directory } from "./directory.ts";
import type { OrganisationSnapshot } from "./snapshot.ts";

export class Queues {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  list(organisation: string): readonly Queue[] {
    return this.#directory.require(organisation).queues;
  }

  create(organisation: string, input: QueueInput): Promise<Queue> {
    const id = randomUUID();
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const { name, members, callCodes, ...settings } = checked(input, before);
        await tx.insert(schema.queues).values({ organisation, id, name, settings });
        await join(tx, organisation, id, members, callCodes);
        return { ...settings, id, name, members, callCodes };
      }),
    );
  }

  change(organisation: string, id: string, input: QueueInput): Promise<Queue> {
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        requireOwn(before, id);
        const { name, members, callCodes, ...settings } = checked(input, before);
        await tx
          .update(schema.queues)
          .set({ name, settings })
          .where(and(eq(schema.queues.organisation, organisation), eq(schema.queues.id, id)));
        await tx
          .delete(schema.queueMembers)
          .where(and(eq(schema.queueMembers.organisation, organisation), eq(schema.queueMembers.queue, id)));
        await tx
          .delete(schema.queueCallCodes)
          .where(and(eq(schema.queueCallCodes.organisation, organisation), eq(schema.queueCallCodes.queue, id)));
        await join(tx, organisation, id, members, callCodes);
        return { ...settings, id, name, members, callCodes };
      }),
    );
  }

  async remove(organisation: string, id: string): Promise<void> {
    await this.#directory.write(organisation, async (tx, before) => {
      requireOwn(before, id);
      const campaigns = before.campaigns.filter(({ queue }) => queue === id).map(({ name }) => name);
      refuseWhenUsed([...usersOf({ queue: id }, before), ...campaigns]);
      await tx.delete(schema.queues).where(and(eq(schema.queues.organisation, organisation), eq(schema.queues.id, id)));
    });
  }
}

function requireOwn(snapshot: OrganisationSnapshot, id: string): void {
  if (!snapshot.queues.some((queue) => queue.id === id)) throw new Refusal("not_found");
}

function checked(input: QueueInput, snapshot: OrganisationSnapshot): QueueInput {
  const members = [...new Set(input.members)];
  const callCodes = [...new Set(input.callCodes)];
  if (!members.every((id) => snapshot.people.some((person) => person.id === id))) {
    throw new Refusal("unknown_reference", { kind: "person" });
  }
  if (!callCodes.every((id) => snapshot.callCodes.some((code) => code.id === id))) {
    throw new Refusal("unknown_reference", { kind: "call code" });
  }
  checkHours(input.hours);
  const wanted = input.callerId ?? null;
  const callerId = wanted === null ? null : requireNumber(wanted, snapshot);
  if (callerId !== null && !snapshot.numbers.some(({ number }) => number === callerId)) {
    throw new Refusal("unknown_reference", { kind: "number" });
  }
  return {
    ...input,
    members,
    callCodes,
    callerId,
    whenFull: checkDestination(input.whenFull, snapshot),
    whenClosed: checkDestination(input.whenClosed, snapshot),
    whenWaitedTooLong: checkDestination(input.whenWaitedTooLong, snapshot),
  };
}

export function checkHours(hours: OpeningHours | null): void {
  if (hours !== null && !isTimeZone(hours.timeZone)) {
    throw new Refusal("invalid_request", { detail: "the time zone is unknown" });
  }
  const spans = hours === null ? [] : [...hours.weekly, ...hours.holidays.flatMap(({ open }) => open)];
  if (spans.some(({ from, to }) => from >= to)) {
    throw new Refusal("invalid_request", { detail: "opening hours end before they begin" });
  }
}

export function isTimeZone(name: string): boolean {
  return timeZoneOf(name) !== null;
}

async function join(
  tx: Tx,
  organisation: string,
  queue: string,
  members: readonly string[],
  callCodes: readonly string[],
): Promise<void> {
  if (members.length > 0) {
    await tx
      .insert(schema.queueMembers)
      .values(members.map((person, position) => ({ organisation, queue, person, position })));
  }
  if (callCodes.length > 0) {
    await tx
      .insert(schema.queueCallCodes)
      .values(callCodes.map((callCode, position) => ({ organisation, queue, callCode, position })));
  }
}
