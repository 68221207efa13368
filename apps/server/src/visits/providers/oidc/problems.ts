import * as client from "openid-client";
import { asProviderError, TargetRefused } from "../outside.ts";
import { ProviderError } from "../provider.ts";

/** What went wrong at a service, without anything that it said of a person. */
export function problemOf(error: unknown, host: string): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof client.ResponseBodyError) {
    const word = /^[a-z_]{1,60}$/.test(error.error) ? error.error : "an error";
    if (error.status >= 500) return new ProviderError("failing", `the service answers ${error.status}: ${word}`);
    if (word === "invalid_client" || error.status === 401)
      return new ProviderError("wrongKey", `the service says ${word}`);
    if (word === "unauthorized_client" || word === "invalid_scope")
      return new ProviderError("notEntitled", `the service says ${word}`);
    return new ProviderError("otherService", `the service says ${word}`);
  }
  if (error instanceof client.WWWAuthenticateChallengeError)
    return new ProviderError("wrongKey", "the service does not take what it gave us");
  if (error instanceof client.AuthorizationResponseError)
    return new ProviderError("otherService", "the service answers with an error");
  const cause = error instanceof Error ? error.cause : undefined;
  // An answer that is not as it must be: another status, no JSON, another issuer, a signature that is not right.
  if (error instanceof client.ClientError) {
    if (error.code === "OAUTH_TIMEOUT") return new ProviderError("noAnswerInTime", `${host} does not answer in time`);
    if (cause instanceof Response && cause.status >= 500)
      return new ProviderError("failing", `the service answers ${cause.status}`);
    const isOnTheWay = cause instanceof TargetRefused || (cause instanceof Error && "syscall" in cause);
    if (!isOnTheWay)
      return new ProviderError("otherService", `what the service answers is not right (${error.code ?? "no reason"})`);
  }
  return asProviderError(error, host);
}
