import type { VisitFailure } from "@belfry/contracts";
import type { Attributes } from "./forgetting/attributes.ts";
import type { IdentityProviders, Vault, VisitsDirectory, VisitsLog, VisitsWatch } from "./ports.ts";
import type { FinalStatus, Outcome, Provider, ProviderRef, WalletStatus } from "./providers/provider.ts";
import type { WalletSession } from "./providers/wallet-frontend.ts";
import type { Visit, VisitRows } from "./rows.ts";
import { isUnfinished } from "./visit.ts";

const MINUTE = 60_000;

interface Live {
  readonly organisation: string;
  readonly address: string | null;
  readonly abort: AbortController;
  readonly listeners: Set<() => void>;
  status: WalletStatus | FinalStatus;
}

/** What is needed to go on with a visit; the provider alone looks into `ref`. */
export interface Reference {
  readonly ref: ProviderRef;
  /** Of the service to sign in at; null for a wallet. */
  readonly redirect: { readonly url: string; readonly state: string } | null;
}

export interface FollowingDeps {
  readonly rows: VisitRows;
  readonly attributes: Pick<Attributes, "keep" | "read" | "forget">;
  readonly providers: IdentityProviders;
  readonly directory: Pick<VisitsDirectory, "snapshot">;
  readonly vault: Vault;
  readonly now: () => number;
  readonly log: VisitsLog;
  readonly watch: VisitsWatch;
  readonly changed: (organisation: string, visit: string) => void;
}

/** The visits whose disclosure is under way: follows each at its provider, and takes over what comes of it. */
export class Following {
  readonly #deps: FollowingDeps;
  readonly #live = new Map<string, Live>();
  readonly #running = new Set<Promise<void>>();
  readonly #pairing = new Map<string, Promise<void>>();

  constructor(deps: FollowingDeps) {
    this.#deps = deps;
  }

  /** Unfinished visits: all of them, an organisation's, and those begun from an address. */
  count(of?: { readonly organisation: string } | { readonly address: string }): number {
    if (of === undefined) return this.#live.size;
    let count = 0;
    for (const live of this.#live.values())
      if ("organisation" in of ? live.organisation === of.organisation : live.address === of.address) count += 1;
    return count;
  }

  seal(organisation: string, visit: string, reference: Reference): string {
    return this.#deps.vault.seal(JSON.stringify(reference), place(organisation, visit));
  }

  /** The provider of a visit and what it needs; null when it is gone. */
  open(visit: Visit): (Reference & { readonly provider: Provider }) | null {
    const opened = this.#deps.providers.open(visit.organisation, visit.provider);
    if (opened === null || visit.reference === null) return null;
    const reference: Reference = JSON.parse(
      this.#deps.vault.open(visit.reference, place(visit.organisation, visit.id)),
    );
    return { ...reference, provider: opened.provider };
  }

  /** Takes a place before anything is asked of a provider, so that many at once are no more than the bound. */
  enter(organisation: string, visit: string, address: string | null): void {
    const abort = new AbortController();
    this.#live.set(visit, { organisation, address, abort, listeners: new Set(), status: "initialized" });
  }

  leave(visit: string): void {
    const live = this.#live.get(visit);
    this.#live.delete(visit);
    live?.abort.abort(new Error("the visit is over"));
    for (const listener of live?.listeners ?? []) listener();
  }

  /** The organisation is no more, and its visits with it. */
  leaveAll(organisation: string): void {
    for (const [visit, live] of this.#live) if (live.organisation === organisation) this.leave(visit);
  }

  /** What a wallet discloses right after its pairing is looked at when the pairing is written down. */
  async pairing<T>(visit: string, work: () => Promise<T>): Promise<T> {
    const done = work();
    const settled = done.then(
      () => {},
      () => {},
    );
    this.#pairing.set(visit, settled);
    void settled.then(() => this.#pairing.get(visit) === settled && this.#pairing.delete(visit));
    return done;
  }

  /** Follows a wallet until its end; of a redirect there is nothing to be followed. */
  follow(visit: Visit): void {
    if (visit.way === "redirect") return;
    const { organisation, id } = visit;
    const running = this.#follow(visit)
      .catch(async (err: unknown) => {
        // Whoever left did not fail.
        if (!this.#live.has(id)) return;
        this.#deps.log.error({ err, organisation, visit: id }, "a visit could not be followed");
        await this.fail(visit, "providerDown");
      })
      // Its time will run out, and then it is tried again to write that it has failed.
      .catch((err: unknown) => this.#deps.log.error({ err, organisation, visit: id }, "a visit could not be failed"));
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  async #follow(visit: Visit): Promise<void> {
    const live = this.#live.get(visit.id);
    const opened = this.open(visit);
    if (live === undefined) return;
    if (opened === null) return this.fail(visit, "providerDown");
    const told = (status: WalletStatus) => {
      if (status === live.status) return;
      live.status = status;
      for (const listener of live.listeners) listener();
      if (status === "pairing") void this.#pairingAsked(visit);
    };
    const end = await opened.provider.follow(opened.ref, told, live.abort.signal);
    if (end === "done") await this.#finish(visit, opened.provider, opened.ref);
    else await this.fail(visit, end === "timeout" ? "timedOut" : end === "down" ? "providerDown" : "cancelled");
  }

  async #pairingAsked({ organisation, id }: Visit): Promise<void> {
    try {
      const result = await this.#deps.rows.change(organisation, id, { type: "pairingAsked" });
      if (result !== null && "stage" in result) this.#deps.changed(organisation, id);
    } catch (err) {
      this.#deps.log.error({ err, organisation, visit: id }, "a visit could not go on to its pairing");
    }
  }

  async #finish(visit: Visit, provider: Provider, ref: ProviderRef): Promise<void> {
    await this.#pairing.get(visit.id);
    const now = await this.#deps.rows.get(visit.organisation, visit.id);
    if (now === null || !isUnfinished(now.stage)) return this.leave(visit.id);
    // Whoever was to pair and did not is not even asked what they disclosed.
    if (now.stage.at === "pairing" || now.stage.paired === false) return this.fail(visit, "notProven");
    // A process before this one may have kept it, and not have said so any more.
    const kept = await this.#deps.attributes.read(visit.organisation, visit.id);
    if (kept !== null) await this.#disclosed(visit, kept.until);
    else await this.take(visit, await provider.fetch(ref));
  }

  /** Keeps what a provider has told; false when the visit came to nothing. */
  async take(visit: Visit, outcome: Outcome, columns: Parameters<VisitRows["change"]>[3] = {}): Promise<boolean> {
    const { organisation, id } = visit;
    if (outcome.kind === "failed") {
      this.#deps.log.warn(
        { organisation, visit: id, why: outcome.why, detail: outcome.detail },
        "nothing was disclosed",
      );
      await this.fail(visit, outcome.why);
      return false;
    }
    const learnedAt = this.#deps.now();
    const minutes = this.#deps.directory.snapshot(organisation)?.verifiedCalling.forgetAfterMinutes ?? 60;
    const until = learnedAt + Math.min(minutes, 60) * MINUTE;
    try {
      await this.#deps.attributes.keep(organisation, id, outcome.attributes, { learnedAt, until });
      return await this.#disclosed(visit, until, columns);
    } catch (err) {
      this.#deps.log.error({ err, organisation, visit: id }, "what was disclosed could not be kept");
      await this.fail(visit, "providerDown");
      return false;
    }
  }

  async #disclosed(visit: Visit, until: number, columns: Parameters<VisitRows["change"]>[3] = {}): Promise<boolean> {
    const { organisation, id } = visit;
    const demo = this.#deps.providers.open(organisation, visit.provider)?.provider.kind === "demo";
    const event = { type: "proven", now: this.#deps.now(), until, demo } as const;
    const result = await this.#deps.rows.change(organisation, id, event, columns);
    const disclosed = result !== null && "stage" in result && result.stage.at === "disclosed";
    // It was given up meanwhile, or is over.
    if (!disclosed) await this.#deps.attributes.forget(organisation, id, "unfinished");
    if (disclosed) this.#deps.watch.settled("disclosed");
    this.#end(visit, disclosed ? "done" : "cancelled");
    return disclosed;
  }

  /** The visit comes to nothing. What may have been kept of it already goes with it. */
  async fail(visit: Visit, why: VisitFailure): Promise<void> {
    const { organisation, id } = visit;
    const result = await this.#deps.rows.change(organisation, id, { type: "failed", why });
    if (result !== null && "stage" in result) this.#deps.watch.settled(why);
    await this.#deps.attributes.forget(organisation, id, "unfinished");
    this.#end(visit, why === "timedOut" ? "timeout" : "cancelled");
  }

  #end({ organisation, id }: Visit, status: FinalStatus): void {
    const live = this.#live.get(id);
    if (live !== undefined) live.status = status;
    this.leave(id);
    this.#deps.changed(organisation, id);
  }

  /** What the wallet's client in the browser may ask of us. */
  session(visit: Visit, cancel: () => void): WalletSession {
    const live = this.#live.get(visit.id);
    const { stage } = visit;
    const over: FinalStatus = stage.at !== "failed" ? "done" : stage.why === "timedOut" ? "timeout" : "cancelled";
    return {
      status: () => live?.status ?? over,
      onStatus: (listener) => {
        live?.listeners.add(listener);
        return () => live?.listeners.delete(listener);
      },
      cancel,
    };
  }

  async close(): Promise<void> {
    for (const visit of [...this.#live.keys()]) this.leave(visit);
    await Promise.all(this.#running);
  }
}

const place = (organisation: string, visit: string) => `visit/${organisation}/${visit}`;
