function token(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

/**
 * A question that any SIP element answers (RFC 3261 section 11). Every answer counts, a refusal too: it proves that the
 * other end reads and writes. OPTIONS, because not every server answers the CRLF of RFC 5626 over a WebSocket.
 */
export function optionsRequest(domain: string): { readonly callId: string; readonly text: string } {
  const callId = token();
  const text = [
    `OPTIONS sip:${domain} SIP/2.0`,
    `Via: SIP/2.0/WSS ${token().slice(0, 12)}.invalid;branch=z9hG4bK${token()}`,
    "Max-Forwards: 10",
    `To: <sip:${domain}>`,
    `From: <sip:probe@${domain}>;tag=${token().slice(0, 10)}`,
    `Call-ID: ${callId}`,
    "CSeq: 1 OPTIONS",
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");
  return { callId, text };
}

export function isAnswerTo(text: string, callId: string): boolean {
  return text.startsWith("SIP/2.0 ") && text.includes(callId);
}

/** The status, the method, and for how long a registration holds, of a SIP response; null for anything else. */
export function readResponse(
  text: string,
): { readonly status: number; readonly method: string; readonly expires: number | null } | null {
  const status = /^SIP\/2\.0 (\d{3})/.exec(text)?.[1];
  const method = /^cseq[ \t]*:[ \t]*\d+[ \t]+([A-Z]+)/im.exec(text)?.[1];
  if (status === undefined || method === undefined) return null;
  const contact = /^(?:contact|m)[ \t]*:.*?;[ \t]*expires=(\d+)/im.exec(text)?.[1];
  const header = /^expires[ \t]*:[ \t]*(\d+)/im.exec(text)?.[1];
  const expires = contact ?? header;
  return { status: Number(status), method, expires: expires === undefined ? null : Number(expires) * 1000 };
}
