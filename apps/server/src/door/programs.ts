/**
 * Paths that no browser uses. Probes and meters have neither session nor VouchCookie, and these paths tell nothing of
 * the organisations; programs of an organisation come with its API key, which no browser sends by itself.
 */
const PROBES: ReadonlySet<string> = new Set(["GET /health/live", "GET /health/ready", "GET /metrics"]);
const WITH_API_KEY: ReadonlySet<string> = new Set(["POST /api/v1/login-tokens"]);

interface Asked {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** Letter by letter: what is only nearly such a path (`/health/live/`, `%2f`) is none. */
const line = ({ method = "", url = "" }: Asked) => `${method === "HEAD" ? "GET" : method} ${url.split("?")[0] ?? ""}`;

/** Whether a route is guarded by an API key alone: no cookie opens it, so no other website can misuse one. */
export function needsApiKey(request: Asked): boolean {
  return WITH_API_KEY.has(line(request));
}

export function isForPrograms(request: Asked): boolean {
  return PROBES.has(line(request)) || needsApiKey(request);
}
