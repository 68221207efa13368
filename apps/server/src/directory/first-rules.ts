import type { DialRule, OutboundRules } from "@belfry/contracts";
import { callingCode } from "./phone-numbers.ts";

/** Countries that share +1 with the United States and Canada, where a call costs what one abroad costs, by area code. */
const SHARE_ONE: Readonly<Record<string, string>> = {
  ...{ 242: "BS", 246: "BB", 264: "AI", 268: "AG", 284: "VG", 345: "KY", 441: "BM", 473: "GD", 649: "TC", 658: "JM" },
  ...{ 664: "MS", 721: "SX", 758: "LC", 767: "DM", 784: "VC", 809: "DO", 829: "DO", 849: "DO", 868: "TT", 869: "KN" },
  876: "JM",
};

/** Beginnings inside a country that cost as much as premium rates and are not called so: personal and enquiry numbers. */
const DEAR: Readonly<Record<string, readonly string[]>> = { DE: ["+49118"], GB: ["+4470"], RU: ["+76", "+77"] };

/**
 * What an organisation begins with: its own country and nothing else, no premium rates, no emergency numbers until an
 * address is given, and more calls than people make by hand.
 */
export function firstRules(country: string): OutboundRules {
  return {
    rules: inside(country),
    othersAllowed: false,
    premiumAllowed: false,
    emergencyAddress: null,
    agentPerHour: 60,
    agentPerDay: 400,
    organisationPerDay: 5000,
    organisationAtOnce: 50,
  };
}

function inside(country: string): DialRule[] {
  const code = callingCode(country);
  if (code === null) return [];
  const shared = code === "1" ? Object.entries(SHARE_ONE) : [];
  const own = shared.filter(([, of]) => of === country).map(([area]) => ({ prefix: `+1${area}`, allow: true }));
  if (own.length > 0) return own;
  const refused = [...shared.map(([area]) => `+1${area}`), ...(DEAR[country] ?? [])];
  return [{ prefix: `+${code}`, allow: true }, ...refused.map((prefix) => ({ prefix, allow: false }))];
}
