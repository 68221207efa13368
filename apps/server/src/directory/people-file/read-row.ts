import {
  extension as extensionShape,
  newPassword,
  type Person,
  type PersonColumns,
  type PersonRowProblem,
  type Role,
} from "@belfry/contracts";
import type { Places } from "../../csv/columns.ts";
import { type CsvRow, cell } from "../../csv/read-rows.ts";
import { readSkills } from "./skills.ts";
import { LANGUAGE_WORDS, meaning, ROLE_WORDS, YES_NO } from "./words.ts";

/** What a row says of a person. What is absent stays as it is, or is as for anybody new. */
export type Said = {
  readonly [Field in "name" | "extension" | "roles" | "skills" | "locale" | "active"]?: Person[Field];
};

export interface FileRow {
  readonly line: number;
  readonly login: string;
  readonly name: string;
  readonly problem: PersonRowProblem | null;
  readonly said: Said;
  readonly password: string | null;
}

const LONGEST = 100;
const ROLES: readonly Role[] = ["agent", "supervisor", "admin", "operator"];

/** One row of a file. A cell that is empty says nothing. */
export function readRow(row: CsvRow, places: Places<keyof PersonColumns>): FileRow {
  const text = (field: keyof PersonColumns): string => plain(cell(row, places[field]) ?? "").trim();
  const [login, name, password] = [text("login"), text("name"), text("password")];
  const about = { line: row.line, login: login.slice(0, LONGEST), name: name.slice(0, LONGEST) };
  const wrong = (problem: PersonRowProblem): FileRow => ({ ...about, problem, said: {}, password: null });
  if (login === "") return wrong("noLogin");
  if (login.length > LONGEST || name.length > LONGEST) return wrong("tooLong");

  const said: { -readonly [Field in keyof Said]: Said[Field] } = name === "" ? {} : { name };
  const extension = text("extension");
  if (extension !== "") {
    if (!extensionShape.safeParse(extension).success) return wrong("invalidExtension");
    said.extension = extension;
  }
  const words = text("roles")
    .split(/[,;/|+]/)
    .filter((word) => word.trim() !== "");
  if (words.length > 0) {
    const roles = words.map((word) => meaning(ROLE_WORDS, word));
    if (roles.includes(null)) return wrong("unknownRole");
    said.roles = ROLES.filter((role) => roles.includes(role));
  }
  if (text("skills") !== "") {
    const skills = readSkills(text("skills"));
    if (skills === null) return wrong("invalidSkill");
    said.skills = skills;
  }
  if (text("locale") !== "") {
    const locale = meaning(LANGUAGE_WORDS, text("locale"));
    if (locale === null) return wrong("unknownLanguage");
    said.locale = locale;
  }
  if (text("active") !== "") {
    const active = meaning(YES_NO, text("active"));
    if (active === null) return wrong("unknownYesNo");
    said.active = active;
  }
  if (password !== "" && !newPassword.safeParse(password).success) return wrong("passwordLength");
  return { ...about, problem: null, said, password: password === "" ? null : password };
}

/** Without the apostrophe by which a file of ours keeps a text from being run as a formula. */
function plain(text: string): string {
  return text.replace(/^'(?='*[=+\-@\t\r])/, "");
}
