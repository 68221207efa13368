import type { CallLanguage, CallTexts } from "../types.ts";

/** What the button says before it is pressed; all else comes with the dialog. */
export type FirstTexts = Pick<CallTexts, "button" | "showAgain" | "orCall" | "closedUntil" | "closed">;

export const FIRST: Readonly<Record<CallLanguage, FirstTexts>> = {
  en: {
    button: "Call us and show who you are",
    showAgain: "Show my call",
    orCall: "Or just call: {number}",
    closedUntil: "You can call us again from {time}.",
    closed: "You cannot call us now.",
  },
  nl: {
    button: "Bel ons en laat zien wie u bent",
    showAgain: "Toon mijn gesprek",
    orCall: "Of bel gewoon: {number}",
    closedUntil: "U kunt ons weer bellen vanaf {time}.",
    closed: "U kunt ons nu niet bellen.",
  },
  fr: {
    button: "Appelez-nous et montrez qui vous êtes",
    showAgain: "Afficher mon appel",
    orCall: "Ou appelez simplement le {number}",
    closedUntil: "Vous pourrez nous appeler à partir de : {time}.",
    closed: "Vous ne pouvez pas nous appeler en ce moment.",
  },
  uk: {
    button: "Зателефонуйте нам і підтвердьте свою особу",
    showAgain: "Показати мій дзвінок",
    orCall: "Або просто зателефонуйте: {number}",
    closedUntil: "Ви зможете зателефонувати нам знову: {time}.",
    closed: "Зараз зателефонувати нам не можна.",
  },
};

export function isLanguage(word: string): word is CallLanguage {
  return word in FIRST;
}

/** `{name}` in a text becomes what it stands for. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}
