import { type Destination, Refusal } from "@belfry/contracts";
import { violatedUnique } from "../store/errors.ts";
import { toE164 } from "./phone-numbers.ts";
import type { OrganisationSnapshot } from "./snapshot.ts";

const TAKEN: Readonly<Record<string, string>> = {
  person_login: "the user name",
  queue_name: "the name of the queue",
  pause_name: "the name of the pause",
  call_code_name: "the name of the call code",
  purpose_name: "the name of the purpose",
  campaign_name: "the name of the campaign",
  api_key_name: "the name of the API key",
  trunk_name: "the name of the trunk",
  identity_provider_name: "the name of the provider",
  trunk_digest_user: "the SIP user name of the trunk",
  inbound_number_number: "the number",
  organisation_slug_key: "the short name",
};

/** Turns a broken unique constraint into `conflict`. It never tells whose the other one is. */
export async function naming<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const constraint = violatedUnique(error);
    if (constraint === null) throw error;
    throw new Refusal("conflict", { detail: TAKEN[constraint] ?? "this value" });
  }
}

/** Checks that a destination exists in the organisation, and gives it with its number in E.164. */
export function checkDestination(destination: Destination, snapshot: OrganisationSnapshot): Destination {
  switch (destination.kind) {
    case "queue":
      requireQueue(destination.queue, snapshot);
      return destination;
    case "agent":
      if (!snapshot.people.some((person) => person.id === destination.person && person.extension !== null)) {
        throw new Refusal("unknown_reference", { kind: "agent" });
      }
      return destination;
    case "number":
      return { kind: "number", number: requireNumber(destination.number, snapshot) };
    case "announcement":
      return destination;
  }
}

export function requireQueue(id: string, snapshot: OrganisationSnapshot): void {
  if (!snapshot.queues.some((queue) => queue.id === id)) throw new Refusal("unknown_reference", { kind: "queue" });
}

export function requireNumber(number: string, snapshot: OrganisationSnapshot): string {
  return requireE164(number, snapshot.organisation.country);
}

export function requireE164(number: string, country: string): string {
  const normal = toE164(number, country);
  if (normal === null) throw new Refusal("invalid_number", { number });
  return normal;
}

/** What sends calls to this queue or person, by name; empty when nothing does. */
export function usersOf(target: { queue: string } | { person: string }, snapshot: OrganisationSnapshot): string[] {
  const hits = (destination: Destination) =>
    "queue" in target
      ? destination.kind === "queue" && destination.queue === target.queue
      : destination.kind === "agent" && destination.person === target.person;
  const numbers = snapshot.numbers.filter((number) => hits(number.destination)).map((number) => number.number);
  const queues = snapshot.queues
    .filter((queue) => !("queue" in target && queue.id === target.queue))
    .filter((queue) => [queue.whenFull, queue.whenClosed, queue.whenWaitedTooLong].some(hits))
    .map((queue) => queue.name);
  return [...numbers, ...queues];
}

export function refuseWhenUsed(users: readonly string[]): void {
  if (users.length > 0) throw new Refusal("in_use", { detail: users.join(", ") });
}
