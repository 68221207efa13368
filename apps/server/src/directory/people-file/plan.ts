import { createHash } from "node:crypto";
import type { PeopleFileQuery, Person, PersonColumns, PersonRow, PersonRowProblem } from "@belfry/contracts";
import { freeExtensions, isGivenOut } from "../extensions.ts";
import { isAdmin, OPERATOR_SLUG } from "../people.ts";
import type { OrganisationSnapshot } from "../snapshot.ts";
import type { FileRow } from "./read-row.ts";

export interface Added {
  readonly row: FileRow;
  readonly person: Omit<Person, "id">;
}
export interface Changed {
  readonly row: FileRow;
  readonly before: Person;
  readonly after: Person;
}

/** What a file would do to an organisation as it is now. */
export interface Plan {
  readonly added: readonly Added[];
  readonly changed: readonly Changed[];
  readonly unchanged: number;
  /** What is told of the rows that are not unchanged, in the order of the file. */
  readonly rows: readonly PersonRow[];
  readonly wrong: number;
  readonly leaving: readonly Person[];
  /** The same for the same plan. */
  readonly digest: string;
}

interface Draft {
  readonly row: FileRow;
  readonly before: Person | null;
  after: Omit<Person, "id">;
  problem: PersonRowProblem | null;
}

type Where = {
  readonly before: OrganisationSnapshot;
  readonly seats: ReadonlyMap<string, string>;
  /** Who asks: they neither leave nor lose their own rights by a file. */
  readonly asker: string;
};

export function planPeople(rows: readonly FileRow[], where: Where, missing: PeopleFileQuery["missing"]): Plan {
  const drafts = draftsOf(rows, where);
  settleExtensions(drafts, where);
  giveExtensions(drafts, where);

  const added: Added[] = [];
  const changed: Changed[] = [];
  const told: PersonRow[] = [];
  let unchanged = 0;
  let wrong = 0;
  for (const { row, before, after, problem } of drafts) {
    const about = { line: row.line, login: row.login, name: after.name === "" ? row.name : after.name };
    const fields = before === null ? [] : differences(before, after);
    if (problem !== null) {
      wrong += 1;
      told.push({ ...about, what: "wrong", problem });
    } else if (before === null) {
      added.push({ row, person: after });
      told.push({ ...about, what: "added" });
    } else if (fields.length > 0) {
      changed.push({ row, before, after: { ...after, id: before.id } });
      told.push({ ...about, what: "changed", fields });
    } else unchanged += 1;
  }
  const named = new Set(rows.map(({ login }) => login.toLowerCase()));
  const leaving =
    missing === "keep"
      ? []
      : where.before.people.filter(
          ({ id, active, login }) => active && id !== where.asker && !named.has(login.toLowerCase()),
        );
  const content = [
    added.map(({ person }) => person),
    changed.map(({ after }) => after),
    told,
    leaving.map(({ id }) => id),
  ];
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("base64url");
  return { added, changed, unchanged, rows: told, wrong, leaving, digest };
}

function draftsOf(rows: readonly FileRow[], { before, asker }: Where): Draft[] {
  const known = new Map(before.people.map((person) => [person.login.toLowerCase(), person]));
  const seen = new Set<string>();
  return rows.map((row) => {
    const key = row.login.toLowerCase();
    const person = known.get(key) ?? null;
    const twice = seen.has(key);
    if (key !== "") seen.add(key);
    const { id: _, ...own } = person ?? { id: "" };
    const after = { ...newcomer(row), ...own, active: true, ...row.said };
    const problem = row.problem ?? (twice ? "loginTwice" : problemOf(after, person, before, asker));
    return { row, before: person, after, problem };
  });
}

const newcomer = ({ login }: FileRow): Omit<Person, "id"> => ({
  name: "",
  login,
  roles: ["agent"],
  extension: null,
  locale: null,
  skills: [],
  active: true,
});

function problemOf(
  after: Omit<Person, "id">,
  person: Person | null,
  before: OrganisationSnapshot,
  asker: string,
): PersonRowProblem | null {
  if (after.name === "") return "noName";
  const refused = before.organisation.slug === OPERATOR_SLUG ? "admin" : "operator";
  if (after.roles.includes(refused)) return "roleNotAllowed";
  return person?.id === asker && isAdmin(person) && !isAdmin(after) ? "yourself" : null;
}

/**
 * Two may exchange their extensions in one file, so what counts is who has which in the end. A row that is wrong leaves
 * its person where they are, which may be in the way of another: until nothing of that kind is left.
 */
function settleExtensions(drafts: readonly Draft[], { before, seats }: Where): void {
  const guests = new Map([...seats].map(([person, seat]) => [seat, person]));
  for (let settled = false; !settled; ) {
    settled = true;
    const holders = new Map<string, number>();
    for (const { extension } of inTheEnd(drafts, before)) {
      if (extension !== null) holders.set(extension, (holders.get(extension) ?? 0) + 1);
    }
    for (const one of drafts) {
      const { extension } = one.after;
      const own = one.before?.extension ?? null;
      if (one.problem !== null || extension === null || extension === own) continue;
      const guest = guests.get(extension) ?? null;
      if ((holders.get(extension) ?? 0) > 1 || (guest !== null && guest !== one.before?.id)) {
        one.problem = "extensionTaken";
      } else if (!isGivenOut(extension, own, before)) one.problem = "extensionUnknown";
      if (one.problem !== null) settled = false;
    }
  }
}

/** Everybody as they are when the good rows are done. */
function inTheEnd(drafts: readonly Draft[], before: OrganisationSnapshot): Omit<Person, "id">[] {
  const good = drafts.filter(({ problem }) => problem === null);
  const people = new Map<string, Omit<Person, "id">>(before.people.map((person) => [person.id, person]));
  for (const one of good) if (one.before !== null) people.set(one.before.id, one.after);
  return [...people.values(), ...good.flatMap((one) => (one.before === null ? [one.after] : []))];
}

/** New agents for whom the file names none get a free one, where there is a pool. */
function giveExtensions(drafts: readonly Draft[], { before, seats }: Where): void {
  if (before.extensions.length === 0) return;
  const people = inTheEnd(drafts, before).map((person) => ({ ...person, id: "" }));
  const free = freeExtensions({ ...before, people }, seats)[Symbol.iterator]();
  for (const one of drafts) {
    const isWanted = one.before === null && one.problem === null && one.after.extension === null;
    if (!isWanted || !one.after.roles.includes("agent")) continue;
    const next = free.next();
    if (next.done === true) one.problem = "noFreeExtension";
    else one.after = { ...one.after, extension: next.value };
  }
}

function differences(before: Person, after: Omit<Person, "id">): (keyof PersonColumns)[] {
  const fields = ["name", "extension", "roles", "skills", "locale", "active"] as const;
  const plainly = (person: Omit<Person, "id">, field: (typeof fields)[number]) =>
    JSON.stringify(field === "roles" ? [...person.roles].sort() : person[field]);
  return fields.filter((field) => plainly(before, field) !== plainly(after, field));
}
