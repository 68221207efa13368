import type { NumberCheck } from "@belfry/contracts";
import type { OutboundSettings } from "../settings.ts";
import { type Rejection, refuse } from "../work.ts";
import { isEmergency } from "./emergency.ts";
import { premiumPrefix } from "./premium.ts";

export interface Verdict {
  readonly because: NumberCheck["because"];
  /** The beginning of the number that decided, or null. */
  readonly prefix: string | null;
  readonly refusal: Rejection | null;
}

/**
 * What an organisation's rules say about an outside number, limits aside. The one place where it is decided: the
 * floor asks before every outside call, and an admin's trial asks the same. The longest rule that fits decides, and
 * premium-rate ranges are rules like any other, which a rule of one's own of the same length outdoes.
 */
export function judgeNumber(settings: OutboundSettings, number: string): Verdict {
  if (isEmergency(settings.country, number)) {
    const refusal = settings.emergencyAddress === null ? refuse("emergency_not_allowed", { number }) : null;
    return { because: "emergency", prefix: null, refusal };
  }
  let rule: { readonly prefix: string; readonly allow: boolean } | null = null;
  for (const each of settings.rules)
    if (number.startsWith(each.prefix) && each.prefix.length > (rule?.prefix.length ?? 0)) rule = each;
  const premium = settings.premiumAllowed ? null : premiumPrefix(number);
  if (premium !== null && premium.length > (rule?.prefix.length ?? 0))
    return { because: "premium", prefix: premium, refusal: refuse("premium_not_allowed", { number }) };
  const allowed = rule?.allow ?? settings.othersAllowed;
  return {
    because: rule ? "rule" : "others",
    prefix: rule?.prefix ?? null,
    refusal: allowed ? null : refuse("number_not_allowed", { number }),
  };
}
