/**
 * Paths that no browser uses. Probes and meters have neither session nor VouchCookie, and these paths tell nothing of
 * the organisations; programs of an organisation come with its API key, which no browser sends by itself.
 */
const PROBES: ReadonlySet<string> = new Set(["GET /health/live", "GET /health/ready", "GET /metrics"]);
/** The script for other websites, whose visitors have no VouchCookie. */
const FOR_ANY_SITE = /^GET \/call-button\/[\w./-]+$/;
const WITH_API_KEY: ReadonlySet<string> = new Set(["POST /api/v1/login-tokens"]);
/** People use these too, by their session. */
const ALSO_WITH_API_KEY: readonly RegExp[] = [
  /^GET \/api\/v1\/campaigns$/,
  /^(GET|POST) \/api\/v1\/campaigns\/[0-9a-f-]{36}\/contacts$/,
  /^DELETE \/api\/v1\/campaigns\/[0-9a-f-]{36}\/contacts\/[0-9a-f-]{36}$/,
  /^POST \/api\/v1\/campaigns\/[0-9a-f-]{36}\/uploads$/,
  /^PUT \/api\/v1\/campaigns\/[0-9a-f-]{36}\/uploads\/[0-9a-f-]{36}$/,
  /^(GET|POST|PUT) \/api\/v1\/do-not-call$/,
  /^DELETE \/api\/v1\/do-not-call\/[+%0-9A-Fa-f]{1,60}$/,
];

interface Asked {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers?: { readonly authorization?: string | undefined };
}

/** Letter by letter: what is only nearly such a path (`/health/live/`, `%2f`) is none. */
const line = ({ method = "", url = "" }: Asked) => `${method === "HEAD" ? "GET" : method} ${url.split("?")[0] ?? ""}`;

/** Whether a request is guarded by an API key alone: no cookie opens it, so no other website can misuse one. */
export function needsApiKey(request: Asked): boolean {
  const asked = line(request);
  return WITH_API_KEY.has(asked) || (shownKey(request) !== null && ALSO_WITH_API_KEY.some((one) => one.test(asked)));
}

/** The key that a program shows (RFC 6750, section 2.1), or null. */
export function shownKey({ headers }: Asked): string | null {
  return /^Bearer ([\w-]{1,200})$/i.exec(headers?.authorization ?? "")?.[1] ?? null;
}

export function isForPrograms(request: Asked): boolean {
  return PROBES.has(line(request)) || FOR_ANY_SITE.test(line(request)) || needsApiKey(request);
}

/** A visitor's page opens its phone with a pass in place of anything that a browser adds by itself. */
export function isVisitorsPhone({ url = "" }: Asked): boolean {
  return /^\/sip\?visit=[\w-]{43}$/.test(url);
}
