import { randomUUID } from "node:crypto";
import {
  type Locale,
  PUBLIC_API,
  type PurposeOffer,
  Refusal,
  VISIT_PAGES,
  type VisitRequest,
  type VisitStarted,
  type VisitView,
} from "@belfry/contracts";
import { isOpen } from "@belfry/floor";
import { violatedUnique } from "../store/errors.ts";
import type { Codes } from "./codes/codes.ts";
import { Following, type FollowingDeps } from "./following.ts";
import type { CallableVisit, CallableVisits } from "./page-calls/callable-visits.ts";
import type { PublicPurpose, VisitFloor, VisitsDirectory } from "./ports.ts";
import type { Provider, Started } from "./providers/provider.ts";
import { answerFrontend, type FrontendAnswer } from "./providers/wallet-frontend.ts";
import type { Visit } from "./rows.ts";
import { hashOf, newToken, readToken } from "./tokens.ts";
import { begin, isProven, isUnfinished, wayOf } from "./visit.ts";

/** A visitor may have to install the wallet, or to look for a password. */
const LONGEST_DISCLOSURE = 600_000;
/** Unfinished visits at once. A flood at one organisation leaves room for the others. */
export const MOST_OF_ORGANISATION = 300;
export const MOST_OF_ALL = 2_000;
/** A whole office may share one address. */
export const MOST_OF_ADDRESS = 20;
/** Said to whom came when too many had begun. */
const COME_BACK_AFTER_SECONDS = 30;
/** Another code, when one is alive already. With 300 alive of 10^6, the chance that all these fail is below 10^-30. */
const ROUNDS = 10;

export interface VisitsDeps extends Omit<FollowingDeps, "changed"> {
  readonly codes: Codes;
  readonly floor: VisitFloor;
  readonly directory: VisitsDirectory;
  /** Our own address, as browsers and wallets reach it. */
  readonly origin: string;
}

/** A page or a window that has shown its token. */
interface Holder {
  readonly visit: Visit;
  readonly token: string;
  readonly as: "page" | "window";
}

/** Visits as their visitors see them, through the public door. */
export class Visits implements CallableVisits {
  readonly #deps: VisitsDeps;
  readonly #following: Following;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(deps: VisitsDeps) {
    this.#deps = deps;
    this.#following = new Following({ ...deps, changed: (_, visit) => this.announce(visit) });
  }

  get following(): Following {
    return this.#following;
  }

  /** Rejects with `not_found`, alike for whatever is not there or not for this origin. */
  offer(slug: string, name: string, origin: string | null, language: Locale): PurposeOffer {
    const found = this.#purpose(slug, name, origin);
    const { organisation, purpose } = found;
    const providers = purpose.providers.flatMap((id) => {
      const opened = this.#deps.providers.open(organisation.id, id);
      return opened === null ? [] : [{ id, kind: opened.provider.kind, name: opened.name }];
    });
    return this.#deps.directory.offer(found, providers, language, this.#deps.now());
  }

  /** Begins a visit; nothing is kept before all is checked. `address` stands for whoever asks, in the bounds alone. */
  async begin(request: VisitRequest, origin: string | null, address: string): Promise<VisitStarted> {
    const found = this.#purpose(request.organisation, request.purpose, origin);
    const { purpose, organisation } = found;
    if (!isOpen(purpose.hours, this.#deps.now())) throw new Refusal("purpose_closed");
    const chosen = request.provider ?? purpose.providers.find((id) => this.#deps.providers.open(organisation.id, id));
    const opened = chosen === undefined ? null : this.#deps.providers.open(organisation.id, chosen);
    if (chosen === undefined || opened === null || !purpose.providers.includes(chosen))
      throw new Refusal("provider_failed");
    const following = this.#following;
    const full =
      following.count() >= MOST_OF_ALL ||
      following.count({ organisation: organisation.id }) >= MOST_OF_ORGANISATION ||
      following.count({ address }) >= MOST_OF_ADDRESS;
    if (full) throw new Refusal("too_many_visits", { seconds: String(COME_BACK_AFTER_SECONDS) });

    const id = randomUUID();
    following.enter(organisation.id, id, address);
    try {
      return await this.#start(id, found, { ...request, provider: chosen }, opened.provider);
    } catch (error) {
      following.leave(id);
      await this.#deps.rows.remove(organisation.id, id);
      if (error instanceof Refusal) throw error;
      this.#deps.log.warn({ err: error, organisation: organisation.id, provider: chosen }, "a visit could not begin");
      throw new Refusal("provider_failed");
    }
  }

  #purpose(slug: string, name: string, origin: string | null): PublicPurpose {
    const found = this.#deps.directory.publicPurpose(slug, name, origin);
    if (found === null) throw new Refusal("not_found");
    return found;
  }

  async #start(
    id: string,
    { organisation: { id: organisation, name: asks }, purpose, number, settings }: PublicPurpose,
    request: VisitRequest & { readonly provider: string },
    provider: Provider,
  ): Promise<VisitStarted> {
    const now = this.#deps.now();
    const [token, opening, authorization] = [newToken(organisation), newToken(organisation), newToken(organisation)];
    const way = wayOf(provider.kind);
    const language = purpose.languages.includes(request.language) ? request.language : (purpose.languages[0] ?? "en");
    const draft: Visit = {
      ...{ organisation, id, purpose: purpose.id, provider: request.provider, number: number.number, language, way },
      device: request.device,
      tokenHash: hashOf(token.text),
      windowHash: null,
      openingHash: way === "wallet" ? hashOf(opening.text, authorization.text) : hashOf(opening.text),
      browserHash: null,
      codeMac: null,
      codeLength: settings.codeLength,
      codeRound: 0,
      reference: null,
      stage: begin(request.device, way, now + LONGEST_DISCLOSURE),
      begunAt: now,
    };
    const visit = await this.#insert(draft, token.text);
    const pairing = way === "wallet" && request.device === "desktop";
    const code = this.#deps.codes.make(token.text, visit.codeRound, visit.codeLength);
    const started = await provider.start({
      ask: purpose.attributes.map(({ tag }) => tag),
      asks,
      language,
      returnUrl: way === "wallet" && !pairing ? dial(visit.number, code) : null,
      pairing,
      timeout: LONGEST_DISCLOSURE,
      frontend: {
        url: `${this.#deps.origin}${PUBLIC_API.wallet}/${opening.text}`,
        authorization: authorization.text,
      },
      callbackUrl: `${this.#deps.origin}${VISIT_PAGES.back}`,
    });
    if (started.kind !== way) throw new Error(`a provider of the kind ${provider.kind} led to a ${started.kind}`);
    const redirect = started.kind === "redirect" ? { url: started.url, state: started.state } : null;
    const reference = this.#following.seal(organisation, id, { ref: started.ref, redirect });
    if (!(await this.#deps.rows.set(organisation, id, { reference }))) throw new Error("the visit is gone");
    const running = { ...visit, reference };
    this.#following.follow(running);
    this.#deps.watch.begun();
    this.#deps.log.info({ organisation, visit: id, purpose: purpose.id, provider: provider.kind }, "a visit began");
    return {
      token: token.text,
      visit: this.#view({ visit: running, token: token.text, as: "page" }),
      presentation: presentation(started, `${this.#deps.origin}${VISIT_PAGES.go}/${opening.text}`),
    };
  }

  /** A service to sign in at gets no code: it is made for the window that comes back. */
  async #insert(draft: Visit, token: string): Promise<Visit> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const codeMac = draft.way === "wallet" ? this.#mark(draft, token, round) : null;
      const visit = { ...draft, codeMac, codeRound: round };
      if (await this.#deps.rows.insert(visit)) return visit;
    }
    throw new Error("every code that was made is alive already");
  }

  #mark({ organisation, number, codeLength }: Visit, token: string, round: number): string {
    return this.#deps.codes.mark(organisation, number, this.#deps.codes.make(token, round, codeLength));
  }

  /** Rejects with `visit_over`, alike for what never was. */
  async #holder(text: string): Promise<Holder> {
    const token = readToken(text);
    const hash = hashOf(text);
    const known = token !== null && this.#deps.directory.snapshot(token.organisation) !== null;
    const visit = known ? await this.#deps.rows.find(token.organisation, { token: hash }) : null;
    if (visit === null) throw new Refusal("visit_over");
    return { visit, token: text, as: visit.tokenHash === hash ? "page" : "window" };
  }

  /** Whose website may show this visit; `null`: nobody's. */
  originsOf(text: string): readonly string[] {
    const token = readToken(text);
    return token === null ? [] : (this.#deps.directory.snapshot(token.organisation)?.verifiedCalling.origins ?? []);
  }

  async view(token: string): Promise<VisitView> {
    return this.#view(await this.#holder(token));
  }

  /** Tells each change of what `view` answers; the result ends that. Rejects with `visit_over`. */
  async onChanged(token: string, listener: () => void): Promise<{ readonly visit: string; readonly end: () => void }> {
    const { visit } = await this.#holder(token);
    const listeners = this.#listeners.get(visit.id) ?? new Set();
    this.#listeners.set(visit.id, listeners.add(listener));
    return {
      visit: visit.id,
      end: () => {
        listeners.delete(listener);
        if (listeners.size === 0 && this.#listeners.get(visit.id) === listeners) this.#listeners.delete(visit.id);
      },
    };
  }

  announce(visit: string): void {
    for (const listener of this.#listeners.get(visit) ?? []) listener();
  }

  #view({ visit, token, as }: Holder): VisitView {
    const { stage } = visit;
    const now = this.#deps.now();
    switch (stage.at) {
      case "disclosing":
        return { state: "disclosing", until: stage.until };
      case "pairing":
        return { state: "pairing", until: stage.until, triesLeft: stage.triesLeft };
      case "failed":
        return { state: "failed", why: stage.why };
      case "forgotten":
        return { state: "forgotten", receipt: stage.receipt };
      default:
    }
    const { until } = stage;
    // From that very instant on, whatever was erased yet.
    if (now >= until) return { state: "forgotten", receipt: null };
    if (stage.at === "disclosed") return { state: "disclosed", until, call: this.#call(visit, token, as) };
    // Whoever hung up in the queue may be called back: the floor knows more than the call that was bound.
    const call = this.#deps.floor.visitCall(visit.organisation, visit.id);
    if (call === null) return { state: stage.at === "ended" ? "ended" : "calling", until };
    if (call.phase === "calling") return { state: "calling", until };
    if (call.phase === "waiting") return { state: "waiting", until, place: call.place };
    return call.phase === "connected" ? { state: "connected", until, since: call.since } : { state: "ended", until };
  }

  #call(visit: Visit, token: string, as: "page" | "window"): Extract<VisitView, { state: "disclosed" }>["call"] {
    const about = this.#deps.directory.snapshot(visit.organisation);
    if (!isProven(visit, as) || about === null) return null;
    const code = this.#deps.codes.make(token, visit.codeRound, visit.codeLength);
    const number = about.numbers.find((one) => one.number === visit.number);
    return {
      number: visit.number,
      national: this.#deps.directory.national(visit.number, about.organisation.country),
      payer: number?.payer ?? null,
      code,
      link: dial(visit.number, code),
      fromPage: about.purposes.find(({ id }) => id === visit.purpose)?.callFromPage ?? false,
    };
  }

  /** Compares what the wallet shows. Rejects with `pairing_wrong`, `not_in_this_state`, `provider_failed`. */
  async pair(token: string, code: string): Promise<VisitView> {
    const { visit } = await this.#holder(token);
    const { organisation, id } = visit;
    const opened = this.#following.open(visit);
    const tried = await this.#deps.rows.change(organisation, id, { type: "pairingTried" });
    if (opened === null || tried === null || "rejected" in tried) throw new Refusal("not_in_this_state");
    const result = await this.#following.pairing(id, async () => {
      const answer = await opened.provider.pair(opened.ref, code).catch(async (err: unknown) => {
        this.#deps.log.warn({ err, organisation, visit: id }, "a pairing code could not be compared");
        await this.#deps.rows.change(organisation, id, { type: "pairingUntold" });
        throw new Refusal("provider_failed");
      });
      const type = answer === "paired" ? ("pairingDone" as const) : ("pairingWrong" as const);
      return this.#deps.rows.change(organisation, id, { type });
    });
    const stage = result !== null && "stage" in result ? result.stage : null;
    if (stage?.at === "failed") {
      this.#deps.watch.settled(stage.why);
      this.#following.leave(id);
      await opened.provider.cancel(opened.ref);
    }
    this.announce(id);
    if (stage?.at === "pairing") throw new Refusal("pairing_wrong", { tries: String(stage.triesLeft) });
    return this.view(token);
  }

  /** The visitor wants it forgotten, at whatever step; it is when this resolves. */
  async giveUp(token: string): Promise<void> {
    await this.#giveUp((await this.#holder(token)).visit);
  }

  async #giveUp(visit: Visit): Promise<void> {
    const { organisation, id } = visit;
    if (isUnfinished(visit.stage)) {
      const opened = this.#following.open(visit);
      this.#following.leave(id);
      const result = await this.#deps.rows.change(organisation, id, { type: "forgotten", receipt: null });
      if (result !== null && "stage" in result) this.#deps.watch.settled("cancelled");
      await opened?.provider.cancel(opened.ref);
    }
    // Also what was disclosed in this very moment.
    await this.#deps.attributes.forget(organisation, id, "asked");
    this.announce(id);
  }

  /** What the wallet's client in the browser asks, answered out of what is known; null: there is no such session. */
  async frontend(id: string, authorization: string, method: string, path: string): Promise<FrontendAnswer | null> {
    const opening = readToken(id);
    if (opening === null) return null;
    const visit = await this.#deps.rows.find(opening.organisation, { opening: hashOf(id, authorization) });
    if (visit === null || visit.way !== "wallet") return null;
    const cancel = () =>
      void this.#giveUp(visit).catch((err: unknown) =>
        this.#deps.log.error({ err, organisation: visit.organisation, visit: visit.id }, "a visit was not given up"),
      );
    return answerFrontend(this.#following.session(visit, cancel), method, path);
  }

  /** What the page itself may call. Rejects with `visit_over` and `visit_not_proven`. */
  async toCallFromPage(token: string): Promise<CallableVisit> {
    const holder = await this.#holder(token);
    const { organisation, id, number } = holder.visit;
    const view = this.#view(holder);
    if (view.state === "disclosing" || view.state === "pairing") throw new Refusal("visit_not_proven");
    if (view.state !== "disclosed") throw new Refusal("visit_over");
    if (view.call?.fromPage !== true) throw new Refusal("visit_not_proven");
    const { stage } = holder.visit;
    const demo = stage.at === "disclosed" && stage.demo;
    return { organisation, visit: id, number, until: view.until, demo };
  }

  /** A call from the page has come. False: the visit is in a call already, given up or forgotten. */
  async bindFromPage({ organisation, visit }: CallableVisit, call: string, now: number): Promise<boolean> {
    const result = await this.#deps.rows.change(organisation, visit, { type: "callBegan", call, now });
    if (result === null || "rejected" in result) return false;
    this.announce(visit);
    return true;
  }

  /** The page that leads to a service binds it to its browser, once; null: there is no such visit, or it was used. */
  async go(text: string): Promise<{ readonly url: string; readonly browser: string } | null> {
    const opening = readToken(text);
    if (opening === null) return null;
    const visit = await this.#deps.rows.find(opening.organisation, { opening: hashOf(text) });
    if (visit === null || !isUnfinished(visit.stage) || this.#deps.now() >= visit.stage.until) return null;
    const redirect = this.#following.open(visit)?.redirect ?? null;
    if (redirect === null) return null;
    const browser = newToken(visit.organisation);
    const bound = await this.#deps.rows.wentTo(visit.organisation, visit.id, hashOf(text), hashOf(browser.text));
    if (!bound) return null;
    return { url: redirect.url, browser: browser.text };
  }

  /**
   * The window came back from the service. Answers its own token, with which it learns number and code; null: this browser
   * did not go, or nothing was proven.
   */
  async returned(browser: string, asked: string): Promise<{ readonly token: string } | null> {
    const went = readToken(browser);
    const visit = went === null ? null : await this.#deps.rows.find(went.organisation, { browser: hashOf(browser) });
    if (visit === null || !isUnfinished(visit.stage)) return null;
    const url = new URL(asked, this.#deps.origin);
    const opened = this.#following.open(visit);
    if (opened?.redirect?.state !== url.searchParams.get("state")) return null;
    // Once: whoever comes back a second time, or twice at once, finds nothing.
    const first = await this.#deps.rows.cameBack(visit.organisation, visit.id, hashOf(browser));
    if (!first || opened === null) return null;
    const outcome = await opened.provider.returned(opened.ref, url);
    const token = newToken(visit.organisation);
    for (let round = 0; round < ROUNDS; round += 1) {
      const code = { windowHash: hashOf(token.text), codeMac: this.#mark(visit, token.text, round), codeRound: round };
      try {
        if (!(await this.#deps.rows.set(visit.organisation, visit.id, code))) return null;
        return (await this.#following.take(visit, outcome)) ? { token: token.text } : null;
      } catch (error) {
        if (violatedUnique(error) !== "visit_code") throw error;
      }
    }
    throw new Error("every code that was made is alive already");
  }
}

/** Fixed length and a comma as the pause: telephones refuse `tel:` with * or #. */
export const dial = (number: string, code: string) => `tel:${number},${code}`;

function presentation(started: Started, url: string): VisitStarted["presentation"] {
  return started.kind === "wallet" ? started.presentation : { kind: "redirect", url };
}
