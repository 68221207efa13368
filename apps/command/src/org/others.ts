import { API, type Organisation, organisation, organisationSetUp } from "@belfry/contracts";
import { EXIT, Mistake, wrongUse } from "../mistake.ts";
import type { Reach } from "../run.ts";
import type { Server } from "../server.ts";
import type { Surroundings } from "../surroundings.ts";
import { readOptions, slugIn } from "./options.ts";
import { setUpText, table } from "./words.ts";

const nothing = { parse: () => null };

export async function list(args: readonly string[], around: Surroundings, reach: Reach): Promise<void> {
  const { values, positionals } = readOptions(args, {});
  if (positionals.length > 0) throw wrongUse("belfry org list takes no name. belfry org show SHORT-NAME shows one.");
  const all = await everyone(reach(values.config ?? null));
  if (values.json) return around.say(JSON.stringify(all, null, 2));
  around.say(
    table([
      ["SHORT NAME", "NAME", "COUNTRY", "LANGUAGES", "TIME ZONE"],
      ...all.map((one) => [
        one.slug,
        one.name,
        one.country,
        [one.language, ...one.otherLanguages].join(","),
        one.timeZone,
      ]),
    ]),
  );
}

export async function show(args: readonly string[], around: Surroundings, reach: Reach): Promise<void> {
  const { values, positionals } = readOptions(args, {});
  const slug = slugIn(positionals, "show");
  const server = reach(values.config ?? null);
  const { id } = await find(server, slug);
  const about = await server.ask("GET", `${API.organisations}/${id}`, undefined, organisationSetUp);
  around.say(values.json ? JSON.stringify(about, null, 2) : setUpText(about));
}

export async function remove(args: readonly string[], around: Surroundings, reach: Reach): Promise<void> {
  const { values, positionals } = readOptions(args, { yes: { type: "boolean", default: false } });
  const slug = slugIn(positionals, "remove");
  const server = reach(values.config ?? null);
  const { id, name } = await find(server, slug);
  if (!values.yes) {
    if (around.ask === null) throw wrongUse("Nobody can be asked here whether you are sure. Say it with --yes.");
    const typed = await around.ask(
      `${name} goes with its people, calls and recordings, and cannot be had back. Type its short name to remove it: `,
    );
    if (typed.trim() !== slug) throw new Mistake(EXIT.refused, "Nothing was removed.");
  }
  await server.ask("DELETE", `${API.organisations}/${id}`, undefined, nothing);
  around.say(values.json ? JSON.stringify({ removed: slug }) : `${name} is removed.`);
}

const everyone = (server: Server) => server.ask("GET", API.organisations, undefined, organisation.array());

async function find(server: Server, slug: string): Promise<Organisation> {
  const found = (await everyone(server)).find((one) => one.slug === slug);
  if (found === undefined) {
    throw new Mistake(EXIT.refused, `There is no organisation “${slug}”. belfry org list tells which there are.`);
  }
  return found;
}
