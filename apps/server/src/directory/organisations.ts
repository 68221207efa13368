import { randomUUID } from "node:crypto";
import {
  type NextStep,
  nextStep,
  type Organisation,
  type OrganisationInput,
  type OrganisationMade,
  type OrganisationSettings,
  type OrganisationSetUp,
  Refusal,
} from "@belfry/contracts";
import { eq } from "drizzle-orm";
import { violatedUnique, withoutValues } from "../store/errors.ts";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { naming, requireE164 } from "./checks.ts";
import type { Directory } from "./directory.ts";
import { FIRST_QUEUE, firstQueue } from "./first-queue.ts";
import { hashPassword, makePassword } from "./passwords.ts";
import { OPERATOR_SLUG } from "./people.ts";
import { isCountry } from "./phone-numbers.ts";
import { isTimeZone } from "./queues.ts";
import type { OrganisationSnapshot } from "./snapshot.ts";

const RETENTION_DAYS = 90;

/** The organisations of the platform; the operator makes them, each with its first admin. */
export class Organisations {
  readonly #directory: Directory;
  readonly #store: Store;
  readonly #endSessions: (organisation: string) => Promise<void>;

  constructor(directory: Directory, store: Store, endSessions: (organisation: string) => Promise<void>) {
    this.#directory = directory;
    this.#store = store;
    this.#endSessions = endSessions;
  }

  list(): readonly Organisation[] {
    return this.#directory
      .organisationIds()
      .map((id) => this.own(id))
      .sort((a, b) => (a.slug < b.slug ? -1 : 1));
  }

  own(organisation: string): Organisation {
    const { demo: _, ...about } = this.#directory.require(organisation).organisation;
    return about;
  }

  /** How far it has been set up. Rejects with `not_found`. */
  setUp(organisation: string): Omit<OrganisationSetUp, "button" | "origin"> {
    return setUpOf(this.#directory.require(organisation), this.own(organisation));
  }

  /** Makes an organisation with its admin, its numbers and a first queue behind them: all of it or nothing. */
  async create(
    { admin, numbers = [], queue, ...rest }: OrganisationInput,
    options: { demo?: boolean; adminRoles?: ("admin" | "operator")[]; now: number },
  ): Promise<Omit<OrganisationMade, "button" | "origin">> {
    const others = (rest.otherLanguages ?? []).filter((language) => language !== rest.language);
    const about = { ...rest, otherLanguages: [...new Set(others)] };
    check(about);
    const wanted = numbers.map(({ number, label = "", payer }) => ({
      typed: number,
      number: requireE164(number, about.country),
      label,
      payer,
    }));
    const id = randomUUID();
    const made = admin.password === undefined ? makePassword() : null;
    const passwordHash = await hashPassword(admin.password ?? made ?? "");
    await naming(
      this.#store.asOperator(async (tx) => {
        await tx
          .insert(schema.organisations)
          .values({ ...about, id, demo: options.demo ?? false, retentionDays: RETENTION_DAYS, createdAt: options.now });
        await tx.insert(schema.people).values({
          organisation: id,
          id: randomUUID(),
          name: admin.name,
          login: admin.login,
          passwordHash,
          roles: options.adminRoles ?? ["admin"],
        });
        if (wanted.length === 0) return;
        const first = randomUUID();
        const name = queue ?? FIRST_QUEUE[about.language];
        await tx
          .insert(schema.queues)
          .values({ organisation: id, id: first, name, settings: firstQueue(about.language) });
        for (const { typed, ...row } of wanted) {
          const destination = { kind: "queue" as const, queue: first };
          await tx
            .insert(schema.inboundNumbers)
            .values({ ...row, organisation: id, id: randomUUID(), destination })
            .catch((error: unknown) => {
              // Of several numbers the one that is taken is named, as it was typed; whose it is remains untold.
              if (violatedUnique(withoutValues(error)) === null) throw error;
              throw new Refusal("conflict", { detail: `the number ${typed}` });
            });
        }
      }),
    );
    await this.#directory.reload(id);
    return { ...this.setUp(id), password: made };
  }

  async change(organisation: string, settings: OrganisationSettings): Promise<Organisation> {
    check(settings);
    await this.#directory.write(organisation, async (tx) => {
      await tx.update(schema.organisations).set(settings).where(eq(schema.organisations.id, organisation));
    });
    return this.own(organisation);
  }

  /** Removes an organisation with everything that belongs to it. There is no way back. */
  async remove(id: string): Promise<void> {
    if (this.#directory.require(id).organisation.slug === OPERATOR_SLUG) {
      throw new Refusal("in_use", { detail: "the operator" });
    }
    await this.#endSessions(id);
    await this.#store.asOperator((tx) => tx.delete(schema.organisations).where(eq(schema.organisations.id, id)));
    await this.#directory.reload(id);
  }
}

function check(about: { country: string; timeZone: string }): void {
  if (!isCountry(about.country)) throw new Refusal("invalid_request", { detail: "the country is unknown" });
  if (!isTimeZone(about.timeZone)) throw new Refusal("invalid_request", { detail: "the time zone is unknown" });
}

function setUpOf(snapshot: OrganisationSnapshot, about: Organisation): Omit<OrganisationSetUp, "button" | "origin"> {
  const active = snapshot.people.filter((person) => person.active);
  const agents = active.filter(({ roles }) => roles.includes("agent"));
  const missing: Readonly<Record<NextStep, boolean>> = {
    numbers: snapshot.numbers.length === 0,
    trunk: snapshot.trunks.length === 0,
    agents: agents.length === 0,
    members: !snapshot.queues.some(({ members }) => members.length > 0),
    purpose: !snapshot.purposes.some((purpose) => purpose.active),
    websites: snapshot.verifiedCalling.origins.length === 0,
  };
  return {
    ...about,
    numbers: snapshot.numbers.map(({ number, label, payer }) => ({ number, label, payer })),
    admins: active.filter(({ roles }) => roles.includes("admin")).map(({ login }) => login),
    agents: agents.length,
    next: nextStep.options.filter((step) => missing[step]),
  };
}
