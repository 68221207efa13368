import { type AttributeTag, attributeTag, type IdentityProvider } from "@belfry/contracts";

export type ProviderKind = IdentityProvider["kind"];
export type Authentication = Extract<IdentityProvider, { kind: "irma" }>["authentication"];

/** What the fields of the form hold, of every kind at once, so that changing the kind loses nothing. */
export interface ProviderDraft {
  readonly kind: ProviderKind;
  readonly name: string;
  readonly url: string;
  readonly authentication: Authentication;
  readonly requestor: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
  readonly scope: string;
  readonly acrValues: string;
  readonly mapping: readonly MappingLine[];
}

/** The provider's own names of an attribute, with commas between them. */
export interface MappingLine {
  readonly tag: AttributeTag;
  readonly names: string;
}

/** What is usually called so: at Yivi by municipalities and SIDN, at sign-in services by OpenID Connect. */
const USUAL: Readonly<Record<"irma" | "oidc", Readonly<Partial<Record<AttributeTag, string>>>>> = {
  irma: {
    bsn: "pbdf.gemeente.personalData.bsn",
    fullName: "pbdf.gemeente.personalData.fullname",
    birthDate: "pbdf.gemeente.personalData.dateofbirth",
    mobileNumber: "pbdf.sidn-pbdf.mobilenumber.mobilenumber",
    email: "pbdf.sidn-pbdf.email.email",
  },
  oidc: { fullName: "name", birthDate: "birthdate", mobileNumber: "phone_number", email: "email" },
};

export function usualMapping(kind: ProviderKind): readonly MappingLine[] {
  return kind === "demo"
    ? []
    : linesOf(Object.fromEntries(Object.entries(USUAL[kind]).map(([tag, one]) => [tag, [one]])));
}

export function draftOf(value: IdentityProvider | null): ProviderDraft {
  const fresh: ProviderDraft = {
    kind: "irma",
    name: "",
    url: "",
    authentication: "token",
    requestor: "",
    issuer: "",
    clientId: "",
    secret: "",
    scope: "openid",
    acrValues: "",
    mapping: usualMapping("irma"),
  };
  switch (value?.kind) {
    case undefined:
      return fresh;
    case "demo":
      return { ...fresh, kind: "demo", name: value.name, mapping: [] };
    case "irma": {
      const { name, url, authentication, requestor, mapping } = value;
      return { ...fresh, kind: "irma", name, url, authentication, requestor, mapping: linesOf(mapping) };
    }
    case "oidc": {
      const { name, issuer, clientId, scope, acrValues, mapping } = value;
      return { ...fresh, kind: "oidc", name, issuer, clientId, scope, acrValues, mapping: linesOf(mapping) };
    }
  }
}

/** What is sent: the fields of its kind. An empty secret is left out: the present one stays. */
export function inputOf(draft: ProviderDraft): unknown {
  const { kind, name, url, authentication, requestor, issuer, clientId, scope, acrValues } = draft;
  if (kind === "demo") return { kind, name };
  const secret = draft.secret === "" ? {} : { secret: draft.secret };
  const common = { kind, name, mapping: mappingOf(draft.mapping), ...secret };
  return kind === "irma"
    ? { ...common, url, authentication, requestor }
    : { ...common, issuer, clientId, scope, acrValues };
}

function mappingOf(lines: readonly MappingLine[]): Record<string, string[]> {
  const filled = lines.map(({ tag, names }) => [tag, names.split(",").map((one) => one.trim())] as const);
  return Object.fromEntries(filled.map(([tag, names]) => [tag, names.filter((one) => one !== "")]));
}

function linesOf(mapping: Readonly<Partial<Record<AttributeTag, readonly string[]>>>): readonly MappingLine[] {
  return attributeTag.options.flatMap((tag) => {
    const names = mapping[tag];
    return names === undefined ? [] : [{ tag, names: names.join(", ") }];
  });
}
