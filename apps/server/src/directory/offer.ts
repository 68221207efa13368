import type { Locale, ProviderKind, PurposeInput, PurposeOffer } from "@belfry/contracts";
import { isOpen, nextOpening } from "@belfry/floor";
import type { PublicPurpose } from "./lookups.ts";
import { nationalForm } from "./phone-numbers.ts";

/** How far ahead the next opening is looked for. */
const AHEAD = 14 * 24 * 3600_000;
/** Nothing is kept longer, whatever was set. */
const LONGEST = 3600_000;

export interface OfferedProvider {
  readonly id: string;
  readonly kind: ProviderKind;
  readonly name: string;
}

/** What a button shows before anything has begun. `providers`: all of the organisation's. */
export function offerOf(
  { organisation, purpose, number, settings }: PublicPurpose,
  providers: readonly OfferedProvider[],
  language: Locale,
  now: number,
): PurposeOffer {
  const { title, explanation, languages, attributes, hours, callFromPage } = purpose;
  const open = isOpen(hours, now);
  return {
    organisation: organisation.name,
    title: textIn(title, language),
    explanation: textIn(explanation, language),
    languages: [...languages],
    to: {
      number: number.number,
      national: nationalForm(number.number, organisation.country),
      payer: number.payer,
    },
    attributes: attributes.map(({ tag }) => tag),
    providers: purpose.providers.flatMap((id) => {
      const found = providers.find((one) => one.id === id);
      return found === undefined ? [] : [{ id, kind: found.kind, name: found.name }];
    }),
    open,
    opensAt: open ? null : nextOpening(hours, now, AHEAD),
    callFromPage,
    forgottenAfter: Math.min(settings.forgetAfterMinutes * 60_000, LONGEST),
  };
}

/** The text of a language; English stands in, and where there is none any other. */
export function textIn(texts: PurposeInput["title"], language: Locale): string {
  return [texts[language], texts.en, ...Object.values(texts)].find((text) => text !== undefined && text !== "") ?? "";
}
