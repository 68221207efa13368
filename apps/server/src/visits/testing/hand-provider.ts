import { randomUUID } from "node:crypto";
import type { AttributeTag, ProviderKind } from "@belfry/contracts";
import type { IdentityProviders } from "../ports.ts";
import type {
  FinalStatus,
  Outcome,
  Provider,
  ProviderRef,
  Started,
  StartRequest,
  WalletStatus,
} from "../providers/provider.ts";

interface Session {
  readonly id: string;
  readonly request: StartRequest;
  status: WalletStatus | FinalStatus;
  tell: () => void;
  readonly pairingCode: string;
  told: string;
}

const FINAL: ReadonlySet<string> = new Set(["done", "cancelled", "timeout", "down"]);

/** Somebody who vouches for whomever a test says: a wallet's server or a service, moved by hand. */
export class HandProvider implements Provider {
  readonly kind: ProviderKind;
  readonly offers: ReadonlySet<AttributeTag> = new Set<AttributeTag>(["bsn", "fullName"]);
  /** Survives whoever follows, as a server of its own would. */
  readonly sessions: Session[] = [];
  /** How often it was asked for what was disclosed, and to compare a pairing code. */
  fetched = 0;
  compared = 0;

  constructor(kind: "demo" | "oidc" = "demo") {
    this.kind = kind;
  }

  async start(request: StartRequest): Promise<Started> {
    const id = randomUUID();
    const session = {
      id,
      request,
      status: "initialized" as const,
      tell: () => {},
      pairingCode: "4711",
      told: "Willeke",
    };
    const state = `state-${this.sessions.push(session) - 1}`;
    const ref = { session: id };
    if (this.kind === "oidc") return { kind: "redirect", url: "https://login.example.org/", state, ref };
    return {
      kind: "wallet",
      ref,
      presentation: {
        kind: "wallet",
        demo: true,
        link: "https://wallet.example.org/open",
        qr: "https://wallet.example.org/scan",
        session: {
          sessionPtr: { u: request.frontend.url, irmaqr: "disclosing" },
          frontendRequest: {
            authorization: request.frontend.authorization,
            minProtocolVersion: "1.0",
            maxProtocolVersion: "1.1",
          },
        },
      },
    };
  }

  /** What the wallet does; the latest session where none is named. */
  move(status: WalletStatus | FinalStatus, session = this.latest): void {
    session.status = status;
    session.tell();
  }

  get latest(): Session {
    const last = this.sessions.at(-1);
    if (last === undefined) throw new Error("nobody has begun");
    return last;
  }

  async follow(ref: ProviderRef, onStatus: (status: WalletStatus) => void, signal: AbortSignal): Promise<FinalStatus> {
    const session = this.#of(ref);
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      session.tell = () => {
        const { status } = session;
        if (status === "initialized" || status === "pairing" || status === "connected") onStatus(status);
        else resolve(status);
      };
      session.tell();
    });
  }

  async pair(ref: ProviderRef, code: string): Promise<"paired" | "wrong"> {
    const session = this.#of(ref);
    this.compared += 1;
    if (code !== session.pairingCode) return "wrong";
    this.move("connected", session);
    return "paired";
  }

  async fetch(ref: ProviderRef): Promise<Outcome> {
    this.fetched += 1;
    const verifiedAt = 1_790_000_000_000;
    const value = this.#of(ref).told;
    const about = { source: "City", sourceAttribute: "demo.name", demo: true, verifiedAt };
    return { kind: "proven", attributes: [{ tag: "fullName", value, ...about }] };
  }

  async returned(ref: ProviderRef, url: URL): Promise<Outcome> {
    if (url.searchParams.get("code") === "good") return this.fetch(ref);
    return { kind: "failed", why: "notProven", detail: "the service said no" };
  }

  async cancel(ref: ProviderRef): Promise<void> {
    const session = this.#find(ref);
    if (session !== undefined && !FINAL.has(session.status)) this.move("cancelled", session);
  }

  async test() {
    return { problem: null, detail: "" };
  }

  #find(ref: ProviderRef): Session | undefined {
    return this.sessions.find(({ id }) => id === ref["session"]);
  }

  #of(ref: ProviderRef): Session {
    const session = this.#find(ref);
    if (session === undefined) throw new Error("no such session");
    return session;
  }
}

/** Providers of all organisations, by id. */
export class HandProviders implements IdentityProviders {
  readonly #known = new Map<string, Provider>();

  add(id: string, provider: Provider): void {
    this.#known.set(id, provider);
  }

  open(_organisation: string, id: string) {
    const provider = this.#known.get(id);
    return provider === undefined ? null : { name: "By hand", provider };
  }
}
