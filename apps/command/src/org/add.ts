import { API, locale, organisationInput, organisationMade } from "@belfry/contracts";
import { wrongUse } from "../mistake.ts";
import type { Reach } from "../run.ts";
import type { Surroundings } from "../surroundings.ts";
import { readOptions, slugIn } from "./options.ts";
import { setUpText } from "./words.ts";

const OPTIONS = {
  name: { type: "string" },
  country: { type: "string" },
  languages: { type: "string" },
  "time-zone": { type: "string" },
  admin: { type: "string" },
  "admin-login": { type: "string", default: "admin" },
  "password-stdin": { type: "boolean", default: false },
  number: { type: "string", multiple: true },
  "free-number": { type: "string", multiple: true },
  queue: { type: "string" },
} as const;

export async function add(args: readonly string[], around: Surroundings, reach: Reach): Promise<void> {
  const { values, positionals } = readOptions(args, OPTIONS);
  const slug = slugIn(positionals, "add");
  const missing = (["name", "country", "languages", "admin"] as const).filter((one) => (values[one] ?? "") === "");
  if (missing.length > 0) {
    throw wrongUse(`Say also ${missing.map((one) => `--${one}`).join(", ")}. belfry org add --help explains each.`);
  }
  const country = (values.country ?? "").toUpperCase();
  const [language, ...otherLanguages] = languages(values.languages ?? "");
  const password = values["password-stdin"] ? firstLine(await around.piped()) : undefined;
  const input = organisationInput.safeParse({
    slug,
    name: values.name,
    country,
    language,
    otherLanguages,
    timeZone: values["time-zone"] ?? timeZoneOf(country),
    admin: {
      name: values.admin,
      login: values["admin-login"],
      ...(password === undefined ? {} : { password }),
    },
    numbers: [
      ...(values["free-number"] ?? []).map((typed) => ({ ...numberIn(typed), payer: "organisation" })),
      ...(values.number ?? []).map((typed) => ({ ...numberIn(typed), payer: "caller" })),
    ],
    ...(values.queue === undefined ? {} : { queue: values.queue }),
  });
  if (!input.success) throw wrongUse(input.error.issues.map(({ path, message }) => wrong(path, message)).join("\n"));
  const server = reach(values.config ?? null);
  const made = await server.ask("POST", API.organisations, input.data, organisationMade);
  if (values.json) return around.say(JSON.stringify(made, null, 2));
  around.say(`${made.name} is made.\n\n${setUpText(made)}`);
  if (made.password !== null) {
    around.say(`\nThe password of ${input.data.admin.login}, shown only now: ${made.password}`);
  }
}

function languages(text: string): string[] {
  const said = text.split(/[\s,]+/).filter((one) => one !== "");
  const unknown = said.find((one) => !locale.safeParse(one).success);
  if (unknown === undefined && said.length > 0) return said;
  throw wrongUse(
    `--languages: “${unknown ?? text}” is none of ${locale.options.join(", ")}. Part them with commas: nl,en.`,
  );
}

/** `020 123 0001=Permits` is a number and its label. */
function numberIn(text: string): { number: string; label: string } {
  const at = text.indexOf("=");
  return at < 0 ? { number: text, label: "" } : { number: text.slice(0, at), label: text.slice(at + 1) };
}

/** The one of a country that has one. */
function timeZoneOf(country: string): string {
  let zones: readonly string[] = [];
  try {
    zones = zonesOf(new Intl.Locale(`und-${country}`));
  } catch {
    throw wrongUse(`--country: “${country}” is not the code of a country. Two letters, such as NL.`);
  }
  const [only, another] = zones;
  if (only !== undefined && another === undefined) return only;
  throw wrongUse(`Say --time-zone: ${country} has ${zones.length === 0 ? "none that is known" : zones.join(", ")}.`);
}

function zonesOf(where: Intl.Locale): readonly string[] {
  // Newer than the types of the language that we check against.
  const found: unknown =
    "getTimeZones" in where && typeof where.getTimeZones === "function" ? where.getTimeZones() : null;
  return Array.isArray(found) ? found.map(String) : [];
}

function firstLine(piped: string): string {
  const line = piped.split(/\r?\n/, 1)[0] ?? "";
  if (line === "")
    throw wrongUse('--password-stdin: nothing was piped in. Say: printf %s "$PASSWORD" | belfry org add …');
  return line;
}

const PLACES: Readonly<Record<string, string>> = {
  slug: "The short name",
  "admin.name": "--admin",
  "admin.login": "--admin-login",
  "admin.password": "The password",
  timeZone: "--time-zone",
};

function wrong(path: readonly PropertyKey[], message: string): string {
  const place = path.join(".");
  if (place === "admin.password") return "The password is too short or too long: 10 to 200 characters.";
  const said = PLACES[place] ?? (place.startsWith("numbers") ? "A number" : `--${place}`);
  return `${said}: ${message.replace(/\.$/, "")}. belfry org add --help says what is taken.`;
}
