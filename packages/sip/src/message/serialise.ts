import { encodeText } from "./text.ts";
import type { Header, SipMessage } from "./types.ts";
import { formatUri } from "./uri.ts";

/** A line break inside a value would begin a header of its own, so it becomes a space. */
function oneLine(value: string): string {
  return /[\r\n]/.test(value) ? value.replace(/[\r\n]+/g, " ") : value;
}

/**
 * The bytes of a message: the start line, `headers` as they are, and a Content-Length that is true, whatever
 * `headers` say of it. The parsed fields beside `headers` are not written; change both with the functions of
 * headers.ts.
 */
export function serialise(message: SipMessage): Uint8Array {
  const line =
    message.kind === "request"
      ? `${message.method} ${formatUri(message.uri)} SIP/2.0`
      : `SIP/2.0 ${message.status} ${oneLine(message.reason)}`;
  return assemble(line, message.headers, message.body);
}

export function assemble(startLine: string, headers: readonly Header[], body: Uint8Array): Uint8Array {
  let text = `${startLine}\r\n`;
  let counted = false;
  for (const { name, value } of headers) {
    if (name !== "Content-Length") text += `${name}: ${oneLine(value)}\r\n`;
    else if (!counted) {
      text += `Content-Length: ${body.length}\r\n`;
      counted = true;
    }
  }
  if (!counted) text += `Content-Length: ${body.length}\r\n`;
  const head = encodeText(`${text}\r\n`);
  if (body.length === 0) return head;
  const data = new Uint8Array(head.length + body.length);
  data.set(head);
  data.set(body, head.length);
  return data;
}
