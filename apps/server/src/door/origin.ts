/** Our own address, as the one who asks knows it. */
export function ownOrigin(
  host: string | undefined,
  settings: { readonly secure: boolean; readonly publicOrigin: string | null },
): string {
  return settings.publicOrigin ?? `${settings.secure ? "https" : "http"}://${host ?? "belfry.invalid"}`;
}

/**
 * Whether a request comes from our own pages. A browser sends `Origin` with every request that changes
 * something and with every WebSocket; no `Origin` means no page of ours.
 */
export function isOwnOrigin(
  origin: string | undefined,
  host: string | undefined,
  settings: { readonly secure: boolean; readonly publicOrigin: string | null },
): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (settings.publicOrigin !== null && url.origin === settings.publicOrigin) return true;
  if (settings.secure && url.protocol !== "https:") return false;
  if (host === undefined || !URL.canParse(`${url.protocol}//${host}`)) return false;
  return url.origin !== "null" && url.host === new URL(`${url.protocol}//${host}`).host;
}

/**
 * Whether a CRM's page may speak to us: from an origin that the operator has named, or from our own. A program that is
 * no browser has no `Origin`; it has nobody's cookies either, and shows a password or a pass.
 */
export function isCrmOrigin(
  origin: string | undefined,
  host: string | undefined,
  settings: Parameters<typeof isOwnOrigin>[2] & { readonly crmOrigins: readonly string[] },
): boolean {
  if (origin === undefined) return true;
  return settings.crmOrigins.includes(origin) || isOwnOrigin(origin, host, settings);
}
