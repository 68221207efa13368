import type { Person } from "@belfry/contracts";
import { writeSkills } from "./skills.ts";

/** Spreadsheets run a cell that begins like this as a formula; with an apostrophe before it, it is a text. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** Everybody as a CSV file that can be changed in a spreadsheet and read again; the mark at its beginning says UTF-8. */
export function writePeople(people: readonly Person[]): string {
  const rows = people.map((one) => [
    one.login,
    one.name,
    one.extension ?? "",
    one.roles.join(", "),
    writeSkills(one.skills),
    one.locale ?? "",
    one.active ? "yes" : "no",
  ]);
  const headings = ["login", "name", "extension", "roles", "skills", "language", "active"];
  return `\uFEFF${[headings, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /["\n\r,;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
