import { type ErrorCode, errorBody } from "@belfry/contracts";

/** What a page can say about a refusal: the server's code, or one of the page's own. */
export interface Failure {
  readonly code: ErrorCode | "network" | "unknown";
  readonly params: Readonly<Record<string, string>>;
  readonly fields: readonly { readonly path: string; readonly message: string }[];
}

export class ApiError extends Error {
  readonly failure: Failure;
  readonly status: number;
  constructor(failure: Failure, status: number) {
    super(failure.code);
    this.name = "ApiError";
    this.failure = failure;
    this.status = status;
  }
}

/** Turns whatever was thrown into something that can be shown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) return error.failure;
  return { code: "unknown", params: {}, fields: [] };
}

/** The part of a zod schema that the client needs, so that the door's schemas check what arrives here too. */
interface Parser<T> {
  parse(value: unknown): T;
}

/** A body that is a CSV file, whatever the system takes its type for. */
export class CsvFile {
  readonly file: Blob;
  constructor(file: Blob) {
    this.file = file;
  }
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  const init: RequestInit = { method, credentials: "same-origin", headers: { accept: "application/json" } };
  if (body instanceof FormData) {
    init.body = body;
  } else if (body instanceof CsvFile) {
    init.body = body.file;
    init.headers = { accept: "application/json", "content-type": "text/csv" };
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { accept: "application/json", "content-type": "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiError({ code: "network", params: {}, fields: [] }, 0);
  }
  if (response.ok) return response;
  const parsed = errorBody.safeParse(await response.json().catch(() => null));
  const retryAfter = response.headers.get("retry-after");
  if (!parsed.success) throw new ApiError({ code: "unknown", params: {}, fields: [] }, response.status);
  const { code, params, fields } = parsed.data.error;
  const withWait = retryAfter === null || "seconds" in params ? params : { ...params, seconds: retryAfter };
  throw new ApiError({ code, params: withWait, fields }, response.status);
}

export async function get<T>(path: string, parser: Parser<T>): Promise<T> {
  const response = await send("GET", path, undefined);
  return parser.parse(await response.json());
}

/** What is no JSON. */
export async function getSound(path: string): Promise<Blob> {
  const response = await send("GET", path, undefined);
  return response.blob();
}

/** For `POST` and `PUT` whose answer matters. */
export async function ask<T>(method: "POST" | "PUT", path: string, body: unknown, parser: Parser<T>): Promise<T> {
  const response = await send(method, path, body);
  return parser.parse(await response.json());
}

/** For requests whose answer holds nothing that the page needs. */
export async function tell(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<void> {
  await send(method, path, body);
}

/** `?a=1&b=2` of the values that are there. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
