import type { DoorDeps } from "../ports.ts";
import type { SessionRecord } from "../sign-in-ports.ts";

type Needs = Pick<DoorDeps, "sessions" | "floor">;

/**
 * Takes the phone from a session that has ended, and signs somebody out of the floor whose last session has: a call
 * must not be offered where nobody can be. Whoever is in a call or its wrap-up is signed out after it, unless they have
 * come back.
 */
export class Departures {
  readonly #deps: Needs;
  readonly #subscriptions: readonly (() => void)[];
  /** Which session claimed a person's phone, and with which tab; by `<organisation>/<person>`. */
  readonly #claims = new Map<string, { readonly session: string; readonly tab: string }>();
  /** Those who left in the middle of a call or its wrap-up. */
  readonly #leaving = new Map<string, SessionRecord>();

  constructor(deps: Needs) {
    this.#deps = deps;
    this.#subscriptions = [
      deps.sessions.onEnded((session) => this.#ended(session)),
      deps.floor.onChanged((organisation, change) => {
        if (change.type !== "changed.agent") return;
        const left = this.#leaving.get(`${organisation}/${change.agent}`);
        // The floor is in the middle of a step, and takes a command only after it.
        if (left !== undefined && !this.#inWork(left)) setImmediate(() => this.#signOut(left));
      }),
    ];
  }

  /** The session's page has got the person's phone. */
  claimed(session: SessionRecord, tab: string): void {
    this.#claims.set(keyOf(session), { session: session.id, tab });
  }

  close(): void {
    for (const end of this.#subscriptions) end();
    this.#leaving.clear();
  }

  #ended(session: SessionRecord): void {
    const key = keyOf(session);
    const claim = this.#claims.get(key);
    if (claim?.session === session.id) {
      this.#claims.delete(key);
      this.#submit(session, { type: "device.released", agent: session.person, tab: claim.tab });
    }
    if (this.#hasSession(session)) return;
    if (this.#inWork(session)) this.#leaving.set(key, session);
    else this.#signOut(session);
  }

  #signOut(session: SessionRecord): void {
    this.#leaving.delete(keyOf(session));
    if (!this.#hasSession(session)) this.#submit(session, { type: "agent.signOut", agent: session.person });
  }

  #hasSession({ organisation, person }: SessionRecord): boolean {
    return this.#deps.sessions.ofPerson(organisation, person).length > 0;
  }

  #inWork({ organisation, person }: SessionRecord): boolean {
    const state = this.#deps.floor.agentView(organisation, person)?.state.state;
    return state === "inCall" || state === "wrapUp";
  }

  /** A refusal means that there is nothing to do: no agent, or not the owner any more. */
  #submit({ organisation }: SessionRecord, input: Parameters<Needs["floor"]["submit"]>[1]): void {
    void this.#deps.floor.submit(organisation, input);
  }
}

function keyOf({ organisation, person }: SessionRecord): string {
  return `${organisation}/${person}`;
}
