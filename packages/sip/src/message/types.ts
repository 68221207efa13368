/**
 * SIP messages as data (RFC 3261). A message keeps every header in the order and with the value it came
 * with; the headers that transactions and dialogs live on are parsed once and stand beside them.
 */

/** Parameters by lower-case name; null for one without a value. A quoted value keeps its quotes (see `unquote`). */
export type Params = Readonly<Record<string, string | null>>;

export interface SipUri {
  readonly scheme: "sip" | "sips";
  /** As on the wire, escapes kept; null when there is none. */
  readonly user: string | null;
  readonly password: string | null;
  /** Lower case; an IPv6 reference keeps its brackets. */
  readonly host: string;
  readonly port: number | null;
  readonly params: Params;
  /** The part behind `?`, as on the wire. */
  readonly headers: string | null;
}
export interface TelUri {
  readonly scheme: "tel";
  readonly number: string;
  readonly params: Params;
}
/** Any other scheme, kept as it came. */
export interface OtherUri {
  readonly scheme: "other";
  readonly text: string;
}
export type Uri = SipUri | TelUri | OtherUri;

export interface NameAddr {
  /** Unquoted and unescaped; null when there is none. */
  readonly display: string | null;
  readonly uri: Uri;
  readonly params: Params;
}

export interface Via {
  /** Upper case: UDP, TCP, TLS, WS, WSS. */
  readonly transport: string;
  readonly host: string;
  readonly port: number | null;
  readonly params: Params;
}

/** `name` is the canonical long form where it is known (`v` → `Via`), else as it came. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

interface Common {
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** Topmost first. */
  readonly via: readonly Via[];
  readonly from: NameAddr;
  readonly to: NameAddr;
  readonly callId: string;
  readonly cseq: { readonly sequence: number; readonly method: string };
}
export interface SipRequest extends Common {
  readonly kind: "request";
  readonly method: string;
  readonly uri: Uri;
}
export interface SipResponse extends Common {
  readonly kind: "response";
  readonly status: number;
  readonly reason: string;
}
export type SipMessage = SipRequest | SipResponse;

/**
 * Why bytes are not a message. `status` is the response that RFC 3261 asks for (400, 416, 505 …) when
 * enough of a request could be read to answer it (`partial`); null when it can only be dropped.
 */
export interface ParseFailure {
  readonly kind: "failure";
  readonly reason: string;
  readonly status: number | null;
  readonly partial: { readonly method: string; readonly headers: readonly Header[] } | null;
}
