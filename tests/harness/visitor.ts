import {
  type IdentityProviderInput,
  type Presentation,
  PUBLIC_API,
  type PurposeInput,
  type VisitRequest,
  type VisitView,
  visitStarted,
  visitView,
} from "@belfry/contracts";
import type { PageProgram } from "./page-program.ts";
import type { Stack } from "./stack.ts";
import { patience, until } from "./until.ts";

/** The organisation's website, as far as its pages say. */
export const SITE = "https://www.city.example";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Asks the public door as a page of a website would. */
export async function askPublic(
  stack: Pick<Stack, "origin">,
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly token?: string; readonly origin?: string } = {},
): Promise<Answer> {
  const { body, token, origin = SITE } = options;
  const response = await fetch(stack.origin + path, {
    method,
    headers: {
      origin,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: patience(),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

/** A visitor's page, which has begun a visit and holds its token. */
export class Visitor {
  readonly token: string;
  readonly presentation: Presentation & { readonly kind: "wallet" };
  readonly #stack: Pick<Stack, "origin">;

  private constructor(stack: Pick<Stack, "origin">, token: string, presentation: Presentation) {
    if (presentation.kind !== "wallet") throw new Error("this purpose asks for no wallet");
    this.#stack = stack;
    this.token = token;
    this.presentation = presentation;
  }

  static async begin(stack: Pick<Stack, "origin">, device: VisitRequest["device"], purpose: string): Promise<Visitor> {
    const body = { organisation: "demo", purpose, language: "en", device };
    const answer = await askPublic(stack, "POST", PUBLIC_API.visits, { body });
    if (answer.status !== 201) throw new Error(`the visit did not begin: ${JSON.stringify(answer.body)}`);
    const { token, presentation } = visitStarted.parse(answer.body);
    return new Visitor(stack, token, presentation);
  }

  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    return askPublic(this.#stack, method, path, { token: this.token, ...(body === undefined ? {} : { body }) });
  }

  async view(): Promise<VisitView> {
    return visitView.parse((await this.ask("GET", PUBLIC_API.visit)).body);
  }

  async inState<State extends VisitView["state"]>(state: State): Promise<VisitView & { state: State }> {
    return until(`the visit is ${state}`, async () => {
      const view = await this.view();
      return isIn(view, state) ? view : null;
    });
  }

  /** What the page is told as it happens, until the visit is over or the result is called. */
  follow(): { readonly told: VisitView[]; readonly end: () => void } {
    const told: VisitView[] = [];
    const gone = new AbortController();
    const read = async () => {
      const response = await fetch(this.#stack.origin + PUBLIC_API.visitEvents, {
        headers: { origin: SITE, authorization: `Bearer ${this.token}` },
        signal: gone.signal,
      });
      let rest = "";
      for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const events = (rest + text).split("\n\n");
        rest = events.pop() ?? "";
        for (const event of events)
          if (event.startsWith("data: ")) told.push(visitView.parse(JSON.parse(event.slice("data: ".length))));
      }
    };
    read().catch(() => {});
    return { told, end: () => gone.abort() };
  }
}

function isIn<State extends VisitView["state"]>(view: VisitView, state: State): view is VisitView & { state: State } {
  return view.state === state;
}

/** Sets the demo organisation up so that visitors of `SITE` prove who they are with wallets of this server. */
export async function askForProof(
  admin: PageProgram,
  irma: { readonly url: string },
  purpose: Partial<PurposeInput> & Pick<PurposeInput, "name">,
  instead?: IdentityProviderInput,
): Promise<void> {
  const ok = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const { status, value } = await admin.ask(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const settings = await ok("GET", "/api/v1/verified-calling");
  await ok("PUT", "/api/v1/verified-calling", { ...Object(settings), origins: [SITE] });
  const provider = await ok(
    "POST",
    "/api/v1/identity-providers",
    instead ?? {
      kind: "irma",
      name: `Wallets for ${purpose.name}`,
      url: irma.url,
      authentication: "none",
      mapping: {
        fullName: ["irma-demo.gemeente.personalData.fullname"],
        bsn: ["irma-demo.gemeente.personalData.bsn"],
      },
    },
  );
  const numbers = await ok("GET", "/api/v1/numbers");
  const number = Array.isArray(numbers) ? numbers.find((one) => one.label === "Permits")?.id : null;
  await ok("POST", "/api/v1/purposes", {
    title: { en: "Your permit" },
    explanation: { en: "We need to know who you are." },
    languages: ["en"],
    number,
    attributes: [{ tag: "fullName" }, { tag: "bsn" }],
    providers: [Object(provider).id],
    ...purpose,
  });
}
