import { z } from "zod";
import { locale } from "../agent-view.ts";
import { attributeTag, purposeName } from "../visits.ts";
import { cardLink } from "./campaigns.ts";
import { uuid } from "./common.ts";
import { openingHours } from "./directory.ts";

const name = z.string().trim().min(1).max(100);
/** Texts by language; English stands in where a language has none. */
const texts = (longest: number) => z.partialRecord(locale, z.string().trim().max(longest));

/** A link into another system: `{bsn}` and the like stand for what is known of the caller, never in the host. */
export const caseLink = z.object({
  label: name,
  template: cardLink.refine((link) => !/^https?:[\\/\s]*[^\\/?#]*[{}]/i.test(link), {
    error: "In a link the words in braces stand after the host.",
  }),
});

/** The first word in braces of a link that stands for nothing that is asked; null: every one does. */
export function strayWord(template: string, asked: ReadonlySet<string>): string | null {
  const words = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, word]) => word ?? "");
  return words.find((word) => !asked.has(word)) ?? null;
}

const purposeFields = z.object({
  /** The word that a page names it by: lower-case letters, digits and dashes. */
  name: purposeName,
  title: texts(80),
  explanation: texts(500),
  languages: z.array(locale).min(1),
  /** The number of the organisation that is called. */
  number: uuid,
  /** What is asked of the visitor, and what of it an agent may see; the rest only fills links. */
  attributes: z
    .array(z.object({ tag: attributeTag, shown: z.boolean().default(true) }))
    .min(1)
    .max(15),
  /** By which of the organisation's providers, in the order in which they are offered. */
  providers: z.array(uuid).min(1).max(10),
  /** Null: always open. Outside them the button says when it opens, and shows the number. */
  hours: openingHours.nullable().default(null),
  links: z.array(caseLink).max(10).default([]),
  /** The page may make the call itself. */
  callFromPage: z.boolean().default(true),
  active: z.boolean().default(true),
});
export const purposeInput = purposeFields.superRefine(({ title, attributes, links }, context) => {
  const mistake = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
  if (!Object.values(title).some((text) => text !== "")) {
    mistake(["title"], "A title is missing: it is the first thing that visitors see.");
  }
  const asked = new Set<string>();
  for (const [index, { tag }] of attributes.entries()) {
    if (asked.has(tag)) mistake(["attributes", index, "tag"], `${tag} is asked for twice.`);
    asked.add(tag);
  }
  for (const [index, { template }] of links.entries()) {
    const stray = strayWord(template, asked);
    if (stray !== null) mistake(["links", index, "template"], `{${stray}} is not asked for, so no link can hold it.`);
  }
});
export type PurposeInput = z.infer<typeof purposeInput>;
export const purpose = purposeFields.extend({ id: uuid });
export type Purpose = z.infer<typeof purpose>;

/** What a website pastes to show a purpose, and what its Content-Security-Policy has to allow. */
export const buttonCode = z.object({
  html: z.string(),
  script: z.object({ url: z.string(), integrity: z.string() }),
  policy: z.array(z.object({ directive: z.string(), sources: z.array(z.string()) })),
});
export type ButtonCode = z.infer<typeof buttonCode>;

const origin = z.string().regex(/^https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, {
  error: "An origin is https:// and a host in lower case, without a path: https://www.example.org",
});

export const verifiedCallingSettings = z.object({
  /** Websites that may show the button. */
  origins: z.array(origin).max(50),
  codeLength: z.number().int().min(6).max(12).default(8),
  /** How long after the disclosure everything is forgotten; never longer than an hour. */
  forgetAfterMinutes: z.number().int().min(5).max(60).default(60),
  /** Whose number and name go out of the history as soon: nobody's, those of verified callers, or everybody's. */
  forgetCallers: z.enum(["none", "verified", "all"]).default("none"),
});
export type VerifiedCallingSettings = z.infer<typeof verifiedCallingSettings>;

/** By the organisation's abstract name of an attribute: the provider's own names, of which one is enough. */
const mapping = z.partialRecord(attributeTag, z.array(z.string().trim().min(1).max(200)).min(1).max(10));
/** Absent in a change: the one that is set stays, unless the service is another one. */
const secret = z.string().min(1).max(10_000).optional();

const irmaInput = z.object({
  kind: z.literal("irma"),
  name,
  /** Of the IRMA server, as Belfry reaches it; where wallets reach it the server says itself. */
  url: z.url({ protocol: /^https?$/ }).max(500),
  authentication: z.enum(["none", "token", "hmac", "publickey"]),
  /** Our name there; for `hmac` and `publickey`. */
  requestor: z.string().max(100).default(""),
  /** The token, the base64 key, or the PEM of the private key. */
  secret,
  mapping,
});
const oidcInput = z.object({
  kind: z.literal("oidc"),
  name,
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  clientId: z.string().min(1).max(200),
  secret,
  scope: z.string().max(500).default("openid"),
  /** Levels of assurance of which the service must name one, with spaces between them; empty: none is demanded. */
  acrValues: z.string().max(500).default(""),
  mapping,
});
/** A demonstration: nothing that comes of it is verified. */
const demoInput = z.object({ kind: z.literal("demo"), name });

export const identityProviderInput = z.discriminatedUnion("kind", [irmaInput, oidcInput, demoInput]);
export type IdentityProviderInput = z.infer<typeof identityProviderInput>;

/** As it is shown: no secret, but whether there is one. */
const shown = { id: uuid, hasSecret: z.boolean() };
export const identityProvider = z.discriminatedUnion("kind", [
  irmaInput.omit({ secret: true }).extend(shown),
  oidcInput.omit({ secret: true }).extend(shown),
  demoInput.extend(shown),
]);
export type IdentityProvider = z.infer<typeof identityProvider>;

/** What keeps a provider from working. */
export const providerProblem = z.enum([
  /** No such host. */
  "nameNotFound",
  /** The host refuses the connection, or there is no way to it. */
  "notReached",
  "noAnswerInTime",
  /** No certificate that counts for this name. */
  "tls",
  /** It is at an internal address, or asked without TLS, and the operator has not allowed that. */
  "notAllowed",
  /** Something answers that is no service of this kind. */
  "otherService",
  /** The service does not know us, or by another key. */
  "wrongKey",
  /** The service knows us and does not give us what the mapping names. */
  "notEntitled",
  /** The service does not know a name in the mapping, or does not understand what is asked. */
  "unknownAttribute",
  /** The service says that something is wrong with itself. */
  "failing",
]);
export type ProviderProblem = z.infer<typeof providerProblem>;
/** What came of asking the service. `detail`: its own words, or those of the network; empty when all is well. */
export const identityProviderTest = z.object({ problem: providerProblem.nullable(), detail: z.string() });
export type IdentityProviderTest = z.infer<typeof identityProviderTest>;
