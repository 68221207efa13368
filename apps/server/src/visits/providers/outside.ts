import { ProviderError } from "./provider.ts";

/** Asks a service outside; like `fetch`, but only where the operator allows it, and never led on by a redirect. */
export type Ask = (
  url: URL,
  request: {
    readonly method: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

/** The operator does not allow this address. `ask` rejects with it. */
export class TargetRefused extends Error {
  override readonly name = "TargetRefused";
}

const ANSWER_WITHIN = 10_000;
const LARGEST_ANSWER = 256 * 1024;

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One question and its whole answer. Rejects with `ProviderError`, or with the reason of `signal`. */
export async function askOnce(
  ask: Ask,
  url: URL,
  request: { method: string; headers?: Readonly<Record<string, string>>; body?: string; signal?: AbortSignal },
): Promise<Answer> {
  const within = AbortSignal.timeout(ANSWER_WITHIN);
  const { signal } = request;
  try {
    const response = await ask(url, {
      ...request,
      signal: signal === undefined ? within : AbortSignal.any([signal, within]),
    });
    return { status: response.status, text: await bounded(response) };
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw asProviderError(error, url.host);
  }
}

async function bounded(response: Response): Promise<string> {
  if (response.body === null) return "";
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.byteLength;
    if (length > LARGEST_ANSWER) throw new ProviderError("otherService", "its answer is far too long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** What went wrong on the way, in words; `host` is not secret, everything else of a request may be. */
export function asProviderError(error: unknown, host: string): ProviderError {
  if (error instanceof ProviderError) return error;
  const cause = deepest(error);
  if (cause instanceof TargetRefused) return new ProviderError("notAllowed", cause.message);
  if (cause instanceof Error && (cause.name === "TimeoutError" || codeOf(cause) === "ETIMEDOUT"))
    return new ProviderError("noAnswerInTime", `${host} does not answer in time`);
  const code = codeOf(cause);
  if (/^(ENOTFOUND|EAI_AGAIN|ENODATA)$/.test(code)) return new ProviderError("nameNotFound", `${host}: ${code}`);
  if (/^(ERR_TLS|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_SSL|EPROTO)/.test(code))
    return new ProviderError("tls", `${host}: ${code}`);
  if (/^(HPE_|ERR_HTTP|ERR_INVALID)/.test(code)) return new ProviderError("otherService", `${host}: ${code}`);
  return new ProviderError("notReached", `${host}: ${code === "" ? "the connection broke" : code}`);
}

/** Happy Eyeballs and `fetch` wrap what happened. */
function deepest(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return deepest(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return deepest(error.cause);
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
