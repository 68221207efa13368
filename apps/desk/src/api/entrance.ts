import { API, errorCode, type Me, me } from "@belfry/contracts";
import { ApiError, ask, type Failure } from "./client.ts";

/**
 * What the address brings: a token from a program that has signed somebody in. It stands behind `#`, which no browser
 * sends to a server or names as a referrer, and leaves the address before anything else happens.
 */
const TOKEN = /^#token=([\w-]{1,200})$/;
/** The sign-in address of one organisation. */
const ORGANISATION = /^#organisation=([a-z0-9-]{1,40})$/;
/** Why the organisation's own sign-in service signed nobody in; it comes back by the address. */
const REFUSED = /^#refused=([a-z_]{1,60})$/;

let token = take(TOKEN);
/** The organisation whose sign-in address was opened, by its short name; null: the plain address. */
export const invitedTo = take(ORGANISATION);
let failure: Failure | null = refusal(take(REFUSED));

function take(pattern: RegExp): string | null {
  const found = pattern.exec(location.hash)?.[1] ?? null;
  if (found !== null) history.replaceState(null, "", `${location.pathname}#/`);
  return found;
}

function refusal(word: string | null): Failure | null {
  const code = errorCode.safeParse(word);
  return code.success ? { code: code.data, params: {}, fields: [] } : null;
}

/** A token for a page that is open already: as if it had been opened with it. */
export function watchEntrance(): void {
  window.addEventListener("hashchange", () => {
    if (TOKEN.test(location.hash)) location.reload();
  });
}

/**
 * Signs in with the token that the address brought; undefined when it brought none. Null when it was refused: whoever
 * was signed in before is not shown then, for somebody else was meant.
 */
export async function enter(): Promise<Me | null | undefined> {
  if (token === null) return undefined;
  try {
    const entered = await ask("POST", API.sessionToken, { token }, me);
    token = null;
    return entered;
  } catch (error) {
    // A server that is away is asked again.
    if (!(error instanceof ApiError) || error.status === 0 || error.status === 503) throw error;
    token = null;
    failure = error.failure;
    return null;
  }
}

/** Why nobody was signed in by the address; told once. */
export function takeEntranceFailure(): Failure | null {
  const told = failure;
  failure = null;
  return told;
}
