import { type Person, Refusal, type Role, type SignInService, type SignInServiceInput } from "@belfry/contracts";
import { eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { Directory } from "./directory.ts";
import type { People } from "./people.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { Vault } from "./vault.ts";

/** What the flow needs of an organisation's service. The same object until somebody changes it. */
export interface OpenService {
  readonly organisation: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Kept {
  readonly service: SignInService;
  readonly open: OpenService;
}

/** What the service said of somebody, checked by whoever asked it. */
export type Claims = Readonly<Record<string, unknown>>;

/** Organisations' own sign-in services, and whom of theirs a service's word signs in. */
export class SignInServices {
  readonly #store: Store;
  readonly #vault: Vault;
  readonly #directory: Directory;
  readonly #people: People;
  readonly #sessions: Sessions;
  readonly #issuers: readonly string[];
  readonly #kept = new Map<string, Kept>();

  constructor(
    store: Store,
    vault: Vault,
    room: { readonly directory: Directory; readonly people: People; readonly sessions: Sessions },
    issuers: readonly string[],
  ) {
    this.#store = store;
    this.#vault = vault;
    this.#directory = room.directory;
    this.#people = room.people;
    this.#sessions = room.sessions;
    this.#issuers = issuers;
  }

  async load(): Promise<void> {
    const rows = await this.#store.asOperator((tx) => tx.select().from(schema.signInServices));
    for (const { organisation, clientSecret, ...service } of rows) {
      this.#keep(organisation, service, this.#vault.open(clientSecret, place(organisation)));
    }
  }

  get(organisation: string): SignInService | null {
    return this.#kept.get(organisation)?.service ?? null;
  }

  /** Rejects with `issuer_not_allowed`, or with `invalid_request` for a new service without its secret. */
  async put(organisation: string, { clientSecret, ...service }: SignInServiceInput): Promise<SignInService> {
    if (!this.#issuers.includes(service.issuer)) throw new Refusal("issuer_not_allowed", { issuer: service.issuer });
    const before = this.#kept.get(organisation)?.open;
    // A secret is for one service: another one must not be handed it.
    const kept = before?.issuer === service.issuer ? before.clientSecret : undefined;
    const secret = clientSecret ?? kept;
    if (secret === undefined) throw new Refusal("invalid_request", { detail: "clientSecret is missing" });
    const row = { ...service, clientSecret: this.#vault.seal(secret, place(organisation)) };
    await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .insert(schema.signInServices)
        .values({ organisation, ...row })
        .onConflictDoUpdate({ target: schema.signInServices.organisation, set: row }),
    );
    this.#keep(organisation, service, secret);
    return service;
  }

  async remove(organisation: string): Promise<void> {
    await this.#store.inOrganisation(organisation, (tx) =>
      tx.delete(schema.signInServices).where(eq(schema.signInServices.organisation, organisation)),
    );
    this.#kept.delete(organisation);
  }

  /** Null where there is none, or its issuer is allowed no more. */
  open(slug: string): OpenService | null {
    const organisation = this.#directory.organisationBySlug(slug.trim().toLowerCase())?.organisation.id ?? "";
    const open = this.#kept.get(organisation)?.open ?? null;
    return open !== null && this.#issuers.includes(open.issuer) ? open : null;
  }

  /** What an organisation has now, by its id: the object that `open` gave, unless somebody changed the service. */
  current(organisation: string): OpenService | null {
    return this.#kept.get(organisation)?.open ?? null;
  }

  /** Starts a session of the person that the claims tell. Rejects with `not_known_here`. */
  async signIn(
    organisation: string,
    claims: Claims,
    from: { readonly address: string; readonly userAgent: string },
    now: number,
  ): Promise<{ token: string; session: Session }> {
    const service = this.get(organisation);
    if (service === null) throw new Refusal("not_known_here");
    const { people } = this.#directory.require(organisation);
    const login = claims[service.personClaim];
    // An address that its service has not tried out may be anybody's.
    const isDoubtful = service.personClaim === "email" && String(claims["email_verified"]) === "false";
    if (typeof login !== "string" || login.trim() === "" || isDoubtful) throw new Refusal("not_known_here");
    const wanted = login.trim().toLowerCase();
    const person = people.find((one) => one.active && one.login.trim().toLowerCase() === wanted);
    if (person === undefined) throw new Refusal("not_known_here");
    if (service.groupClaim !== null) await this.#giveRoles(organisation, person, rolesBy(service, claims));
    return this.#sessions.start({ organisation, person: person.id, ...from }, now);
  }

  async #giveRoles(organisation: string, person: Person, roles: readonly Role[]): Promise<void> {
    if (roles.length === 0) throw new Refusal("not_known_here");
    const same = roles.length === person.roles.length && roles.every((role) => person.roles.includes(role));
    if (!same) await this.#people.setRoles(organisation, person.id, roles);
  }

  #keep(organisation: string, service: SignInService, clientSecret: string): void {
    const { name, issuer, clientId } = service;
    this.#kept.set(organisation, { service, open: { organisation, name, issuer, clientId, clientSecret } });
  }
}

function rolesBy({ groupClaim, groupRoles }: SignInService, claims: Claims): readonly Role[] {
  const told = groupClaim === null ? [] : claims[groupClaim];
  const groups: readonly unknown[] = Array.isArray(told) ? told : [told];
  return [...new Set(groupRoles.filter(({ group }) => groups.includes(group)).map(({ role }) => role))];
}

/** Binds the sealed secret to its organisation and use. */
function place(organisation: string): string {
  return `sign-in-service/${organisation}`;
}
