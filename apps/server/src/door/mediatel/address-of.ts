import type { IncomingHttpHeaders } from "node:http";

/** As the pages' side sees it: behind a proxy the last that the header tells, for the rest may be made up. */
export function addressOf(direct: string, headers: IncomingHttpHeaders, behindProxy: boolean): string {
  const told = [headers["x-forwarded-for"]].flat().join(",").split(",").at(-1)?.trim() ?? "";
  return behindProxy && told !== "" ? told : direct;
}
