import { z } from "zod";
import { type Answer, type Ask, askOnce } from "../outside.ts";
import { ProviderError } from "../provider.ts";
import { type IrmaAuthentication, signed } from "./authentication.ts";

const sessionPackage = z.object({
  sessionPtr: z.object({ u: z.url({ protocol: /^https?$/ }).max(1000), irmaqr: z.literal("disclosing") }),
  token: z.string().regex(/^[\w-]{1,100}$/),
  frontendRequest: z.object({
    authorization: z.string().min(1).max(200),
    minProtocolVersion: z.string().max(10),
    maxProtocolVersion: z.string().max(10),
  }),
});
export type SessionPackage = z.infer<typeof sessionPackage>;

const remoteError = z.object({
  error: z.string().regex(/^[A-Z_]{1,60}$/),
  description: z.string().default(""),
  message: z.string().default(""),
});

const options = z.object({ pairingMethod: z.literal("pin"), pairingCode: z.string().regex(/^\d{4,8}$/) });
const status = z.enum(["INITIALIZED", "PAIRING", "CONNECTED", "CANCELLED", "DONE", "TIMEOUT"]);
export type IrmaStatus = z.infer<typeof status>;

/** The server knows nothing of the session, or no more: asking again does not help. */
export class SessionUnknown extends Error {}

/** The API of an IRMA server, for requestors and front ends. Everything rejects with `ProviderError`. */
export class IrmaClient {
  readonly #ask: Ask;
  readonly #base: string;
  readonly #how: IrmaAuthentication;

  constructor(ask: Ask, url: string, how: IrmaAuthentication) {
    this.#ask = ask;
    this.#base = url.replace(/\/+$/, "");
    this.#how = how;
  }

  async start(request: object, now: number): Promise<SessionPackage> {
    const sent = await signed(this.#how, request, now).catch(() => {
      throw new ProviderError("wrongKey", "the key that is set is no key of this kind");
    });
    const answer = await askOnce(this.#ask, this.#url(""), { method: "POST", ...sent });
    if (answer.status !== 200) throw refused(answer);
    return read(sessionPackage, answer);
  }

  /** Rejects with `SessionUnknown` as well. */
  async status(token: string, signal: AbortSignal): Promise<IrmaStatus> {
    const answer = await askOnce(this.#ask, this.#url(`${token}/status`), { method: "GET", signal });
    if (answer.status !== 200) throw refused(answer);
    return read(status, answer);
  }

  /** Calls `hint` whenever the status may have changed; resolves when that is over, or not to be had. */
  async events(token: string, hint: () => void, signal: AbortSignal): Promise<void> {
    const response = await this.#ask(this.#url(`${token}/statusevents`), {
      method: "GET",
      headers: { accept: "text/event-stream" },
      signal,
    });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (response.status !== 200 || !isStream || response.body === null) {
      await response.body?.cancel();
      return;
    }
    // What they say is asked for anyway: an event is a reason to look, and not more.
    for await (const _ of response.body) hint();
  }

  async result(token: string): Promise<unknown> {
    const answer = await askOnce(this.#ask, this.#url(`${token}/result`), { method: "GET" });
    if (answer.status !== 200) throw refused(answer);
    return read(z.unknown(), answer);
  }

  async remove(token: string): Promise<void> {
    await askOnce(this.#ask, this.#url(token), { method: "DELETE" });
  }

  /** Switches pairing on; the wallet then shows the code that this resolves with. */
  async pairByPin({ sessionPtr, frontendRequest }: SessionPackage): Promise<string> {
    const answer = await askOnce(this.#ask, new URL(`${sessionPtr.u}/frontend/options`), {
      method: "POST",
      headers: { "content-type": "application/json", authorization: frontendRequest.authorization },
      body: JSON.stringify({
        "@context": "https://irma.app/ld/request/frontendoptions/v1",
        pairingMethod: "pin",
      }),
    });
    if (answer.status !== 200) throw refused(answer);
    return read(options, answer).pairingCode;
  }

  /** False: the server does not wait for this. */
  async completePairing(pointer: string, authorization: string): Promise<boolean> {
    const answer = await askOnce(this.#ask, new URL(`${pointer}/frontend/pairingcompleted`), {
      method: "POST",
      headers: { authorization },
    });
    if (answer.status === 200 || answer.status === 204) return true;
    const error = refused(answer);
    if (error instanceof ProviderError && answer.status === 403) return false;
    throw error;
  }

  #url(path: string): URL {
    return new URL(`${this.#base}/session${path === "" ? "" : `/${path}`}`);
  }
}

function read<T>(schema: z.ZodType<T>, { text }: Answer): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ProviderError("otherService", "this is not the answer of an IRMA server");
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ProviderError("otherService", "this is not the answer of an IRMA server");
  return parsed.data;
}

/** Ways in which the server says that it does not know who asks; the rest of INVALID_REQUEST is about what is asked. */
const NOT_KNOWN =
  /could not be authenticated|unknown requestor|signature is invalid|verification error|illegal base64/i;

function refused({ status: code, text }: Answer): ProviderError | SessionUnknown {
  const { data } = remoteError.safeParse(parseJson(text));
  if (data === undefined)
    return code >= 500
      ? new ProviderError("failing", `the server answers ${code}`)
      : new ProviderError("otherService", `this is no IRMA server: it answers ${code}`);
  const { error, description, message } = data;
  if (error === "SESSION_UNKNOWN") return new SessionUnknown();
  const words = `${error}: ${[description, message].filter((one) => one !== "").join(". ")}`.slice(0, 300);
  if (error === "UNAUTHORIZED")
    // Without a message nobody was known; with one it names what this requestor may not ask.
    return new ProviderError(message === "" || message.startsWith("jwt ") ? "wrongKey" : "notEntitled", words);
  if (error === "INVALID_REQUEST")
    return new ProviderError(NOT_KNOWN.test(message) ? "wrongKey" : "unknownAttribute", words);
  return new ProviderError("failing", words);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
