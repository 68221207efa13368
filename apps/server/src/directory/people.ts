import { randomUUID } from "node:crypto";
import { type Person, type PersonInput, Refusal, type Role } from "@belfry/contracts";
import { and, eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import { naming, refuseWhenUsed, usersOf } from "./checks.ts";
import type { Directory } from "./directory.ts";
import { nextFree, requireFree } from "./extensions.ts";
import { hashPassword } from "./passwords.ts";
import type { OrganisationSnapshot } from "./snapshot.ts";

export class People {
  readonly #directory: Directory;
  /** Ends the sessions of somebody whose password or roles changed. */
  readonly #endSessions: (organisation: string, person: string) => Promise<void>;

  constructor(directory: Directory, endSessions: (organisation: string, person: string) => Promise<void>) {
    this.#directory = directory;
    this.#endSessions = endSessions;
  }

  list(organisation: string): readonly Person[] {
    return this.#directory.require(organisation).people;
  }

  async create(organisation: string, input: PersonInput): Promise<Person> {
    const { password, ...about } = input;
    if (password === undefined) throw new Refusal("invalid_request", { detail: "a new person needs a password" });
    const id = randomUUID();
    const passwordHash = await hashPassword(password);
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        checkRoles(input, before);
        const seats = this.#directory.seats(organisation);
        if (about.extension !== null) requireFree(about.extension, null, before, seats);
        // A new agent is given an extension where the organisation has a pool of them.
        const extension = about.extension ?? (about.roles.includes("agent") ? nextFree(before, seats) : null);
        await tx.insert(schema.people).values({ ...about, extension, organisation, id, passwordHash });
        return { ...about, extension, id };
      }),
    );
  }

  async change(organisation: string, id: string, input: PersonInput): Promise<Person> {
    const { password, ...about } = input;
    const secret = password === undefined ? {} : { passwordHash: await hashPassword(password) };
    const endSessions = await naming(
      this.#directory.write(organisation, async (tx, before) => {
        const old = requirePerson(before, id);
        checkRoles(input, before);
        if (isAdmin(old) && !isAdmin(about)) keepAnAdmin(before, id);
        if (about.extension !== null) requireFree(about.extension, id, before, this.#directory.seats(organisation));
        if (old.extension !== null && about.extension === null) refuseWhenUsed(usersOf({ person: id }, before));
        await tx
          .update(schema.people)
          .set({ ...about, ...secret })
          .where(and(eq(schema.people.organisation, organisation), eq(schema.people.id, id)));
        const fewerRights = old.roles.some((role) => !about.roles.includes(role));
        return password !== undefined || fewerRights || !about.active;
      }),
    );
    if (endSessions) await this.#endSessions(organisation, id);
    return { ...about, id };
  }

  /** Leaves all else as it is. Fewer roles end the person's sessions. */
  async setRoles(organisation: string, id: string, roles: readonly Role[]): Promise<void> {
    const endSessions = await this.#directory.write(organisation, async (tx, before) => {
      const old = requirePerson(before, id);
      const next = { ...old, roles: [...roles] };
      checkRoles(next, before);
      if (isAdmin(old) && !isAdmin(next)) keepAnAdmin(before, id);
      await tx
        .update(schema.people)
        .set({ roles: next.roles })
        .where(and(eq(schema.people.organisation, organisation), eq(schema.people.id, id)));
      return old.roles.some((role) => !roles.includes(role));
    });
    if (endSessions) await this.#endSessions(organisation, id);
  }

  async remove(organisation: string, id: string): Promise<void> {
    await this.#directory.write(organisation, async (tx, before) => {
      const person = requirePerson(before, id);
      if (isAdmin(person)) keepAnAdmin(before, id);
      refuseWhenUsed(usersOf({ person: id }, before));
      await tx.delete(schema.people).where(and(eq(schema.people.organisation, organisation), eq(schema.people.id, id)));
    });
    await this.#endSessions(organisation, id);
  }

  async setLocale(organisation: string, id: string, locale: Person["locale"]): Promise<void> {
    await this.#directory.write(organisation, async (tx) => {
      await tx
        .update(schema.people)
        .set({ locale })
        .where(and(eq(schema.people.organisation, organisation), eq(schema.people.id, id)));
    });
  }
}

function requirePerson(snapshot: OrganisationSnapshot, id: string): Person {
  const person = snapshot.people.find((one) => one.id === id);
  if (person === undefined) throw new Refusal("not_found");
  return person;
}

/**
 * The operator's role exists in the operator's own organisation and nowhere else. There it takes the place of the
 * administrator's: whoever keeps its people could make themselves operator.
 */
function checkRoles(input: Pick<PersonInput, "roles">, snapshot: OrganisationSnapshot): void {
  const refused = snapshot.organisation.slug === OPERATOR_SLUG ? "admin" : "operator";
  if (input.roles.includes(refused)) throw new Refusal("forbidden");
}

export const OPERATOR_SLUG = "operator";

export function isAdmin(person: Pick<Person, "roles" | "active">): boolean {
  return person.active && (person.roles.includes("admin") || person.roles.includes("operator"));
}

function keepAnAdmin(snapshot: OrganisationSnapshot, leaving: string): void {
  if (!snapshot.people.some((person) => person.id !== leaving && isAdmin(person))) throw new Refusal("last_admin");
}
