import { answerChallenge, type DigestChallenge, readChallenges } from "../digest/digest.ts";
import { digestHash } from "../digest/hash.ts";
import { quoteText } from "../message/cursor.ts";
import { encodeText } from "../message/text.ts";
import type { Header, SipResponse } from "../message/types.ts";
import type { Content, Draft } from "../transaction/types.ts";
import type { Call } from "./call.ts";

/** A challenge that this call has met, and how many requests have used its nonce. */
export interface MetChallenge {
  readonly challenge: DigestChallenge;
  count: number;
}

/** A server that finds every nonce stale would have us repeat for ever. */
const mostRetries = 4;

/**
 * Takes in the challenges of a 401 or 407; false when it makes no sense to try again. A request that was just
 * answered for this realm is repeated only when the server says that the nonce alone was wrong (RFC 7616 3.3).
 */
export function learnChallenges(call: Call, draft: Draft, response: SipResponse, retries: number): boolean {
  const fresh = readChallenges(response);
  if (call.credentials === null || fresh.length === 0 || retries >= mostRetries) return false;
  for (const challenge of fresh) {
    if (retries > 0 && !challenge.stale && isAnswered(draft, challenge)) return false;
  }
  for (const challenge of fresh) {
    const isSame = ({ challenge: one }: MetChallenge) => one.by === challenge.by && one.realm === challenge.realm;
    const known = call.challenges.find(isSame);
    // A nonce that comes again goes on with its count: nc never repeats for a nonce (RFC 7616 3.4).
    const count = known?.challenge.nonce === challenge.nonce ? known.count : 0;
    call.challenges = [...call.challenges.filter((one) => !isSame(one)), { challenge, count }];
  }
  return true;
}

function isAnswered(draft: Draft, { by, realm }: DigestChallenge): boolean {
  const header = by === "server" ? "Authorization" : "Proxy-Authorization";
  return draft.headers.some(({ name, value }) => name === header && value.includes(`realm=${quoteText(realm)}`));
}

/** The headers of a request with credentials for every realm that the call has met, and no others. */
export function authorized(
  call: Call,
  request: { readonly method: string; readonly uri: string; readonly content: Content | null },
  headers: readonly Header[],
  randomToken: () => string,
): readonly Header[] {
  const { credentials } = call;
  if (credentials === null || call.challenges.length === 0) return headers;
  const free = headers.filter((header) => !isCredentials(header));
  const { method, uri, content } = request;
  const body = encodeText(content?.body ?? "");
  for (const met of call.challenges) {
    met.count++;
    const { challenge, count } = met;
    const cnonce = randomToken();
    free.push(answerChallenge({ challenge, ...credentials, method, uri, body, count, cnonce, hash: digestHash }));
  }
  return free;
}

/** The ACK to a 2xx carries what its INVITE was let through with (RFC 3261 13.2.2.4). */
export function credentialsOf(draft: Draft): readonly Header[] {
  return draft.headers.filter(isCredentials);
}

function isCredentials({ name }: Header): boolean {
  return name === "Authorization" || name === "Proxy-Authorization";
}
