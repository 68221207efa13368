import type { PeopleImported, PeoplePreview, PersonRow } from "@belfry/contracts";
import { IDS } from "./scenes.ts";

const rows: PersonRow[] = [
  { line: 2, login: "olena", name: "Олена Коваль", what: "added" },
  { line: 3, login: "anna", name: "Anna de Vries", what: "changed", fields: ["extension", "skills"] },
  { line: 5, login: "piet", name: "Piet Bakker", what: "wrong", problem: "extensionTaken" },
  { line: 8, login: "", name: "Somebody", what: "wrong", problem: "noLogin" },
];

/** What a file would do in the rehearsal; one that deactivates others has no wrong rows. */
export function peopleSeen(deactivate: boolean): PeoplePreview {
  return {
    headings: ["Gebruikersnaam", "Naam", "Toestel", "Rollen"],
    delimiter: ";",
    encoding: "windows-1252",
    columns: {
      login: "Gebruikersnaam",
      name: "Naam",
      extension: "Toestel",
      roles: "Rollen",
      skills: null,
      locale: null,
      active: null,
      password: null,
    },
    added: 1,
    changed: 1,
    unchanged: 204,
    wrong: deactivate ? 0 : 2,
    rows: deactivate ? rows.slice(0, 2) : rows,
    leaving: deactivate ? [{ id: IDS.bram, login: "bram", name: "Bram Jansen" }] : [],
    plan: "rehearsed",
  };
}

export const PEOPLE_IMPORTED: PeopleImported = {
  added: 1,
  changed: 1,
  unchanged: 204,
  wrong: 0,
  deactivated: 1,
  rows: rows.slice(0, 2),
  passwords: [{ login: "olena", name: "Олена Коваль", password: "abcd-efg-hjk-mnpq" }],
};
