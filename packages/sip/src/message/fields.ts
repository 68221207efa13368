import { isToken } from "./characters.ts";
import { Cursor, formatParams, quoteText, unquote } from "./cursor.ts";
import type { Params } from "./types.ts";

/** `token *(;param)` as in Event, Subscription-State and Content-Disposition; the token keeps its case. */
export interface TokenParams {
  readonly token: string;
  readonly params: Params;
}

export function parseTokenParams(text: string): TokenParams | null {
  const cursor = new Cursor(text);
  const token = cursor.token();
  const params = cursor.params();
  return token === "" || params === null || !cursor.atEnd() ? null : { token, params };
}

/** Content-Type: `type` is `type/subtype` in lower case. */
export function parseContentType(text: string): { readonly type: string; readonly params: Params } | null {
  const cursor = new Cursor(text);
  const main = cursor.token();
  if (main === "" || !cursor.take(0x2f)) return null;
  const sub = cursor.token();
  const params = cursor.params();
  if (sub === "" || params === null || !cursor.atEnd()) return null;
  return { type: `${main}/${sub}`.toLowerCase(), params };
}

/** Whole seconds as in Expires, Min-SE, Min-Expires and Retry-After (whose comment and parameters are left out). */
export function parseSeconds(text: string): number | null {
  const match = /^\s*(\d{1,10})\s*(?:$|[;(])/.exec(text);
  const seconds = Number(match?.[1] ?? Number.NaN);
  return seconds < 2 ** 32 ? seconds : null;
}

/** RFC 3891. */
export interface Replaces {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  readonly earlyOnly: boolean;
}

export function parseReplaces(text: string): Replaces | null {
  const semicolon = text.indexOf(";");
  if (semicolon < 0) return null;
  const callId = text.slice(0, semicolon).trim();
  const cursor = new Cursor(text, semicolon);
  const params = cursor.params();
  if (!/^\S+$/.test(callId) || params === null || !cursor.atEnd()) return null;
  const toTag = params["to-tag"];
  const fromTag = params["from-tag"];
  if (typeof toTag !== "string" || typeof fromTag !== "string") return null;
  return { callId, toTag, fromTag, earlyOnly: Object.hasOwn(params, "early-only") };
}

export function formatReplaces({ callId, toTag, fromTag, earlyOnly }: Replaces): string {
  return `${callId};to-tag=${toTag};from-tag=${fromTag}${earlyOnly ? ";early-only" : ""}`;
}

/** RFC 3326. `protocol` as it came (SIP, Q.850); `text` unquoted. */
export interface Reason {
  readonly protocol: string;
  readonly cause: number | null;
  readonly text: string | null;
}

/** One element of Reason (cut the list with `headerItems`). */
export function parseReason(value: string): Reason | null {
  const parsed = parseTokenParams(value);
  if (parsed === null) return null;
  const cause = parsed.params["cause"] ?? null;
  const text = parsed.params["text"] ?? null;
  if (cause !== null && !/^\d{1,9}$/.test(cause)) return null;
  return {
    protocol: parsed.token,
    cause: cause === null ? null : Number(cause),
    text: text === null ? null : unquote(text),
  };
}

export function formatReason({ protocol, cause, text }: Reason): string {
  const causePart = cause === null ? "" : `;cause=${cause}`;
  return `${protocol}${causePart}${text === null ? "" : `;text=${quoteText(text)}`}`;
}

/** RFC 4028. */
export interface SessionExpires {
  readonly seconds: number;
  readonly refresher: "uac" | "uas" | null;
}

export function parseSessionExpires(text: string): SessionExpires | null {
  const parsed = parseTokenParams(text);
  const seconds = parsed === null ? null : parseSeconds(parsed.token);
  if (parsed === null || seconds === null) return null;
  const refresher = parsed.params["refresher"]?.toLowerCase() ?? null;
  if (refresher !== null && refresher !== "uac" && refresher !== "uas") return null;
  return { seconds, refresher };
}

export function formatSessionExpires({ seconds, refresher }: SessionExpires): string {
  return `${seconds}${formatParams(refresher === null ? {} : { refresher })}`;
}

/** RFC 3262: 1 to 2^32 - 1. */
export function parseRSeq(text: string): number | null {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number < 2 ** 32 ? number : null;
}

export interface RAck {
  readonly rseq: number;
  readonly sequence: number;
  readonly method: string;
}

export function parseRAck(text: string): RAck | null {
  const match = /^(\d{1,10})[ \t]+(\d{1,10})[ \t]+(\S+)$/.exec(text);
  const rseq = parseRSeq(match?.[1] ?? "");
  const sequence = Number(match?.[2] ?? Number.NaN);
  const method = match?.[3] ?? "";
  return rseq === null || !(sequence < 2 ** 31) || !isToken(method) ? null : { rseq, sequence, method };
}

export function formatRAck({ rseq, sequence, method }: RAck): string {
  return `${rseq} ${sequence} ${method}`;
}
