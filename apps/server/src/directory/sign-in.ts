import { type PasswordChange, Refusal, type SignInRequest } from "@belfry/contracts";
import { and, eq, sql } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { Attempts } from "./attempts.ts";
import type { Directory } from "./directory.ts";
import { hashPassword, passwordFits } from "./passwords.ts";
import type { Session, Sessions } from "./sessions.ts";

/**
 * Signs people in. An unknown organisation, an unknown login and a wrong password look and last the same.
 *
 * Guesses at one login are bounded to 8 in five minutes from each network, and to 20 in a minute (28,800 a day) from
 * all networks together, however many somebody has. A network from which this person has signed in before counts for
 * itself alone: nobody elsewhere can keep them out or put them at the end of a queue. On a network that is new to us
 * (after a restart: that has no session) the minute's bound makes an attacked person wait for seconds, not minutes.
 */
export class SignIn {
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #sessions: Sessions;
  /** Guesses by login and network. */
  readonly #here = new Attempts(8, 5 * 60_000);
  /** Guesses by login from all networks that are new to it. */
  readonly #anywhere = new Attempts(20, 60_000);
  /** Guesses by network at any login. Many people share one address behind a company's router. */
  readonly #networks = new Attempts(60, 5 * 60_000);
  /** Networks from which somebody has signed in, the latest last, by login. */
  readonly #homes = new Map<string, readonly string[]>();

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
    const network = networkOf(from.address);
    const organisation = this.#directory.organisationBySlug(slug)?.organisation.id ?? null;
    const isHome = this.#isHome(organisation, login, account, network);
    const counters = [
      [this.#here, `${account} ${network}`],
      ...(isHome ? [] : ([[this.#anywhere, account]] as const)),
      [this.#networks, network],
    ] as const;
    refuseFor(Math.max(...counters.map(([attempts, key]) => attempts.wait(key, now))));
    for (const [attempts, key] of counters) attempts.note(key, now);

    // Nobody's organisation is asked as well: a question to the database takes its time.
    const person = await this.#person(organisation ?? NOBODYS, login);
    const fits = await passwordFits(person?.passwordHash ?? null, request.password, isHome);
    if (organisation === null || person === null || !fits || !person.active) throw new Refusal("wrong_credentials");

    this.#here.forgive(`${account} ${network}`);
    if (!isHome) this.#anywhere.takeBack(account, now);
    this.#networks.takeBack(network, now);
    const others = (this.#homes.get(account) ?? []).filter((home) => home !== network);
    this.#homes.set(account, [...others, network].slice(-MOST_HOMES));
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
    const key = `${about.slug}/${login} ${networkOf(session.address)}`;
    refuseFor(this.#here.wait(key, now));
    this.#here.note(key, now);
    const person = await this.#person(organisation, login);
    if (!(await passwordFits(person?.passwordHash ?? null, current, true))) throw new Refusal("wrong_credentials");
    this.#here.forgive(key);
    const passwordHash = await hashPassword(next);
    await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .update(schema.people)
        .set({ passwordHash })
        .where(and(eq(schema.people.organisation, organisation), eq(schema.people.id, id))),
    );
    await this.#sessions.endOthers(session);
  }

  #isHome(organisation: string | null, login: string, account: string, network: string): boolean {
    if (this.#homes.get(account)?.includes(network) === true) return true;
    // The same is looked through whether there is such an organisation and such a person, or not.
    const person = this.#directory.personOfLogin(organisation ?? NOBODYS, login) ?? NOBODYS;
    return this.#sessions
      .ofPerson(organisation ?? NOBODYS, person)
      .some(({ address }) => networkOf(address) === network);
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

/** The id of no organisation and no person. */
const NOBODYS = "00000000-0000-0000-0000-000000000000";

/** Networks that are remembered per login: home, office, telephone, and some travels. */
const MOST_HOMES = 20;

function refuseFor(wait: number): void {
  if (wait > 0) throw new Refusal("too_many_attempts", { seconds: String(Math.ceil(wait / 1000)) });
}

/** What one subscriber has: one IPv4 address, or all IPv6 addresses of a /64. */
export function networkOf(address: string): string {
  const four = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (four !== undefined) return four;
  const [head = "", tail] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => group.replace(/^0+(?=.)/, "")));
  const known = groups(head);
  const end = groups(tail ?? "");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - known.length - end.length);
  return [...known, ...Array.from({ length: zeros }, () => "0"), ...end].slice(0, 4).join(":");
}
