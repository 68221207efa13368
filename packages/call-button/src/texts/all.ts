import type { CallLanguage, CallTexts } from "../types.ts";
import { en } from "./en.ts";
import { FIRST, type FirstTexts } from "./first.ts";
import { fr } from "./fr.ts";
import { nl } from "./nl.ts";
import { uk } from "./uk.ts";

/** What is said once the button was pressed. */
export type LaterTexts = Omit<CallTexts, keyof FirstTexts>;

export const TEXTS: Readonly<Record<CallLanguage, CallTexts>> = {
  en: { ...FIRST.en, ...en },
  nl: { ...FIRST.nl, ...nl },
  fr: { ...FIRST.fr, ...fr },
  uk: { ...FIRST.uk, ...uk },
};
