import { isLanguage } from "./texts/first.ts";
import type { CallLanguage } from "./types.ts";

/** The language of an element: its own, the page's, or one of those that there are. */
export function languageFor(wanted: string | null | undefined, allowed: readonly CallLanguage[]): CallLanguage {
  const choices = [wanted, document.documentElement.lang, ...navigator.languages];
  const words = choices.map((choice) => choice?.toLowerCase().split("-")[0] ?? "").filter(isLanguage);
  return words.find((word) => allowed.includes(word)) ?? allowed[0] ?? "en";
}

export function formatTime(instant: number, language: CallLanguage): string {
  const day = new Date(instant).toDateString() === new Date().toDateString() ? {} : ({ weekday: "long" } as const);
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    ...day,
    hour: "numeric",
    minute: "2-digit",
  }).format(instant);
}
