import { z } from "zod";
import { instant } from "../agent-view.ts";
import { campaignMode, campaignView, contactOutcome } from "../campaigns.ts";
import { uuid } from "./common.ts";
import { openingHours } from "./directory.ts";

const name = z.string().trim().min(1).max(100);

/** Outcomes after which a contact may be called once more by itself. */
export const retriedOutcome = contactOutcome.extract([
  "abandoned",
  "busy",
  "noAnswer",
  "answeringMachine",
  "unreachable",
  "skipped",
]);
export type RetriedOutcome = z.infer<typeof retriedOutcome>;

/** `most`: after so many attempts with this outcome there is no other one. */
const retryRule = z.object({
  afterMinutes: z.number().int().min(1).max(43_200),
  most: z.number().int().min(1).max(50),
});
export type RetryRule = z.infer<typeof retryRule>;

/** An address of a page; anything else could run as a script in the agent's browser. */
export const cardLink = z
  .url({ protocol: /^https?$/, error: "A card link begins with https:// or http://." })
  .max(2000);

/** A campaign's card link. A contact's values may not say which host is opened. */
const cardTemplate = cardLink.refine((link) => !/^https?:[\\/\s]*[^\\/?#]*[{}]/i.test(link), {
  error: "In a card link {id}, {number} and {name} stand after the host.",
});

export const campaignInput = z.object({
  name,
  /** Contacts who answer are calls of this queue: its members dial and take them. */
  queue: uuid,
  mode: campaignMode.default("progressive"),
  /** Read in the contact's own time zone, or in this one where a contact has none. Null: always. */
  hours: openingHours.nullable().default(null),
  ringSeconds: z.number().int().min(10).max(120).default(25),
  /** Of the people who answer, at most so many may find no agent. */
  abandonCapPercent: z.number().min(0.1).max(20).default(3),
  /** How long somebody who answered waits for an agent before the call counts as abandoned and ends. */
  patienceSeconds: z.number().min(0.5).max(30).default(2),
  detectMachines: z.boolean().default(false),
  retries: z.partialRecord(retriedOutcome, retryRule).default({
    abandoned: { afterMinutes: 60, most: 1 },
    busy: { afterMinutes: 15, most: 3 },
    noAnswer: { afterMinutes: 120, most: 3 },
    answeringMachine: { afterMinutes: 240, most: 2 },
    unreachable: { afterMinutes: 30, most: 2 },
    skipped: { afterMinutes: 60, most: 2 },
  }),
  mostAttempts: z.number().int().min(1).max(50).default(5),
  /** For contacts without a link of their own; `{id}`, `{number}` and `{name}` stand for the contact's. */
  cardLink: cardTemplate.nullable().default(null),
});
export type CampaignInput = z.infer<typeof campaignInput>;

export const campaign = campaignInput.extend({
  id: uuid,
  running: z.boolean(),
  /** One from before the rule for its host stays readable. */
  cardLink: cardLink.nullable().default(null),
});
export type Campaign = z.infer<typeof campaign>;

export const campaignSwitch = z.object({ running: z.boolean() });

export const campaignProgress = z.object({
  /** Contacts that wait for their first or next call. */
  due: z.number().int(),
  /** Contacts that the dialler has in its hands. */
  taken: z.number().int(),
  finished: z.number().int(),
  /** The last outcome of the finished contacts. */
  outcomes: z.partialRecord(contactOutcome, z.number().int()),
  /** Null while the floor does not know the campaign. */
  live: campaignView.nullable(),
});
export type CampaignProgress = z.infer<typeof campaignProgress>;

const optional = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .nullish()
    .transform((text) => (text === undefined || text === "" ? null : text));

export const contactInput = z.object({
  /** As people of the organisation's country write it, or in E.164. */
  number: z.string().trim().max(40),
  name: optional(200),
  /** The contact's id in your own system, for `{id}` in the card link. */
  reference: optional(100),
  /** Like `Europe/Amsterdam`. */
  timeZone: optional(60),
  cardLink: optional(2000),
  /** Not to be called earlier. */
  notBefore: instant.nullish().transform((at) => at ?? null),
});
export type ContactInput = z.infer<typeof contactInput>;
export const MOST_CONTACTS_AT_ONCE = 1000;
export const contactsInput = z.object({ contacts: z.array(contactInput).min(1).max(MOST_CONTACTS_AT_ONCE) });

/** Why a contact was not taken. */
export const contactProblem = z.enum([
  "noNumber",
  "invalidNumber",
  "unknownTimeZone",
  "badCardLink",
  "tooLong",
  "twiceHere",
  "knownAlready",
  "doNotCall",
]);
export type ContactProblem = z.infer<typeof contactProblem>;

/** `index` counts from 0 in the order of the request. */
export const contactsAdded = z.object({
  added: z.number().int(),
  refused: z.array(z.object({ index: z.number().int(), problem: contactProblem })),
});
export type ContactsAdded = z.infer<typeof contactsAdded>;

export const contactState = z.enum(["due", "taken", "finished"]);
export const contactRecord = z.object({
  id: uuid,
  number: z.string(),
  name: z.string().nullable(),
  reference: z.string().nullable(),
  timeZone: z.string().nullable(),
  cardLink: z.string().nullable(),
  state: contactState,
  /** When it is called at the earliest; null when it is finished. */
  dueAt: instant.nullable(),
  /** Of the last attempt. */
  outcome: contactOutcome.nullable(),
  attempts: z.number().int(),
  agent: uuid.nullable(),
});
export type ContactRecord = z.infer<typeof contactRecord>;
export const contactQuery = z.object({
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  state: contactState.optional(),
  outcome: contactOutcome.optional(),
  /** Only this number. */
  number: z.string().max(40).optional(),
});
export type ContactQuery = z.infer<typeof contactQuery>;

const columnName = z.string().max(200).optional();
/** Which column of a file is what, by its heading; absent: as suggested, empty: none. */
export const contactColumns = z.object({
  number: columnName,
  name: columnName,
  reference: columnName,
  timeZone: columnName,
  cardLink: columnName,
});
export type ContactColumns = z.infer<typeof contactColumns>;

export const MOST_ROWS = 100_000;
/** More problems than these are counted, and not told one by one. */
export const MOST_PROBLEMS = 10_000;

/** `line` is the line of the file where the row begins; the heading is line 1. */
const rowProblem = z.object({ line: z.number().int(), problem: contactProblem, number: z.string() });
export type RowProblem = z.infer<typeof rowProblem>;

export const uploadPreview = z.object({
  headings: z.array(z.string()),
  delimiter: z.enum([",", ";", "\t"]),
  columns: z.record(contactColumns.keyof(), z.string().nullable()),
  /** The first rows as they stand in the file. */
  first: z.array(z.object({ line: z.number().int(), cells: z.array(z.string()) })),
  rows: z.number().int(),
  good: z.number().int(),
  bad: z.number().int(),
  problems: z.array(rowProblem),
});
export type UploadPreview = z.infer<typeof uploadPreview>;

export const uploadResult = uploadPreview.pick({ rows: true, bad: true, problems: true }).extend({
  /** Contacts that this upload brought, also by an earlier try of it. */
  added: z.number().int(),
});
export type UploadResult = z.infer<typeof uploadResult>;

export const doNotCallInput = z.object({
  numbers: z.array(z.string().trim().min(1).max(40)).min(1).max(MOST_CONTACTS_AT_ONCE),
  reason: z.string().trim().max(200).default(""),
});
export type DoNotCallInput = z.infer<typeof doNotCallInput>;
/** `withdrawn`: contacts of campaigns that are called no more. */
export const doNotCallAdded = z.object({
  added: z.number().int(),
  withdrawn: z.number().int(),
  refused: z.array(z.object({ index: z.number().int(), problem: contactProblem })),
});
export type DoNotCallAdded = z.infer<typeof doNotCallAdded>;
export const doNotCallEntry = z.object({ number: z.string(), reason: z.string(), addedAt: instant });
export type DoNotCallEntry = z.infer<typeof doNotCallEntry>;
export const doNotCallQuery = z.object({
  cursor: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Only this number. */
  number: z.string().max(40).optional(),
});
export type DoNotCallQuery = z.infer<typeof doNotCallQuery>;
