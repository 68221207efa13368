const FINGERPRINT = Array.from({ length: 32 }, (_, index) => (index + 16).toString(16).toUpperCase()).join(":");

/**
 * What a browser would answer to this offer, but for candidates: nobody sends audio, so none is found. The first codec
 * of the offer is taken, with telephone events at 8 kHz.
 */
export function cannedAnswer(offer: string): string {
  const line = (pattern: RegExp, fallback: string) => pattern.exec(offer)?.[1] ?? fallback;
  const codec = line(/^m=audio \d+ \S+ (\d+)/m, "8");
  const map = line(new RegExp(`^a=rtpmap:${codec} ([^\r\n]+)`, "m"), "PCMA/8000");
  const events = line(/^a=rtpmap:(\d+) telephone-event\/8000/m, "126");
  return [
    "v=0",
    "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    `m=audio 9 UDP/TLS/RTP/SAVPF ${codec} ${events}`,
    "c=IN IP4 0.0.0.0",
    "a=rtcp:9 IN IP4 0.0.0.0",
    "a=ice-ufrag:4ZcD",
    "a=ice-pwd:2/1muCWoOi3uLifh0NuRHlDw",
    "a=ice-options:trickle",
    `a=fingerprint:sha-256 ${FINGERPRINT}`,
    "a=setup:active",
    `a=mid:${line(/^a=mid:([^\r\n]+)/m, "0")}`,
    "a=sendrecv",
    "a=rtcp-mux",
    `a=rtpmap:${codec} ${map}`,
    `a=rtpmap:${events} telephone-event/8000`,
    "",
  ].join("\r\n");
}
