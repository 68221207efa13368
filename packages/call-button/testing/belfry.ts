import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  PUBLIC_API,
  type PurposeOffer,
  pairingRequest,
  purposeOffer,
  type VisitStarted,
  type VisitView,
  visitRequest,
  visitStarted,
  visitView,
} from "@belfry/contracts";
import { z } from "zod";

const BUILT = join(import.meta.dirname, "../dist/hosted");
const HOUR = 3_600_000;
export const TOKEN = "the-token-of-this-visit";
export const CODE = "83051927";
const WALLET = "b1f3a1de0f";

export const OFFER: PurposeOffer = {
  organisation: "Gemeente Voorbeeld",
  title: "Parking permits",
  explanation: "Questions about a permit that you have or want to have.",
  languages: ["en", "nl", "fr", "uk"],
  to: { number: "+31201234567", national: "020 123 4567", payer: "caller" },
  attributes: ["fullName", "bsn", "address"],
  providers: [{ id: "6a9d9b53-6f0a-4a2d-8b6e-0d7d3b6f0a11", kind: "irma", name: "Yivi" }],
  open: true,
  opensAt: null,
  callFromPage: true,
  forgottenAfter: HOUR,
};

/**
 * The public interface as the contracts have it, with a visit that a test moves by hand: for what the page does in each
 * state. What the server does is tried with the real one.
 */
export class ScriptedBelfry {
  offer: PurposeOffer = OFFER;
  /** Null: nothing is found, as for a foreign origin; no answer of it may be read by a page then. */
  allowed: string | null = null;
  presentation: "wallet" | "redirect" = "wallet";
  pairingCode = "4711";
  tries = 3;
  wallet: "INITIALIZED" | "PAIRING" | "CONNECTED" | "DONE" = "INITIALIZED";
  /** Streams are refused, as where something on the way holds them up. */
  streams = true;
  readonly asked: string[] = [];
  readonly requests: unknown[] = [];
  readonly #server: Server;
  readonly #listeners = new Set<ServerResponse>();
  readonly #files: ReadonlyMap<string, string>;
  readonly #manifest: { readonly version: string; readonly script: string; readonly integrity: string };
  #view: VisitView = { state: "disclosing", until: Date.now() + HOUR / 6 };

  private constructor(server: Server, files: ReadonlyMap<string, string>) {
    this.#server = server;
    this.#files = files;
    this.#manifest = manifest.parse(JSON.parse(files.get("manifest.json") ?? ""));
    server.on("request", (request: IncomingMessage, answer: ServerResponse) => void this.#answer(request, answer));
  }

  static async start(files: ReadonlyMap<string, string>): Promise<ScriptedBelfry> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new ScriptedBelfry(server, files);
  }

  get origin(): string {
    const { port } = portOf(this.#server);
    return `http://127.0.0.1:${port}`;
  }
  get script(): { readonly url: string; readonly integrity: string } {
    const { version, script, integrity } = this.#manifest;
    return { url: `${this.origin}/call-button/${version}/${script}`, integrity };
  }

  become(view: VisitView): void {
    this.#view = visitView.parse(view);
    for (const listener of this.#listeners) this.#tell(listener);
  }

  /** The connections break, and new ones are refused until `back`. */
  async vanish(): Promise<{ back(): Promise<void> }> {
    const { port } = portOf(this.#server);
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
    return { back: () => new Promise<void>((listening) => this.#server.listen(port, "127.0.0.1", listening)) };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((closed) => this.#server.close(closed));
  }

  #tell(listener: ServerResponse): void {
    listener.write(`data: ${JSON.stringify(this.#view)}\n\n`);
  }

  async #answer(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const origin = request.headers.origin ?? "";
    this.asked.push(`${request.method} ${path}`);
    if (path.startsWith("/call-button/")) return this.#file(path, answer);
    if (path === "/visit/done") return this.#done(answer);
    const isOurs = request.headers["sec-fetch-site"] === "same-origin";
    if (origin !== this.allowed && !isOurs) return send(answer, 404, { error: { code: "not_found" } });
    answer.setHeader("access-control-allow-origin", origin);
    answer.setHeader("access-control-allow-headers", "authorization, content-type");
    answer.setHeader("access-control-allow-methods", "GET, POST, DELETE");
    if (request.method === "OPTIONS") return send(answer, 204, null);
    if (path === `${PUBLIC_API.purposes}/example/parking`) return send(answer, 200, purposeOffer.parse(this.offer));
    if (path === PUBLIC_API.visits) {
      this.requests.push(visitRequest.parse(await body(request)));
      this.#view = { state: "disclosing", until: Date.now() + HOUR / 6 };
      this.wallet = "INITIALIZED";
      return send(answer, 200, visitStarted.parse(this.#started()));
    }
    if (path === PUBLIC_API.visitWindow && isOurs) return send(answer, 200, { token: TOKEN });
    if (path === `${PUBLIC_API.wallet}/${WALLET}/frontend/status`) return send(answer, 200, this.wallet);
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return send(answer, 404, { error: { code: "not_found" } });
    if (path === PUBLIC_API.visitEvents && this.streams) return this.#stream(answer);
    if (path === PUBLIC_API.visitPairing) return this.#pair(pairingRequest.parse(await body(request)).code, answer);
    if (path === PUBLIC_API.visit && request.method === "DELETE") {
      this.become({ state: "forgotten", receipt: "2026-000123" });
      return send(answer, 204, null);
    }
    if (path === PUBLIC_API.visit) return send(answer, 200, this.#view);
    send(answer, 503, { error: { code: "internal" } });
  }

  #started(): VisitStarted {
    const sessionPtr = { u: `${this.origin}${PUBLIC_API.wallet}/${WALLET}`, irmaqr: "disclosing" } as const;
    return {
      token: TOKEN,
      visit: this.#view,
      presentation:
        this.presentation === "redirect"
          ? { kind: "redirect", url: `${this.origin}/visit/go/opening` }
          : {
              kind: "wallet",
              demo: false,
              link: `https://open.yivi.app/-/session#${encodeURIComponent(JSON.stringify(sessionPtr))}`,
              qr: `https://open.yivi.app/-/session#${encodeURIComponent(JSON.stringify(sessionPtr))}`,
              session: {
                sessionPtr,
                frontendRequest: { authorization: "ours", minProtocolVersion: "1.0", maxProtocolVersion: "1.1" },
              },
            },
    };
  }

  #pair(code: string, answer: ServerResponse): void {
    if (code === this.pairingCode) {
      this.wallet = "CONNECTED";
      this.become({ state: "disclosing", until: Date.now() + HOUR / 6 });
    } else {
      this.tries -= 1;
      this.become({ state: "pairing", until: Date.now() + HOUR / 6, triesLeft: this.tries });
      send(answer, 400, { error: { code: "pairing_wrong", params: { tries: String(this.tries) } } });
      return;
    }
    send(answer, 200, this.#view);
  }

  #stream(answer: ServerResponse): void {
    answer.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    this.#listeners.add(answer);
    answer.on("close", () => this.#listeners.delete(answer));
    this.#tell(answer);
  }

  #done(answer: ServerResponse): void {
    answer.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    answer.end(`<!doctype html><html lang="en"><title>Call</title>
<script type="module" src="${this.script.url}" integrity="${this.script.integrity}" crossorigin="anonymous"></script>
<main><h1>Calling</h1><belfry-visit><p>One moment.</p></belfry-visit></main></html>`);
  }

  #file(path: string, answer: ServerResponse): void {
    const content = this.#files.get(path.replace(`/call-button/${this.#manifest.version}/`, ""));
    if (content === undefined) {
      send(answer, 404, null);
      return;
    }
    answer.writeHead(200, {
      "content-type": "text/javascript",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    });
    answer.end(content);
  }
}

const manifest = z.object({ version: z.string(), script: z.string(), integrity: z.string() });

/** What the build made, by path. */
export async function builtFiles(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = names.map(async (name) => [name, await readFile(join(BUILT, name), "utf8")] as const);
  return new Map(await Promise.all(files));
}

function portOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen.");
  return address;
}

async function body(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return JSON.parse(Buffer.concat(parts).toString());
}

function send(answer: ServerResponse, status: number, content: unknown): void {
  answer.writeHead(status, { "content-type": "application/json" });
  answer.end(content === null ? "" : JSON.stringify(content));
}
