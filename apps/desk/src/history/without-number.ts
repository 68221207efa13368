import type { CallSummary } from "@belfry/contracts";
import type { TFunction } from "i18next";

/** What stands where a call has no number. */
export function withoutNumber({ callerForgotten, fromPage }: CallSummary, t: TFunction): string {
  if (fromPage) return t("common.fromWebsite");
  return t(callerForgotten ? "common.forgottenNumber" : "common.unknownNumber");
}
