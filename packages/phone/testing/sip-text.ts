import { createHash, randomBytes } from "node:crypto";

/** A SIP message as a test reads it: enough for a registrar and one dialog, and independent of the code under test. */
export interface SipText {
  readonly start: string;
  /** The method of a request, null of a response. */
  readonly method: string | null;
  readonly status: number | null;
  readonly body: string;
  readonly raw: string;
  header(name: string): string;
}

export function readSip(raw: string): SipText {
  const [head = "", body = ""] = raw.split(/\r\n\r\n/, 2).length === 2 ? splitOnce(raw) : [raw];
  const [start = "", ...lines] = head.split("\r\n");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(":");
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  const status = /^SIP\/2\.0 (\d{3})/.exec(start)?.[1];
  return {
    start,
    method: status === undefined ? (start.split(" ")[0] ?? null) : null,
    status: status === undefined ? null : Number(status),
    body,
    raw,
    header: (name) => headers.get(name.toLowerCase()) ?? "",
  };
}

function splitOnce(raw: string): [string, string] {
  const at = raw.indexOf("\r\n\r\n");
  return [raw.slice(0, at), raw.slice(at + 4)];
}

export function writeSip(start: string, headers: readonly (readonly [string, string])[], body = ""): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [start, ...lines, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
}

export function reply(request: SipText, status: string, extra: readonly (readonly [string, string])[] = [], body = "") {
  const to = request.header("to");
  return writeSip(
    `SIP/2.0 ${status}`,
    [
      ["Via", request.header("via")],
      ["From", request.header("from")],
      ["To", /;\s*tag=/.test(to) ? to : `${to};tag=edge`],
      ["Call-ID", request.header("call-id")],
      ["CSeq", request.header("cseq")],
      ...extra,
    ],
    body,
  );
}

export function token(): string {
  return randomBytes(8).toString("hex");
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** Whether the digest of the request (RFC 2617, qop=auth) was made with this user and password. */
export function digestFits(request: SipText, user: string, password: string): boolean {
  const field = (name: string) =>
    new RegExp(`[ ,]${name}=(?:"([^"]*)"|([^,]*))`)
      .exec(` ${request.header("authorization")}`)
      ?.slice(1)
      .find(Boolean) ?? "";
  const ha1 = md5(`${user}:${field("realm")}:${password}`);
  const ha2 = md5(`${request.method}:${field("uri")}`);
  const expected = md5([ha1, field("nonce"), field("nc"), field("cnonce"), field("qop"), ha2].join(":"));
  return field("username") === user && field("response") === expected;
}
