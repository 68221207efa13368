import type { Locale } from "@belfry/contracts";
import type { QueueSettingsColumn } from "../store/schema.ts";

/** What a queue is called that takes whatever there is. */
export const FIRST_QUEUE: Readonly<Record<Locale, string>> = {
  en: "General",
  nl: "Algemeen",
  fr: "Général",
  uk: "Загальна",
};

/**
 * What takes the calls of a new organisation's numbers: always open, so that the first call tells what is missing.
 * While nobody serves it, callers are told so.
 */
export function firstQueue(language: Locale): QueueSettingsColumn {
  return {
    language,
    priority: 50,
    ringSeconds: 20,
    wrapUpSeconds: 60,
    codeRequired: false,
    autoAnswer: false,
    maxWaiting: null,
    maxWaitSeconds: 1800,
    announceEverySeconds: 60,
    callbackOffered: false,
    recording: "off",
    recordingAnnounced: true,
    hours: null,
    whenFull: { kind: "announcement", prompt: "queue-full" },
    whenClosed: { kind: "announcement", prompt: "closed" },
    whenWaitedTooLong: { kind: "announcement", prompt: "nobody-available" },
    skills: [],
    callerId: null,
  };
}
