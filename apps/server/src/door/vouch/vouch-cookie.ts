import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { VouchSettings } from "../ports.ts";

export const VOUCH_COOKIE = "VouchCookie";
/** Clocks of two machines may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** No browser keeps a larger cookie. */
const LONGEST = 4096;

/** Who the cookie vouches for. */
export interface Vouched {
  readonly username: string;
  readonly userID: string;
  /** The short name of an organisation of ours, where the cookie tells it. */
  readonly organisation: string | null;
}

/** `reason` is for the operator's log; nothing of the cookie is in it. */
export type Verdict = { readonly vouched: Vouched } | { readonly reason: string };

/** Looks at the cookie of a `Cookie` header. Several of that name with different values count as none. */
export async function readVouch(header: string | undefined, settings: VouchSettings, now: number): Promise<Verdict> {
  const pairs = (header ?? "").split(";").map((pair) => pair.trim());
  const prefix = `${VOUCH_COOKIE}=`;
  const [token, another] = new Set(
    pairs.filter((pair) => pair.startsWith(prefix)).map((pair) => pair.slice(prefix.length)),
  );
  if (another !== undefined) return { reason: "several cookies" };
  if (token === undefined || token === "") {
    return { reason: pairs.some((pair) => pair.startsWith(`${VOUCH_COOKIE}_`)) ? "a split cookie" : "no cookie" };
  }
  if (token.length > LONGEST) return { reason: "too long" };
  for (const secret of settings.secrets) {
    const verdict = await verify(token, secret, settings, now);
    if (verdict !== null) return verdict;
  }
  return { reason: "signed with no secret of ours" };
}

/** Null when the token was signed with another secret. */
async function verify(token: string, secret: string, settings: VouchSettings, now: number): Promise<Verdict | null> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      currentDate: new Date(now),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["exp", "username", "userID"],
      ...(settings.issuer === null ? {} : { issuer: settings.issuer }),
      ...(settings.audience === null ? {} : { audience: settings.audience }),
    });
    // A signed token has no such field (RFC 7516 has it for encrypted ones); whoever writes it means a compressed one.
    if ("zip" in protectedHeader) return { reason: "compressed" };
    return whoIn(payload);
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return null;
    if (error instanceof errors.JWTClaimValidationFailed) return { reason: `the claim ${error.claim}` };
    if (error instanceof errors.JOSEError) return { reason: error.code };
    throw error;
  }
}

function whoIn(payload: JWTPayload): Verdict {
  const [username, userID, organisation] = [payload["username"], payload["userID"], payload["organisation"]];
  const id = typeof userID === "number" ? String(userID) : userID;
  if (typeof username !== "string" || username.trim() === "") return { reason: "the claim username" };
  if (typeof id !== "string" || id.trim() === "") return { reason: "the claim userID" };
  if (organisation !== undefined && typeof organisation !== "string") return { reason: "the claim organisation" };
  return { vouched: { username: username.trim(), userID: id.trim(), organisation: organisation ?? null } };
}

const OUR_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Whether the cookie vouches for this person. A `userID` in the form of our ids decides alone; a company's own id says
 * nothing here, and then it or `username` is the login. The organisation counts where the cookie tells it.
 */
export function vouchesFor(
  { username, userID, organisation }: Vouched,
  person: { readonly person: string; readonly login: string; readonly organisation: { readonly slug: string } },
): boolean {
  if (organisation !== null && organisation !== person.organisation.slug) return false;
  const login = person.login.trim().toLowerCase();
  if (OUR_ID.test(userID)) return userID.toLowerCase() === person.person.toLowerCase();
  return userID.toLowerCase() === login || username.toLowerCase() === login;
}

/** The cookie's value for a person who has signed in; `until` and `now` in milliseconds. */
export function writeVouch(who: Vouched, settings: VouchSettings, now: number, until: number): Promise<string> {
  const [secret = ""] = settings.secrets;
  const token = new SignJWT({ ...who })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(until / 1000));
  if (settings.issuer !== null) token.setIssuer(settings.issuer);
  if (settings.audience !== null) token.setAudience(settings.audience);
  return token.sign(new TextEncoder().encode(secret));
}
