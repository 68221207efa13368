import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import type { RequestorRequest } from "./session.ts";

/** Who may start sessions, and by what they are known. `key`: the token, base64, or the PEM of a public key. */
export type Requestors =
  | { readonly method: "none" }
  | { readonly method: "token" | "hmac" | "publickey"; readonly name: string; readonly key: string };

export type Authenticated =
  | { readonly request: RequestorRequest }
  | { readonly error: "UNAUTHORIZED" | "INVALID_REQUEST"; readonly message: string };

const OLDEST_SECONDS = 300;

/** As the server decides who asks: by the header, or by a JWT that is the whole body. */
export function authenticate(
  requestors: Requestors,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  now: number,
): Authenticated {
  const { authorization } = headers;
  const type = String(headers["content-type"] ?? "");
  const isJson = type.startsWith("application/json");
  if (requestors.method === "none" && authorization === undefined && isJson) return parsed(JSON.parse(body));
  if (requestors.method === "token" && authorization !== undefined && isJson)
    return authorization === requestors.key ? parsed(JSON.parse(body)) : { error: "UNAUTHORIZED", message: "" };
  const isJwt = authorization === undefined && type.startsWith("text/plain");
  if (isJwt && (requestors.method === "hmac" || requestors.method === "publickey"))
    return byJwt(requestors, body, Math.floor(now / 1000));
  return { error: "INVALID_REQUEST", message: "request could not be authenticated" };
}

function byJwt(
  { method, name, key }: Exclude<Requestors, { method: "none" }>,
  body: string,
  seconds: number,
): Authenticated {
  const [head = "", payload = "", signature = ""] = body.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  const header = read(head);
  const claims = read(payload);
  if (header.alg !== (method === "hmac" ? "HS256" : "RS256"))
    return { error: "INVALID_REQUEST", message: "request could not be authenticated" };
  const requestor = header.kid ?? claims.iss;
  if (requestor !== name) return { error: "INVALID_REQUEST", message: `Unknown requestor: ${requestor}` };
  const signed = Buffer.from(`${head}.${payload}`);
  const given = Buffer.from(signature, "base64url");
  const isRight =
    method === "publickey"
      ? verify("RSA-SHA256", signed, createPublicKey(key), given)
      : same(createHmac("sha256", Buffer.from(key, "base64")).update(signed).digest(), given);
  if (!isRight) return { error: "INVALID_REQUEST", message: "signature is invalid" };
  if (claims.iat + OLDEST_SECONDS < seconds) return { error: "UNAUTHORIZED", message: "jwt too old" };
  if (!(claims.iat <= seconds)) return { error: "UNAUTHORIZED", message: "jwt not yet valid" };
  if (claims.sub !== "verification_request") return { error: "INVALID_REQUEST", message: "Invalid session type" };
  return parsed(claims.sprequest);
}

function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The bare request is accepted as well. */
function parsed(json: RequestorRequest & RequestorRequest["request"]): Authenticated {
  const request: RequestorRequest = json.request === undefined ? { request: json } : json;
  const asked = request.request.disclose;
  const isRight =
    request.request["@context"] === "https://irma.app/ld/request/disclosure/v2" &&
    Array.isArray(asked) &&
    asked.length > 0;
  return isRight ? { request } : { error: "INVALID_REQUEST", message: "Invalid session request" };
}
