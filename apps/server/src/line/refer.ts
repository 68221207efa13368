import { type Content, type Header, headerValue, parseNameAddr, type SipRequest } from "@belfry/sip";

/** The user or number that a REFER names (RFC 3515, 2.1); null when there is none. */
export function referredTo(message: SipRequest): string | null {
  const uri = parseNameAddr(headerValue(message, "Refer-To") ?? "")?.uri;
  if (uri === undefined || uri.scheme === "other") return null;
  return uri.scheme === "tel" ? uri.number : uri.user;
}

/** The NOTIFY that says a REFER was carried out, and ends its subscription (RFC 3515, 2.4.5). */
export const REFER_DONE: { readonly headers: readonly Header[]; readonly content: Content } = {
  headers: [
    { name: "Event", value: "refer" },
    { name: "Subscription-State", value: "terminated;reason=noresource" },
  ],
  content: { contentType: "message/sipfrag;version=2.0", body: "SIP/2.0 200 OK\r\n" },
};
