import type {
  Presentation,
  PUBLIC_API,
  PurposeOffer,
  VisitPhone,
  VisitRequest,
  VisitStarted,
  VisitView,
  VisitWindow,
} from "@belfry/contracts";

// NOTE: written out, because the contracts bring their schemas along; the type holds both together.
export const API: typeof PUBLIC_API = {
  purposes: "/api/public/v1/purposes",
  visits: "/api/public/v1/visits",
  visit: "/api/public/v1/visits/current",
  visitEvents: "/api/public/v1/visits/current/events",
  visitPairing: "/api/public/v1/visits/current/pairing",
  visitPhone: "/api/public/v1/visits/current/phone",
  visitWindow: "/api/public/v1/visits/window",
  wallet: "/api/public/v1/wallet",
};

/** The server refused, with one of its codes and what belongs to it. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  readonly code: string;
  readonly params: object;

  constructor(status: number, told: unknown) {
    const error = member(told, "error");
    const code = member(error, "code");
    super(typeof code === "string" ? code : "internal");
    this.status = status;
    this.code = this.message;
    const params = member(error, "params");
    this.params = typeof params === "object" && params !== null ? params : {};
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : null;
}

type WalletSession = Extract<Presentation, { kind: "wallet" }>["session"];

/** What a page may ask of the server: without cookies, and only from an origin that the organisation allows. */
export class PublicDoor {
  readonly #server: string;

  constructor(server: string) {
    this.#server = server.replace(/\/+$/, "");
  }

  offer(organisation: string, purpose: string, language: string, signal: AbortSignal): Promise<PurposeOffer> {
    const path = `${API.purposes}/${encodeURIComponent(organisation)}/${encodeURIComponent(purpose)}`;
    return this.#json(`${path}?language=${encodeURIComponent(language)}`, { signal });
  }

  begin(request: VisitRequest): Promise<VisitStarted> {
    return this.#json(API.visits, post(request));
  }

  visit(token: string, signal: AbortSignal): Promise<VisitView> {
    return this.#json(API.visit, { signal, headers: bearer(token) });
  }

  /** The answer's body goes on until either side ends it. */
  events(token: string, signal: AbortSignal): Promise<Response> {
    return this.#ask(API.visitEvents, { signal, headers: { ...bearer(token), accept: "text/event-stream" } });
  }

  pair(token: string, code: string): Promise<VisitView> {
    return this.#json(API.visitPairing, post({ code }, bearer(token)));
  }

  phone(token: string): Promise<VisitPhone> {
    return this.#json(API.visitPhone, post({}, bearer(token)));
  }

  /** On a page of the server's own, which has come back from a service: the token is taken up, once. */
  async window(): Promise<string> {
    const { token }: VisitWindow = await this.#json(API.visitWindow, { ...post({}), credentials: "same-origin" });
    return token;
  }

  async forget(token: string): Promise<void> {
    await this.#ask(API.visit, { method: "DELETE", headers: bearer(token), keepalive: true });
  }

  /** The wallet's session as this page reaches it: whatever name the server has for itself, it is asked where we ask it. */
  session(given: WalletSession): WalletSession {
    const { pathname } = new URL(given.sessionPtr.u, this.#server);
    return { ...given, sessionPtr: { ...given.sessionPtr, u: this.#server + pathname } };
  }

  async #json<Answer>(path: string, request: RequestInit): Promise<Answer> {
    const answer: Answer = await (await this.#ask(path, request)).json();
    return answer;
  }

  async #ask(path: string, request: RequestInit): Promise<Response> {
    const answer = await fetch(this.#server + path, { credentials: "omit", cache: "no-store", ...request });
    if (answer.ok) return answer;
    throw new Refused(answer.status, await answer.json().catch(() => null));
  }
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body: JSON.stringify(body), headers: { ...headers, "content-type": "application/json" } };
}
