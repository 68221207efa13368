import * as z from "zod";
import { documentation, type SettingDocumentation, settingsSchema } from "./schema.ts";

type Parsed = z.output<typeof settingsSchema>;

/** All settings, valid together. Paths are absolute, absent values null. */
export type Settings = Readonly<Omit<Parsed, "demo" | "demoWallet">> & {
  readonly demo: boolean;
  readonly demoWallet: boolean;
};

/** Each mistake is a sentence that names the setting, its value and what is allowed. */
export type LoadedSettings = { readonly settings: Settings } | { readonly mistakes: readonly string[] };

interface Written {
  readonly text: string;
  readonly source: string;
}

const shape = settingsSchema.shape;

function documentationOf(schema: z.ZodType): SettingDocumentation {
  const found = documentation.get(schema);
  if (found === undefined) throw new Error("A setting has no documentation.");
  return found;
}

/** Every setting in the order of the schema, for help texts and guides. */
export function describeSettings(): readonly SettingDocumentation[] {
  return Object.values(shape).map(documentationOf);
}

/**
 * Reads the settings: defaults, then the config file's text, then the environment, the later one winning.
 * An empty environment variable counts as absent. Reports every mistake at once.
 */
export function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
  configFileText: string | null,
): LoadedSettings {
  const file = readConfigFile(configFileText);
  const mistakes = [...file.mistakes, ...unknownNames(env, file.values)];
  const written = new Map<string, Written>();
  for (const [key, schema] of Object.entries(shape)) {
    written.set(key, writtenValue(documentationOf(schema), env, file.values));
  }
  const parsed = settingsSchema.safeParse(Object.fromEntries([...written].map(([key, { text }]) => [key, text])));
  const wrongKeys = new Set(parsed.error?.issues.map((issue) => issue.path[0]));
  for (const [key, schema] of Object.entries(shape)) {
    const value = written.get(key);
    if (value !== undefined && wrongKeys.has(key)) mistakes.push(notAllowed(documentationOf(schema), value));
  }
  if (parsed.data !== undefined) mistakes.push(...findConflicts(parsed.data));
  if (parsed.data === undefined || mistakes.length > 0) return { mistakes };
  const { demo: wanted, host, tls, publicUrl } = parsed.data;
  // With a public address a proxy on this machine lets the world in, whatever we listen on.
  const forTrying = publicUrl === null && (isLoopback(host) || tls === "self-signed");
  const demo = wanted === "auto" ? forTrying : wanted === "on";
  const demoWallet =
    parsed.data.demoWallet === "auto" ? demo && ofProduction(parsed.data) === null : parsed.data.demoWallet === "on";
  return { settings: { ...parsed.data, demo, demoWallet } };
}

/** Writes settings back as environment variables, for a child process. `loadSettings` reads the same again. */
export function toEnvironment(settings: Settings): Record<string, string> {
  const values: Readonly<Record<string, unknown>> = settings;
  const environment: Record<string, string> = {};
  for (const [key, schema] of Object.entries(shape))
    environment[documentationOf(schema).name] = writeValue(values[key]);
  environment["BELFRY_SIP_LISTEN"] = settings.sipListen
    .map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`)
    .join(",");
  environment["BELFRY_MEDIA_PORTS"] = `${settings.mediaPorts.first}-${settings.mediaPorts.last}`;
  return environment;
}

function writeValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "boolean" ? (value ? "on" : "off") : String(value);
}

/** Whether a host is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}

/** The ports on 127.0.0.1 between Belfry's own parts. */
export function internalPorts(settings: Pick<Settings, "internalPort">) {
  const first = settings.internalPort;
  return {
    kamailioWebSocket: first,
    kamailioSip: first + 1,
    switchSip: first + 2,
    rtpengineNg: first + 3,
    dtmfLog: first + 4,
    rtpengineCli: first + 5,
  } as const;
}

/** The origin that browsers use: `BELFRY_PUBLIC_URL`, or scheme, host and port. */
export function publicOrigin(settings: Pick<Settings, "publicUrl" | "host" | "port" | "tls">): string {
  if (settings.publicUrl !== null) return settings.publicUrl;
  const everywhere = settings.host === "0.0.0.0" || settings.host === "::" || isLoopback(settings.host);
  const host = everywhere ? "localhost" : settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  return new URL(`${settings.tls === "off" ? "http" : "https"}://${host}:${settings.port}`).origin;
}

function readConfigFile(text: string | null): { values: Map<string, string>; mistakes: string[] } {
  const values = new Map<string, string>();
  if (text === null) return { values, mistakes: [] };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unreadable";
    return { values, mistakes: [`The config file is not JSON (${reason}). It must be one object of settings.`] };
  }
  const scalar = z.union([z.string(), z.number(), z.boolean()]);
  const object = z.record(z.string(), z.unknown()).safeParse(json);
  if (!object.success) return { values, mistakes: ["The config file must hold one JSON object of settings."] };
  const mistakes: string[] = [];
  for (const [name, raw] of Object.entries(object.data)) {
    const value = z.union([scalar, z.array(scalar)]).safeParse(raw);
    if (!value.success) {
      mistakes.push(`${name} in the config file must be a text, a number, on/off as true/false, or a list of texts.`);
      values.set(name, "");
    } else values.set(name, Array.isArray(value.data) ? value.data.map(writeValue).join(",") : writeValue(value.data));
  }
  return { values, mistakes };
}

function writtenValue(
  about: SettingDocumentation,
  env: Readonly<Record<string, string | undefined>>,
  file: ReadonlyMap<string, string>,
): Written {
  const fromEnvironment = env[about.name];
  if (fromEnvironment !== undefined && fromEnvironment !== "") {
    return { text: fromEnvironment, source: "in the environment" };
  }
  const fromFile = file.get(about.name);
  if (fromFile !== undefined && fromFile !== "") return { text: fromFile, source: "in the config file" };
  return { text: about.default, source: "by default" };
}

function notAllowed(about: SettingDocumentation, written: Written): string {
  const value = about.secret === true ? "set to something else (not shown here)" : `“${written.text}”`;
  return `${about.name} is ${value} ${written.source}; it must be ${about.allowed}.`;
}

/** `BELFRY_TEST_*` belongs to the tests and `BELFRY_EXAMPLE_*` to the examples. */
function unknownNames(
  env: Readonly<Record<string, string | undefined>>,
  file: ReadonlyMap<string, string>,
): readonly string[] {
  const known = describeSettings().map(({ name }) => name);
  const strange = (name: string) => !known.includes(name);
  const inEnvironment = Object.keys(env).filter((name) => /^BELFRY_(?!TEST_|EXAMPLE_)/.test(name) && strange(name));
  const inFile = [...file.keys()].filter(strange);
  return [
    ...inEnvironment.map((name) => `${name} in the environment is no setting.${nearest(name, known)}`),
    ...inFile.map((name) => `${name} in the config file is no setting.${nearest(name, known)}`),
  ];
}

function nearest(name: string, known: readonly string[]): string {
  const best = known.map((candidate) => ({ candidate, distance: editDistance(name.toUpperCase(), candidate) }));
  best.sort((a, b) => a.distance - b.distance);
  const first = best[0];
  return first !== undefined && first.distance <= 4
    ? ` Did you mean ${first.candidate}?`
    : " `npm start -- --help` lists them all.";
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The first setting that only makes sense where real people call; null: there is none. */
function ofProduction({ publicUrl, tls, databaseUrl, host }: Parsed): string | null {
  if (publicUrl !== null) return "BELFRY_PUBLIC_URL is set";
  if (tls === "files") return "BELFRY_TLS is “files”";
  if (databaseUrl !== null) return "DATABASE_URL is set";
  if (tls === "off" && !isLoopback(host)) return `BELFRY_HOST is “${host}” without TLS`;
  return null;
}

function findConflicts(settings: Parsed): readonly string[] {
  const conflicts: string[] = [];
  if (settings.tls === "files" && (settings.tlsCert === null || settings.tlsKey === null)) {
    conflicts.push("BELFRY_TLS is “files”; BELFRY_TLS_CERT and BELFRY_TLS_KEY must then name the two PEM files.");
  }
  if (settings.tls !== "files" && (settings.tlsCert !== null || settings.tlsKey !== null)) {
    conflicts.push(
      `BELFRY_TLS is “${settings.tls}” although a certificate is named; set BELFRY_TLS=files, or leave ` +
        "BELFRY_TLS_CERT and BELFRY_TLS_KEY out.",
    );
  }
  if (settings.demoWallet === "on") {
    const production = ofProduction(settings);
    if (production !== null)
      conflicts.push(
        `BELFRY_DEMO_WALLET is “on” although ${production}, as in production: nothing that comes of the demonstration ` +
          "wallet is verified. Leave BELFRY_DEMO_WALLET out.",
      );
    else if (settings.demo === "off")
      conflicts.push("BELFRY_DEMO_WALLET is “on” although BELFRY_DEMO is “off”; the wallet is for the demo alone.");
  }
  const { vouchDomain } = settings;
  if (settings.vouchSecrets.length === 0) {
    const needless = [settings.vouchIssuer, settings.vouchAudience, vouchDomain].some((value) => value !== null);
    if (needless)
      conflicts.push("BELFRY_VOUCH_SECRETS is missing, without which no VouchCookie is given or looked at.");
  }
  if (vouchDomain !== null && settings.publicUrl !== null) {
    const { hostname } = new URL(settings.publicUrl);
    if (hostname !== vouchDomain.toLowerCase() && !hostname.endsWith(`.${vouchDomain.toLowerCase()}`))
      conflicts.push(`BELFRY_VOUCH_DOMAIN is “${vouchDomain}”, which BELFRY_PUBLIC_URL does not belong to.`);
  }
  const internal = { first: settings.internalPort, last: settings.internalPort + 5 };
  const taken = `the internal ports ${internal.first} to ${internal.last} (BELFRY_INTERNAL_PORT)`;
  const { first, last } = settings.mediaPorts;
  const within = (port: number, range: { first: number; last: number }) => port >= range.first && port <= range.last;
  if (within(settings.port, internal)) conflicts.push(`BELFRY_PORT is ${settings.port}, which is one of ${taken}.`);
  // Media also uses 127.0.0.1, where a busy audio port could keep a restarted part from its own port.
  if (internal.first <= last && internal.last >= first) {
    conflicts.push(`BELFRY_MEDIA_PORTS is ${first}-${last}, which overlaps with ${taken}.`);
  }
  for (const { port } of settings.sipListen) {
    if (within(port, internal)) conflicts.push(`BELFRY_SIP_LISTEN has port ${port}, which is one of ${taken}.`);
    if (within(port, settings.mediaPorts)) {
      conflicts.push(`BELFRY_SIP_LISTEN has port ${port}, which is within BELFRY_MEDIA_PORTS ${first}-${last}.`);
    }
    if (port === settings.port) conflicts.push(`BELFRY_SIP_LISTEN and BELFRY_PORT are both ${port}; they must differ.`);
  }
  return conflicts;
}
