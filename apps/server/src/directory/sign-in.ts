import { type PasswordChange, Refusal, type SignInRequest } from "@belfry/contracts";
import { and, eq, sql } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { Attempts } from "./attempts.ts";
import type { Directory } from "./directory.ts";
import { hashPassword, passwordFits } from "./passwords.ts";
import type { Session, Sessions } from "./sessions.ts";
import { Turns } from "./turns.ts";

const WINDOW = 5 * 60_000;
const PER_ACCOUNT = 8;
/** Many people share one address behind a company's router. */
const PER_ADDRESS = 60;

/** Signs people in. An unknown organisation, an unknown login and a wrong password look and last the same. */
export class SignIn {
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #sessions: Sessions;
  readonly #accounts = new Attempts(PER_ACCOUNT, WINDOW);
  readonly #addresses = new Attempts(PER_ADDRESS, WINDOW);
  /** Checking a password is made to be dear: a flood of guesses must not take every thread and the memory. */
  readonly #turns = new Turns(2, 300);

  constructor(store: Store, directory: Directory, sessions: Sessions) {
    this.#store = store;
    this.#directory = directory;
    this.#sessions = sessions;
  }

  /** Rejects with `wrong_credentials`, or with `too_many_attempts` and the seconds to wait. */
  async signIn(
    request: SignInRequest,
    from: { readonly address: string; readonly userAgent: string },
    now: number,
  ): Promise<{ token: string; session: Session }> {
    const slug = request.organisation.trim().toLowerCase();
    const login = request.login.trim().toLowerCase();
    const account = `${slug}/${login}`;
    const wait = Math.max(this.#accounts.wait(account, now), this.#addresses.wait(from.address, now));
    if (wait > 0) throw new Refusal("too_many_attempts", { seconds: String(Math.ceil(wait / 1000)) });
    this.#accounts.note(account, now);
    this.#addresses.note(from.address, now);

    const organisation = this.#directory.organisationBySlug(slug)?.organisation.id ?? null;
    const person = organisation === null ? null : await this.#person(organisation, login);
    const fits = await this.#turns.take(() => passwordFits(person?.passwordHash ?? null, request.password));
    if (organisation === null || person === null || !fits || !person.active) throw new Refusal("wrong_credentials");

    this.#accounts.forgive(account);
    this.#addresses.takeBack(from.address, now);
    return this.#sessions.start({ organisation, person: person.id, ...from }, now);
  }

  /**
   * Gives the person of `session` another password and ends their other sessions. Wrong guesses of the present one
   * count with those at sign-in: who has got hold of an open page gets no more of them. Rejects as `signIn` does.
   */
  async changePassword(session: Session, { current, next }: PasswordChange, now: number): Promise<void> {
    const { organisation, person: id } = session;
    const { organisation: about, people } = this.#directory.require(organisation);
    const login = people.find((one) => one.id === id)?.login.toLowerCase() ?? "";
    const account = `${about.slug}/${login}`;
    const wait = this.#accounts.wait(account, now);
    if (wait > 0) throw new Refusal("too_many_attempts", { seconds: String(Math.ceil(wait / 1000)) });
    this.#accounts.note(account, now);
    const person = await this.#person(organisation, login);
    const fits = await this.#turns.take(() => passwordFits(person?.passwordHash ?? null, current));
    if (!fits) throw new Refusal("wrong_credentials");
    this.#accounts.forgive(account);
    const passwordHash = await this.#turns.take(() => hashPassword(next));
    await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .update(schema.people)
        .set({ passwordHash })
        .where(and(eq(schema.people.organisation, organisation), eq(schema.people.id, id))),
    );
    await this.#sessions.endOthers(session);
  }

  async #person(organisation: string, login: string) {
    const [person] = await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .select({ id: schema.people.id, passwordHash: schema.people.passwordHash, active: schema.people.active })
        .from(schema.people)
        .where(and(eq(schema.people.organisation, organisation), sql`lower(${schema.people.login}) = ${login}`)),
    );
    return person ?? null;
  }
}
