import { decodeText } from "../../message/text.ts";
import type { SipRequest } from "../../message/types.ts";
import { labelOf, type Network, type Packet } from "./network.ts";

/** A message as text, for what no good user agent would send. */
interface RawRequest {
  readonly method: string;
  readonly uri?: string;
  readonly from?: string;
  readonly to?: string;
  readonly callId?: string;
  readonly sequence?: number;
  readonly branch?: string;
  readonly via?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

export function rawRequest(request: RawRequest): string {
  const { method, uri = "sip:bob@bob", from = "<sip:carol@carol>;tag=c1", to = "<sip:bob@bob>" } = request;
  const { callId = "raw@carol", sequence = 1, branch = "z9hG4bKraw", headers = [], body = "" } = request;
  const via = request.via ?? `SIP/2.0/UDP carol:5060;branch=${branch};rport`;
  const contact = headers.some((header) => header.startsWith("Contact")) ? [] : ["Contact: <sip:carol@carol>"];
  const type =
    body === "" || headers.some((header) => header.startsWith("Content-Type")) ? [] : ["Content-Type: application/sdp"];
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: ${via}`,
    "Max-Forwards: 70",
    `From: ${from}`,
    `To: ${to}`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
    ...contact,
    ...headers,
    ...type,
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
}

/** A request to Bob from Carol, who is nobody's user agent; Bob's first answer, as text. */
export function ask(network: Network, request: RawRequest): string {
  const before = network.sent.length;
  network.inject("bob", "carol", rawRequest(request));
  const packet = network.sent[before];
  return packet === undefined ? "" : decodeText(packet.data);
}

interface RawResponse {
  readonly tag?: string | null;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly reason?: string;
}

/** A response to the last request of this method that `name` sent, from wherever it went, delivered at once. */
export function reply(network: Network, name: string, method: string, status: number, more: RawResponse = {}): void {
  const packet = lastRequest(network, name, method);
  const { tag = "t1", headers = [], body = "", reason = "Reason" } = more;
  const copied = packet.message.headers.flatMap((header) => {
    if (header.name === "To") {
      const tagged = tag === null || header.value.includes(";tag=") ? "" : `;tag=${tag}`;
      return [`To: ${header.value}${tagged}`];
    }
    return ["Via", "From", "Call-ID", "CSeq"].includes(header.name) ? [`${header.name}: ${header.value}`] : [];
  });
  const text = [`SIP/2.0 ${status} ${reason}`, ...copied, ...headers, `Content-Length: ${body.length}`, "", body];
  network.inject(name, packet.to, text.join("\r\n"));
}

export function lastRequest(network: Network, name: string, method: string): Packet & { readonly message: SipRequest } {
  const packet = network.sent.findLast(({ from, message }) => from === name && labelOf(message) === method);
  if (packet?.message.kind !== "request") throw new Error(`${name} has sent no ${method}`);
  return { ...packet, message: packet.message };
}
