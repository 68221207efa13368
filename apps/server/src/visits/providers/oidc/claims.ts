import type { AttributeTag, IdentityProvider, VerifiedAttribute } from "@belfry/contracts";

const LONGEST_VALUE = 2000;

type Claims = Readonly<Record<string, unknown>>;
type Mapping = Extract<IdentityProvider, { kind: "oidc" }>["mapping"];

/** Finds what was asked among the claims. `refused` names our own attribute and holds nothing personal. */
export function readClaims(
  claims: Claims,
  asked: {
    readonly ask: readonly AttributeTag[];
    readonly mapping: Mapping;
    readonly source: string;
    readonly verifiedAt: number;
  },
): { readonly attributes: readonly VerifiedAttribute[] } | { readonly refused: string } {
  const { ask, mapping, source, verifiedAt } = asked;
  const attributes: VerifiedAttribute[] = [];
  for (const tag of ask) {
    const found = (mapping[tag] ?? [])
      .map((sourceAttribute) => ({ sourceAttribute, value: textOf(claims, sourceAttribute) }))
      .find(({ value }) => value !== null);
    if (found === undefined || found.value === null) return { refused: `the service did not tell ${tag}` };
    attributes.push({
      tag,
      value: found.value,
      source,
      sourceAttribute: found.sourceAttribute,
      demo: false,
      verifiedAt,
    });
  }
  return { attributes };
}

/** By its name, or by a path into an object such as `address.postal_code`. */
function textOf(claims: Claims, name: string): string | null {
  // An address or number that its service has not tried out may be anybody's.
  if (/^(email|phone_number)$/.test(name) && String(claims[`${name}_verified`]) === "false") return null;
  const value = Object.hasOwn(claims, name) ? claims[name] : within(claims, name.split("."));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string" || value.trim() === "" || value.length > LONGEST_VALUE) return null;
  return value;
}

function within(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, first)) return undefined;
  return within(Object.entries(value).find(([name]) => name === first)?.[1], rest);
}
