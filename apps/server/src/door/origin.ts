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
