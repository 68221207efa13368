import { parseAuth } from "../message/auth.ts";
import { quoteText } from "../message/cursor.ts";
import { headerValues } from "../message/headers.ts";
import { decodeText } from "../message/text.ts";
import type { Header, SipResponse } from "../message/types.ts";

/** Lower-case hex of the hash over the UTF-8 bytes of `text`. */
export type DigestHash = (algorithm: "MD5" | "SHA-256", text: string) => string;

const algorithms = ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"] as const;
export type DigestAlgorithm = (typeof algorithms)[number];

export interface DigestChallenge {
  /** Who asks: a user agent server (401) or a proxy (407). */
  readonly by: "server" | "proxy";
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  /** The password was right and only the nonce too old: try again with this one. */
  readonly stale: boolean;
  readonly algorithm: DigestAlgorithm;
  /** null when the challenge offers none, the form of RFC 2069. */
  readonly qop: "auth" | "auth-int" | null;
}

/**
 * The challenges of a 401 or 407 that we can answer, one for each realm: the topmost whose algorithm and qop are
 * known, as the order is the server's preference (RFC 8760 2.4).
 */
export function readChallenges(response: SipResponse): readonly DigestChallenge[] {
  const found = new Map<string, DigestChallenge>();
  for (const by of ["server", "proxy"] as const) {
    const name = by === "server" ? "WWW-Authenticate" : "Proxy-Authenticate";
    for (const value of headerValues(response, name)) {
      for (const challenge of parseChallenges(value, by)) {
        const key = `${by} ${challenge.realm}`;
        if (!found.has(key)) found.set(key, challenge);
      }
    }
  }
  return [...found.values()];
}

function parseChallenges(text: string, by: DigestChallenge["by"]): readonly DigestChallenge[] {
  const challenges: DigestChallenge[] = [];
  for (const { scheme, params } of parseAuth(text) ?? []) {
    const realm = params.get("realm");
    const nonce = params.get("nonce");
    const wanted = (params.get("algorithm") ?? "MD5").toLowerCase();
    const algorithm = algorithms.find((known) => known.toLowerCase() === wanted);
    const qop = chooseQop(params.get("qop"));
    if (scheme.toLowerCase() !== "digest" || realm === undefined || nonce === undefined) continue;
    if (algorithm === undefined || qop === undefined) continue;
    const stale = params.get("stale")?.toLowerCase() === "true";
    challenges.push({ by, realm, nonce, opaque: params.get("opaque") ?? null, stale, algorithm, qop });
  }
  return challenges;
}

function chooseQop(offered: string | undefined): DigestChallenge["qop"] | undefined {
  if (offered === undefined) return null;
  const names = offered.split(",").map((name) => name.trim().toLowerCase());
  if (names.includes("auth")) return "auth";
  return names.includes("auth-int") ? "auth-int" : undefined;
}

export interface DigestAnswer {
  readonly challenge: DigestChallenge;
  readonly user: string;
  readonly password: string;
  readonly method: string;
  /** The Request-URI as it is sent. */
  readonly uri: string;
  readonly body: Uint8Array;
  /** How many requests have used this nonce, this one among them: 1, 2, … */
  readonly count: number;
  /** Fresh randomness of ours. */
  readonly cnonce: string;
  readonly hash: DigestHash;
}

/** The Authorization or Proxy-Authorization header that answers a challenge (RFC 7616 3.4, RFC 8760). */
export function answerChallenge(answer: DigestAnswer): Header {
  const { challenge, user, method, uri, cnonce } = answer;
  const { realm, nonce, qop, algorithm, opaque } = challenge;
  const family = algorithm.startsWith("MD5") ? "MD5" : "SHA-256";
  const hash = (text: string) => answer.hash(family, text);
  const session = algorithm.endsWith("-sess");

  const secret = hash(`${user}:${realm}:${answer.password}`);
  const a1 = session ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  // NOTE: auth-int covers the body as text, so it is right for every body that is UTF-8.
  const a2 = hash(qop === "auth-int" ? `${method}:${uri}:${hash(decodeText(answer.body))}` : `${method}:${uri}`);
  const nc = answer.count.toString(16).padStart(8, "0");
  const response = hash(qop === null ? `${a1}:${nonce}:${a2}` : `${a1}:${nonce}:${nc}:${cnonce}:${qop}:${a2}`);

  const params = [
    `username=${quoteText(user)}`,
    `realm=${quoteText(realm)}`,
    `nonce=${quoteText(nonce)}`,
    `uri=${quoteText(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
  ];
  if (qop !== null || session) params.push(`cnonce=${quoteText(cnonce)}`);
  if (qop !== null) params.push(`qop=${qop}`, `nc=${nc}`);
  if (opaque !== null) params.push(`opaque=${quoteText(opaque)}`);
  return {
    name: challenge.by === "server" ? "Authorization" : "Proxy-Authorization",
    value: `Digest ${params.join(", ")}`,
  };
}
