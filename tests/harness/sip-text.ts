import { createHash, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { patience } from "./until.ts";

const token = () => randomBytes(8).toString("hex");

export interface SipAnswer {
  readonly status: number;
  readonly text: string;
}

export interface SipAsk {
  readonly method: string;
  /** The request URI. */
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly callId?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** A request as text, as somebody writes it who follows no rules but the grammar. */
export function sipText(ask: SipAsk, via: string, sequence = 1): string {
  const { method, uri, from, to, callId = token(), headers = [], body = "" } = ask;
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/${via};branch=z9hG4bK${token()};rport`,
    "Max-Forwards: 70",
    `From: ${from.includes(";tag=") ? from : `<${from}>;tag=${token()}`}`,
    `To: ${to.includes(";tag=") ? to : `<${to}>`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
    ...headers,
    ...(body === "" ? [] : ["Content-Type: application/sdp"]),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

export function readAnswer(text: string): SipAnswer | null {
  const status = /^SIP\/2\.0 (\d{3})/.exec(text)?.[1];
  return status === undefined ? null : { status: Number(status), text };
}

/** Every value of a header, in order. */
export function headers(text: string, name: string): readonly string[] {
  const head = text.split("\r\n\r\n")[0] ?? "";
  return [...head.matchAll(new RegExp(`^${name}\\s*:\\s*(.*)$`, "gim"))].map(([, value = ""]) => value.trim());
}

const md5 = (...parts: readonly string[]) => createHash("md5").update(parts.join(":")).digest("hex");

/** An answer to a digest challenge (RFC 2617, qop auth). */
export function digest(
  challenge: string,
  { method, uri }: SipAsk,
  { user, password }: { readonly user: string; readonly password: string },
): string {
  const of = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1] ?? "";
  const [realm, nonce, cnonce] = [of("realm"), of("nonce"), token()];
  const secret = md5(user, realm, password);
  const withQop = of("qop") !== "";
  const response = withQop
    ? md5(secret, nonce, "00000001", cnonce, "auth", md5(method, uri))
    : md5(secret, nonce, md5(method, uri));
  const known = `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"`;
  return withQop ? `${known}, algorithm=MD5, qop=auth, nc=00000001, cnonce="${cnonce}"` : known;
}

/** A socket of a stranger, or of a trunk, that sends whatever it likes to the edge. */
export async function datagrams(server: { readonly host: string; readonly port: number }, from = "127.0.0.1") {
  const socket = createSocket("udp4");
  socket.bind(0, from);
  await once(socket, "listening");
  const { address, port } = socket.address();
  let sequence = 0;
  return {
    contact: `sip:stranger@${address}:${port}`,
    close: () => socket.close(),
    send(ask: SipAsk): void {
      sequence += 1;
      socket.send(sipText(ask, `UDP ${address}:${port}`, sequence), server.port, server.host);
    },
    /** The final answer to a request. */
    async ask(ask: SipAsk): Promise<SipAnswer> {
      this.send(ask);
      const mine = sequence;
      for (;;) {
        const [message] = await once(socket, "message", { signal: patience() });
        const answer = readAnswer(String(message));
        if (answer === null || answer.status < 200) continue;
        if (headers(answer.text, "CSeq")[0] === `${mine} ${ask.method}`) return answer;
      }
    },
  };
}
