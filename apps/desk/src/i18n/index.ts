import { type Locale, locale } from "@belfry/contracts";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Texts } from "./translation.ts";

export const LOCALES: readonly Locale[] = locale.options;
const KEPT = "belfry.language";

const loaders: Record<Locale, () => Promise<{ texts: Texts }>> = {
  en: () => import("./en/index.ts"),
  nl: () => import("./nl/index.ts"),
  fr: () => import("./fr/index.ts"),
  uk: () => import("./uk/index.ts"),
};

function parseLocale(value: string | null | undefined): Locale | null {
  const parsed = locale.safeParse(value?.slice(0, 2).toLowerCase());
  return parsed.success ? parsed.data : null;
}

/** What was chosen in this browser, else the first language of the browser that we speak, else English. */
export function firstLanguage(): Locale {
  const kept = parseLocale(localStorage.getItem(KEPT));
  if (kept !== null) return kept;
  for (const language of navigator.languages) {
    const found = parseLocale(language);
    if (found !== null) return found;
  }
  return "en";
}

export function currentLanguage(): Locale {
  return parseLocale(i18next.language) ?? "en";
}

/** Makes sure that the texts of a language are there, also of one that the page does not speak now. */
export async function loadLanguage(language: Locale): Promise<void> {
  if (i18next.hasResourceBundle(language, "desk")) return;
  const { texts } = await loaders[language]();
  i18next.addResourceBundle(language, "desk", texts.desk);
  i18next.addResourceBundle(language, "admin", texts.admin);
}

/** Loads the texts if need be and shows them; `lang` of the document follows, so that a screen reader pronounces them. */
export async function setLanguage(language: Locale, keep: boolean): Promise<void> {
  await loadLanguage(language);
  if (keep) localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function startTranslation(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "none",
    fallbackLng: false,
    ns: ["desk", "admin"],
    defaultNS: "desk",
    resources: {},
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await setLanguage(firstLanguage(), false);
}
