import { isIP } from "node:net";
import { resolve } from "node:path";
import * as z from "zod";

/** What a person needs to know of one setting. `secret` values are never printed. */
export interface SettingDocumentation {
  readonly name: string;
  /** As it would be written in the environment; empty when there is none. */
  readonly default: string;
  /** Completes the sentence "it must be …". */
  readonly allowed: string;
  readonly description: string;
  readonly secret?: boolean;
}

/** Where SIP from trunks and desk phones is heard, by UDP and TCP. */
export interface SipAddress {
  readonly host: string;
  readonly port: number;
}

export const documentation = z.registry<SettingDocumentation>();

const hostname = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;
const isAddress = (text: string): boolean => isIP(text) !== 0;

function wholeNumber(from: number, to: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= from && value <= to);
}

const emptyIsNull = (text: string): string | null => (text === "" ? null : text);

const optional = (valid: (text: string) => boolean) =>
  z
    .string()
    .refine((text) => text === "" || valid(text))
    .transform(emptyIsNull);

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search + url.hash + url.username === "";
}

const isDatabaseUrl = (text: string): boolean =>
  URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol) && new URL(text).hostname !== "";

function parseSipAddress(text: string): SipAddress | null {
  const found = /^(?:\[(?<six>[0-9a-f:.]+)\]|(?<four>[0-9.]+)):(?<port>\d{1,5})$/i.exec(text.trim())?.groups;
  const host = found?.["six"] ?? found?.["four"] ?? "";
  const port = Number(found?.["port"]);
  const family = found?.["six"] === undefined ? 4 : 6;
  return isIP(host) === family && port >= 1 && port <= 65_535 ? { host, port } : null;
}

const sipAddresses = z.string().transform((text, context): readonly SipAddress[] => {
  const addresses = text.split(",").map(parseSipAddress);
  if (addresses.every((address) => address !== null)) return addresses;
  context.addIssue({ code: "custom" });
  return z.NEVER;
});

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/** Addresses count as blocks of one. */
const networks = () =>
  z.string().transform((text, context): readonly string[] => {
    const words = text.split(",").map((word) => word.trim());
    const blocks = words.flatMap((word) => (word === "" ? [] : word === "private" ? PRIVATE : [asBlock(word)]));
    if (blocks.every((block) => block !== null)) return blocks;
    context.addIssue({ code: "custom" });
    return z.NEVER;
  });

function asBlock(text: string): string | null {
  const found = /^(?<host>[0-9a-f:.]+)(?:\/(?<length>\d{1,3}))?$/i.exec(text)?.groups;
  const host = found?.["host"] ?? "";
  const version = isIP(host);
  const width = version === 4 ? 32 : 128;
  const length = Number(found?.["length"] ?? width);
  return version !== 0 && length <= width ? `${host}/${length}` : null;
}

/** One word or two with a comma between them: the one that is used, and another that still counts. */
const oneOrTwoSecrets = z
  .string()
  .transform((text): readonly string[] => (text === "" ? [] : text.split(",").map((word) => word.trim())))
  .refine((secrets) => secrets.length <= 2 && secrets.every((secret) => /^[\x21-\x7e]{32,}$/.test(secret)));

const issuers = z
  .string()
  .transform((text): readonly string[] => text.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()])))
  .refine((list) => list.every((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)));

const isParentDomain = (text: string): boolean => hostname.test(text) && text.includes(".") && !isAddress(text);

const origins = z.string().transform((text, context): readonly string[] => {
  const words = text.split(",").map((word) => word.trim());
  const named = words.filter((word) => word !== "");
  if (named.every(isOrigin)) return named.map((word) => new URL(word).origin);
  context.addIssue({ code: "custom" });
  return z.NEVER;
});

const portRange = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/)
  .transform((text) => {
    const [first = 0, last = 0] = text.split("-").map(Number);
    return { first, last };
  })
  .refine(({ first, last }) => first >= 1024 && last <= 65_535 && last - first >= 99);

/** Every setting of Belfry: its form, its one name, its default and what it is for. */
export const settingsSchema = z.object({
  host: z
    .string()
    .refine((text) => isAddress(text) || hostname.test(text))
    .register(documentation, {
      name: "BELFRY_HOST",
      default: "127.0.0.1",
      allowed: "an IP address or a host name of this machine",
      description:
        "The address on which pages, the interface for programs and the browsers' telephone side are served. " +
        "0.0.0.0 listens on every address; browsers then give a microphone only with BELFRY_TLS.",
    }),
  port: wholeNumber(1, 65_535).register(documentation, {
    name: "BELFRY_PORT",
    default: "8080",
    allowed: "a whole number from 1 to 65535",
    description: "The one TCP port for browsers.",
  }),
  tls: z.enum(["off", "self-signed", "files"]).register(documentation, {
    name: "BELFRY_TLS",
    default: "off",
    allowed: "off, self-signed or files",
    description:
      "off: plain HTTP, for this machine or behind a proxy that ends TLS. self-signed: a certificate made at the " +
      "first start, to try Belfry from another machine. files: the certificate in BELFRY_TLS_CERT and BELFRY_TLS_KEY.",
  }),
  tlsCert: optional(() => true).register(documentation, {
    name: "BELFRY_TLS_CERT",
    default: "",
    allowed: "the path of a PEM file",
    description: "The certificate with its chain, for BELFRY_TLS=files.",
  }),
  tlsKey: optional(() => true).register(documentation, {
    name: "BELFRY_TLS_KEY",
    default: "",
    allowed: "the path of a PEM file",
    description: "The private key of the certificate, for BELFRY_TLS=files.",
  }),
  publicUrl: optional(isOrigin)
    .transform((text) => (text === null ? null : new URL(text).origin))
    .register(documentation, {
      name: "BELFRY_PUBLIC_URL",
      default: "",
      allowed: "an origin such as https://phone.example.org, without a path",
      description:
        "The origin under which browsers reach Belfry, when it is not simply host and port. Requests from any " +
        "other origin are refused.",
    }),
  crmOrigins: origins.register(documentation, {
    name: "BELFRY_CRM_ORIGINS",
    default: "",
    allowed: "one or more origins such as https://crm.example.org, with commas between them",
    description:
      "Where the pages of a CRM come from that signs agents in by the Mediatel protocol. Browsers with a page from " +
      "anywhere else are refused there.",
  }),
  dataDir: z
    .string()
    .min(1)
    .transform((text) => resolve(text))
    .register(documentation, {
      name: "BELFRY_DATA_DIR",
      default: ".belfry",
      allowed: "the path of a folder",
      description: "The private folder for the database, keys, logs and generated configurations.",
    }),
  databaseUrl: optional(isDatabaseUrl).register(documentation, {
    name: "DATABASE_URL",
    default: "",
    allowed: "a URL such as postgresql://user:password@host:5432/belfry",
    description:
      "A PostgreSQL database, for one Belfry at a time. Without it the embedded database in BELFRY_DATA_DIR is used. " +
      "A pooler in between must keep sessions apart, as PgBouncer does in its session mode.",
    secret: true,
  }),
  internalPort: wholeNumber(1024, 65_530).register(documentation, {
    name: "BELFRY_INTERNAL_PORT",
    default: "15060",
    allowed: "a whole number from 1024 to 65530",
    description: "The first of six ports on 127.0.0.1 by which Belfry's own parts talk to one another.",
  }),
  sipListen: sipAddresses.register(documentation, {
    name: "BELFRY_SIP_LISTEN",
    default: "127.0.0.1:5060",
    allowed: "one or more ADDRESS:PORT of this machine, with commas between them (IPv6 as [ADDRESS]:PORT)",
    description: "Where SIP from trunks and the demo caller is heard, by UDP and TCP.",
  }),
  trunkTargets: networks().register(documentation, {
    name: "BELFRY_TRUNK_TARGETS",
    default: "",
    allowed: "private, or one or more addresses or blocks such as 192.168.7.0/24, with commas between them",
    description:
      "Internal addresses to which organisations' trunks may send calls, such as a telephone exchange of your own. " +
      "Public addresses are always allowed. This machine itself, private, link-local and other special addresses " +
      "are refused unless they are named here; private stands for the private networks of RFC 1918 and RFC 4193.",
  }),
  identityTargets: networks().register(documentation, {
    name: "BELFRY_IDENTITY_TARGETS",
    default: "",
    allowed: "private, or one or more addresses or blocks such as 192.168.7.0/24, with commas between them",
    description:
      "Internal addresses at which organisations' identity providers may be asked, such as an IRMA server of your own, " +
      "also by http. Public addresses are always allowed, by https. This machine itself, private, link-local and other " +
      "special addresses are refused unless they are named here; private stands for the private networks.",
  }),
  mediaAddress: z
    .string()
    .refine((text) => text === "auto" || isAddress(text))
    .register(documentation, {
      name: "BELFRY_MEDIA_ADDRESS",
      default: "auto",
      allowed: "auto or an IP address of this machine",
      description: "The address that sends and receives audio. auto takes the one of the default route.",
    }),
  mediaAdvertised: optional(isAddress).register(documentation, {
    name: "BELFRY_MEDIA_ADVERTISED",
    default: "",
    allowed: "an IP address",
    description: "The public address to name for audio when this machine is behind NAT.",
  }),
  mediaPorts: portRange.register(documentation, {
    name: "BELFRY_MEDIA_PORTS",
    default: "16000-31999",
    allowed: "a range FIRST-LAST of at least 100 ports from 1024 to 65535",
    description:
      "The UDP ports for audio: four for each waiting call and eight for each connected call; four more while it is " +
      "recorded, and two for each who is only heard by a supervisor.",
  }),
  logLevel: z.enum(["debug", "info", "warn", "error"]).register(documentation, {
    name: "BELFRY_LOG_LEVEL",
    default: "info",
    allowed: "debug, info, warn or error",
    description: "How much the logs in the data folder tell.",
  }),
  demo: z.enum(["auto", "on", "off"]).register(documentation, {
    name: "BELFRY_DEMO",
    default: "auto",
    allowed: "auto, on or off",
    description:
      "A demo organisation with people, a queue and a caller. auto: on while Belfry listens on this machine only " +
      "or uses a self-signed certificate, and has no public address.",
  }),
  demoWallet: z.enum(["auto", "on", "off"]).register(documentation, {
    name: "BELFRY_DEMO_WALLET",
    default: "auto",
    allowed: "auto, on or off",
    description:
      "A wallet of made-up persons for the demo organisation; nothing that comes of it is verified. It never goes with " +
      "settings of production: BELFRY_PUBLIC_URL, BELFRY_TLS=files, DATABASE_URL, or pages for other machines without " +
      "TLS. auto: on with the demo where none of these is set.",
  }),
  metricsToken: optional((text) => /^[\x21-\x7e]{16,}$/.test(text)).register(documentation, {
    name: "BELFRY_METRICS_TOKEN",
    default: "",
    allowed: "at least 16 printable characters without spaces",
    description: "The bearer token for /metrics. Without it, metrics are given to this machine only.",
    secret: true,
  }),
  vouchSecrets: oneOrTwoSecrets.register(documentation, {
    name: "BELFRY_VOUCH_SECRETS",
    default: "",
    allowed: "one or two secrets of at least 32 printable characters without spaces, with a comma between them",
    description:
      "Switches on the VouchCookie gate: without a valid cookie of that name every path that a browser uses answers " +
      "403. The cookie is a JWT signed with one of these secrets (HS256). While a secret is replaced, name the new " +
      "one first and the old one after it. See the guide about single sign-on.",
    secret: true,
  }),
  vouchGate: z.enum(["on", "off"]).register(documentation, {
    name: "BELFRY_VOUCH_GATE",
    default: "on",
    allowed: "on or off",
    description:
      "Counts where BELFRY_VOUCH_SECRETS is set. off: Belfry asks nobody for the VouchCookie, and only gives it to " +
      "those who sign in here (BELFRY_VOUCH_DOMAIN), for other services to ask for.",
  }),
  vouchIssuer: optional((text) => text.length <= 200).register(documentation, {
    name: "BELFRY_VOUCH_ISSUER",
    default: "",
    allowed: "a text of at most 200 characters",
    description: "The VouchCookie must then name this issuer (iss). Without it, iss is not looked at.",
  }),
  vouchAudience: optional((text) => text.length <= 200).register(documentation, {
    name: "BELFRY_VOUCH_AUDIENCE",
    default: "",
    allowed: "a text of at most 200 characters",
    description: "The VouchCookie must then be for this audience (aud). Without it, aud is not looked at.",
  }),
  vouchDomain: optional(isParentDomain).register(documentation, {
    name: "BELFRY_VOUCH_DOMAIN",
    default: "",
    allowed: "the parent domain of all services, such as example.org",
    description:
      "Whoever signs in at Belfry is then given a VouchCookie for this domain, which holds for 24 hours, also " +
      "when their session ends earlier. Leave it out where another service gives the cookie.",
  }),
  signInIssuers: issuers.register(documentation, {
    name: "BELFRY_SIGN_IN_ISSUERS",
    default: "",
    allowed: "one or more URLs such as https://login.example.org, with commas between them",
    description:
      "The sign-in services (OpenID Connect) that organisations may use, each as it names itself (its issuer). Belfry " +
      "asks these addresses and no others; http:// is for trying out.",
  }),
  shutdownSeconds: wholeNumber(1, 600).register(documentation, {
    name: "BELFRY_SHUTDOWN_SECONDS",
    default: "10",
    allowed: "a whole number from 1 to 600",
    description: "How long each part may take to end in good order before it is ended by force.",
  }),
});
