/** Long names by their compact forms (the IANA registry of SIP header fields). */
const compact: Readonly<Record<string, string>> = {
  a: "Accept-Contact",
  b: "Referred-By",
  c: "Content-Type",
  d: "Request-Disposition",
  e: "Content-Encoding",
  f: "From",
  i: "Call-ID",
  j: "Reject-Contact",
  k: "Supported",
  l: "Content-Length",
  m: "Contact",
  n: "Identity-Info",
  o: "Event",
  r: "Refer-To",
  s: "Subject",
  t: "To",
  u: "Allow-Events",
  v: "Via",
  x: "Session-Expires",
  y: "Identity",
};

const others =
  "Accept Accept-Encoding Accept-Language Alert-Info Allow Authentication-Info Authorization Call-Info " +
  "Content-Disposition Content-Language CSeq Date Diversion Error-Info Expires Flow-Timer Geolocation History-Info " +
  "In-Reply-To Join Max-Forwards MIME-Version Min-Expires Min-SE Organization P-Access-Network-Info " +
  "P-Asserted-Identity P-Called-Party-ID P-Charging-Vector P-Early-Media P-Preferred-Identity Path Priority Privacy " +
  "Proxy-Authenticate Proxy-Authorization Proxy-Require RAck Reason Record-Route Recv-Info Remote-Party-ID Replaces " +
  "Reply-To Require Retry-After Route RSeq Security-Client Server Service-Route SIP-ETag SIP-If-Match " +
  "Subscription-State Supported Timestamp Unsupported User-Agent User-to-User Warning WWW-Authenticate";

const known = new Map<string, string>();
for (const name of [...Object.values(compact), ...others.split(" ")])
  known.set(name.toLowerCase(), name).set(name, name);
for (const [short, name] of Object.entries(compact)) known.set(short, name).set(short.toUpperCase(), name);

/**
 * The long form in its usual spelling where the name is known (names are case-insensitive), else as it came.
 * White space before the colon is not part of a name.
 */
export function canonicalName(name: string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  const trimmed = name.trimEnd();
  return known.get(trimmed.toLowerCase()) ?? trimmed;
}
