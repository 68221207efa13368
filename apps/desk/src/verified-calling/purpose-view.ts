import type {
  AttributeTag,
  IdentityProvider,
  InboundNumber,
  Locale,
  OpeningHours,
  Payer,
  PurposeInput,
} from "@belfry/contracts";
import { formatNumber } from "../i18n/format.ts";

/** A provider as purposes name it. */
export interface ProviderName {
  readonly id: string;
  readonly name: string;
}

/** What a visitor and an agent see of a purpose that is being written. */
export interface PurposePreview {
  readonly title: string;
  readonly explanation: string;
  readonly asks: readonly AttributeTag[];
  readonly providers: readonly string[];
  /** As people of the organisation's country write it; null while none is chosen. */
  readonly number: string | null;
  readonly payer: Payer | null;
  /** When it opens first in a week; null when the weekly hours never do. */
  readonly opens: { readonly day: number; readonly from: number } | null;
  readonly shown: readonly { readonly tag: AttributeTag; readonly value: string }[];
  readonly hidden: readonly AttributeTag[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/** Of nobody: the number is one that is never given out. */
const EXAMPLE: Readonly<Record<AttributeTag, string>> = {
  bsn: "999990019",
  fullName: "Robin de Vries",
  givenNames: "Robin",
  familyName: "de Vries",
  birthDate: "1984-05-17",
  over18: "yes",
  address: "Dorpsstraat 1",
  postcode: "1234 AB",
  city: "Voorbeeldstad",
  country: "Nederland",
  nationality: "Nederlandse",
  mobileNumber: "+31612345678",
  email: "robin@example.org",
  companyNumber: "12345678",
  companyName: "Bakkerij De Vries",
};

export function previewOf(
  draft: PurposeInput,
  known: {
    readonly country: string;
    readonly numbers: readonly InboundNumber[];
    readonly providers: readonly ProviderName[];
  },
  language: Locale,
): PurposePreview {
  const number = known.numbers.find(({ id }) => id === draft.number);
  return {
    title: textIn(draft.title, language),
    explanation: textIn(draft.explanation, language),
    asks: draft.attributes.map(({ tag }) => tag),
    providers: draft.providers.flatMap((id) => known.providers.find((one) => one.id === id)?.name ?? []),
    number: number === undefined ? null : formatNumber(number.number, known.country),
    payer: number?.payer ?? null,
    opens: firstOpening(draft.hours),
    shown: draft.attributes.flatMap(({ tag, shown }) => (shown ? [{ tag, value: EXAMPLE[tag] }] : [])),
    hidden: draft.attributes.flatMap(({ tag, shown }) => (shown ? [] : [tag])),
    links: draft.links.map(({ label, template }) => ({ label, url: filledIn(template) })),
  };
}

/** What is asked that one of the chosen providers is not set up to tell; made-up people have everything. */
export function untold(
  { attributes, providers }: PurposeInput,
  known: readonly IdentityProvider[],
): readonly { readonly provider: string; readonly tags: readonly AttributeTag[] }[] {
  return known.flatMap((one) => {
    if (!providers.includes(one.id) || one.kind === "demo") return [];
    const tags = attributes.flatMap(({ tag }) => (one.mapping[tag] === undefined ? [tag] : []));
    return tags.length === 0 ? [] : [{ provider: one.name, tags }];
  });
}

/** The text of a language; English stands in, and where there is none any other. */
export function textIn(texts: PurposeInput["title"], language: Locale): string {
  return [texts[language], texts.en, ...Object.values(texts)].find((text) => (text ?? "").trim() !== "") ?? "";
}

function firstOpening(hours: OpeningHours | null): PurposePreview["opens"] {
  const [first] = [...(hours?.weekly ?? [])].sort((a, b) => a.day - b.day || a.from - b.from);
  return first === undefined ? null : { day: first.day, from: first.from };
}

/** Values are encoded, so that none changes where the link leads. */
function filledIn(template: string): string {
  const values: Readonly<Record<string, string>> = EXAMPLE;
  return template.replace(/\{(\w+)\}/g, (word, tag: string) => {
    const value = values[tag];
    return value === undefined ? word : encodeURIComponent(value);
  });
}

/** A word for pages out of a title: “Your permit?” is `your-permit`. */
export function nameFrom(title: string): string {
  const words = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return words
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}
