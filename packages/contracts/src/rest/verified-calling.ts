import { z } from "zod";
import { locale } from "../agent-view.ts";
import { attributeTag, providerKind, purposeName } from "../visits.ts";
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
const secret = z.string().min(1).max(10_000).optional();

export const identityProviderInput = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("irma"),
    name,
    /** Of the IRMA server, as we and wallets reach it. */
    url: z.url({ protocol: /^https?$/ }).max(500),
    authentication: z.enum(["none", "token", "hmac", "publickey"]),
    /** Our name there; for `hmac` and `publickey`. */
    requestor: z.string().max(100).default(""),
    /** Absent in a change: the one that is set stays. The token, the base64 key, or the PEM of the private key. */
    secret,
    mapping,
  }),
  z.object({
    kind: z.literal("oidc"),
    name,
    issuer: z.url({ protocol: /^https?$/ }).max(500),
    clientId: z.string().min(1).max(200),
    secret,
    scope: z.string().max(500).default("openid"),
    /** Demanded of the service, such as a level of assurance; empty: none. */
    acrValues: z.string().max(500).default(""),
    mapping,
  }),
  /** A demonstration: nothing that comes of it is verified. */
  z.object({ kind: z.literal("demo"), name }),
]);
export type IdentityProviderInput = z.infer<typeof identityProviderInput>;

/** As it is shown: no secret, but whether there is one. */
export const identityProvider = z.object({
  id: uuid,
  kind: providerKind,
  name,
  settings: z.record(z.string(), z.unknown()),
  hasSecret: z.boolean(),
});
export type IdentityProvider = z.infer<typeof identityProvider>;
