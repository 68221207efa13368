import { z } from "zod";
import { uuid } from "./common.ts";

const columnName = z.string().max(200).optional();
/** Which column of a file is what, by its heading; absent: as suggested, empty: none. */
export const personColumns = z.object({
  login: columnName,
  name: columnName,
  extension: columnName,
  roles: columnName,
  skills: columnName,
  locale: columnName,
  active: columnName,
  password: columnName,
});
export type PersonColumns = z.infer<typeof personColumns>;

export const peopleFileQuery = personColumns.extend({
  /** What becomes of those who are active and not in the file. */
  missing: z.enum(["keep", "deactivate"]).default("keep"),
  /** For new people without one in the file: one is made and told once, or they sign in by the organisation's service alone. */
  passwords: z.enum(["made", "none"]).default("made"),
});
export type PeopleFileQuery = z.infer<typeof peopleFileQuery>;
/** `plan` is that of the preview: what is done is what was looked at. */
export const peopleFileApply = peopleFileQuery.extend({ plan: z.string().min(1).max(100) });

/** Why a row is not taken. */
export const personRowProblem = z.enum([
  "noLogin",
  "noName",
  "tooLong",
  "loginTwice",
  "unknownRole",
  "roleNotAllowed",
  "invalidExtension",
  "extensionTaken",
  "extensionUnknown",
  "noFreeExtension",
  "invalidSkill",
  "unknownLanguage",
  "unknownYesNo",
  "passwordLength",
  "yourself",
]);
export type PersonRowProblem = z.infer<typeof personRowProblem>;

/** `line` is the line of the file where the row begins; the heading is line 1. */
const about = { line: z.number().int(), login: z.string(), name: z.string() };
export const personRow = z.discriminatedUnion("what", [
  z.object({ ...about, what: z.literal("added") }),
  /** `fields` are what is other than before. */
  z.object({ ...about, what: z.literal("changed"), fields: z.array(personColumns.keyof()) }),
  z.object({ ...about, what: z.literal("wrong"), problem: personRowProblem }),
]);
export type PersonRow = z.infer<typeof personRow>;

const counts = {
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  wrong: z.number().int(),
};

export const peoplePreview = z.object({
  headings: z.array(z.string()),
  delimiter: z.enum([",", ";", "\t"]),
  /** How the file was read: a spreadsheet's old encoding may have been guessed. */
  encoding: z.string(),
  columns: z.record(personColumns.keyof(), z.string().nullable()),
  ...counts,
  /** Every row that is not unchanged, in the order of the file. */
  rows: z.array(personRow),
  /** Who is deactivated; nobody unless that was asked for. */
  leaving: z.array(z.object({ id: uuid, login: z.string(), name: z.string() })),
  plan: z.string(),
});
export type PeoplePreview = z.infer<typeof peoplePreview>;

export const peopleImported = z.object({
  ...counts,
  deactivated: z.number().int(),
  rows: z.array(personRow),
  /** Passwords that were made; nobody can read them again. */
  passwords: z.array(z.object({ login: z.string(), name: z.string(), password: z.string() })),
});
export type PeopleImported = z.infer<typeof peopleImported>;
