import { randomUUID } from "node:crypto";
import { type Organisation, type OrganisationInput, type OrganisationSettings, Refusal } from "@belfry/contracts";
import { eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { naming } from "./checks.ts";
import type { Directory } from "./directory.ts";
import { hashPassword } from "./passwords.ts";
import { OPERATOR_SLUG } from "./people.ts";
import { isCountry } from "./phone-numbers.ts";
import { isTimeZone } from "./queues.ts";

const RECORDING_DAYS = 30;
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

  /** Makes an organisation and its first admin, both or neither. */
  async create(
    { admin, ...about }: OrganisationInput,
    options: { demo?: boolean; adminRoles?: ("admin" | "operator")[]; now: number },
  ): Promise<Organisation> {
    check(about);
    const id = randomUUID();
    const passwordHash = await hashPassword(admin.password);
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
      }),
    );
    await this.#directory.reload(id);
    return { ...about, id, retentionDays: RETENTION_DAYS, recordingDays: RECORDING_DAYS, supervisionTold: "always" };
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
