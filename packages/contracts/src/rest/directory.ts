import { z } from "zod";
import { locale } from "../agent-view.ts";
import { payer } from "../visits.ts";
import { uuid } from "./common.ts";
import { newPassword, role } from "./session.ts";

const name = z.string().trim().min(1).max(100);
const level = z.number().int().min(1).max(10);
export const extension = z.string().regex(/^[0-9]{2,8}$/, "An extension is 2 to 8 digits.");

export const personInput = z.object({
  name,
  login: z.string().trim().min(1).max(100),
  /** Absent in a change: the password stays. */
  password: newPassword.optional(),
  roles: z.array(role).min(1).max(4),
  extension: extension.nullable(),
  locale: locale.nullable(),
  skills: z
    .array(z.object({ skill: name, level }))
    .max(100)
    .default([]),
  /** A person who is not active cannot sign in; history keeps the name. */
  active: z.boolean().default(true),
});
export const person = personInput.omit({ password: true }).extend({ id: uuid });
export type Person = z.infer<typeof person>;
export type PersonInput = z.infer<typeof personInput>;

/** Where a call goes: the route of a number, the overflow of a queue. */
export const destination = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("queue"), queue: uuid }),
  z.object({ kind: z.literal("agent"), person: uuid }),
  z.object({ kind: z.literal("number"), number: z.string() }),
  /** A sentence, then the end of the call. */
  z.object({
    kind: z.literal("announcement"),
    prompt: z.enum(["closed", "queue-full", "nobody-available", "goodbye"]),
  }),
]);
export type Destination = z.infer<typeof destination>;

/** Minutes of the local day, `to` exclusive, 1440 = midnight at the end. Monday is 1. */
export const openingHours = z.object({
  timeZone: z.string().min(1).max(60),
  weekly: z
    .array(
      z.object({
        day: z.number().int().min(1).max(7),
        from: z.number().int().min(0).max(1439),
        to: z.number().int().min(1).max(1440),
      }),
    )
    .max(100),
  /** Days on which the weekly hours do not count; no `open` means closed all day. */
  holidays: z
    .array(
      z.object({
        date: z.iso.date(),
        name: z.string().max(100),
        open: z
          .array(z.object({ from: z.number().int().min(0).max(1439), to: z.number().int().min(1).max(1440) }))
          .max(20),
      }),
    )
    .max(500),
});
export type OpeningHours = z.infer<typeof openingHours>;

export const queueInput = z.object({
  name,
  language: locale,
  /** Higher is served first by an agent of several queues. */
  priority: z.number().int().min(0).max(100).default(50),
  ringSeconds: z.number().int().min(5).max(120).default(20),
  wrapUpSeconds: z.number().int().min(0).max(3600).default(60),
  codeRequired: z.boolean().default(false),
  autoAnswer: z.boolean().default(false),
  maxWaiting: z.number().int().min(0).max(10000).nullable().default(null),
  maxWaitSeconds: z.number().int().min(5).max(14400).nullable().default(null),
  announceEverySeconds: z.number().int().min(15).max(600).nullable().default(60),
  callbackOffered: z.boolean().default(false),
  /** Whether what agent and caller say is kept; on demand, from when the agent says so. */
  recording: z.enum(["off", "on", "onDemand"]).default("off"),
  /** Callers are told that the call may be recorded, before it is offered to an agent. */
  recordingAnnounced: z.boolean().default(true),
  /** Null: always open. */
  hours: openingHours.nullable().default(null),
  whenFull: destination,
  whenClosed: destination,
  whenWaitedTooLong: destination,
  skills: z
    .array(z.object({ skill: name, level }))
    .max(100)
    .default([]),
  members: z.array(uuid).max(5000).default([]),
  callCodes: z.array(uuid).max(500).default([]),
  /** A number of the organisation that outside calls of this queue show; null or absent: the trunk's own. */
  callerId: z.string().max(20).nullable().optional(),
});
export type QueueInput = z.infer<typeof queueInput>;
export const queue = queueInput.extend({ id: uuid });
export type Queue = z.infer<typeof queue>;

/** A number of the organisation that outside callers dial (DID). */
export const numberInput = z.object({
  number: z.string().min(2).max(20),
  label: z.string().max(100).default(""),
  destination,
  /** Who pays for a call to it; null: not said. */
  payer: payer.nullable().default(null),
});
export const inboundNumber = numberInput.extend({ id: uuid });
export type InboundNumber = z.infer<typeof inboundNumber>;
export type NumberInput = z.infer<typeof numberInput>;

export const pauseInput = z.object({ name });
export const pause = pauseInput.extend({ id: uuid });
export type Pause = z.infer<typeof pause>;

export const callCodeInput = z.object({
  name,
  noteRequired: z.boolean().default(false),
  /** Whoever sets it may name an instant at which the person wants to be called again. */
  callBack: z.boolean().default(false),
});
export const callCode = callCodeInput.extend({ id: uuid });
export type CallCode = z.infer<typeof callCode>;

/** Whoever is known by address passes the guard against strangers: half the Internet is no trunk. */
function isNarrow(block: string): boolean {
  const length = block.split("/")[1];
  return length === undefined || Number(length) >= (block.includes(":") ? 32 : 16);
}

/** A trunk belongs to one organisation. Inbound calls are known by source address or by digest credentials. */
export const trunkInput = z.object({
  name,
  /** IP addresses or CIDR blocks, none wider than a provider's, from which calls come without credentials. */
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]).refine(isNarrow, "At least /16, or /32 for IPv6."))
    .max(100)
    .default([]),
  digest: z
    .object({
      user: z.string().regex(/^[\w.+-]{1,64}$/, "A SIP user name is letters, digits and . + - _"),
      /** Absent: the one that is set stays; where none is set, one is made and shown once as `secret`. */
      password: z.string().min(12).max(128).optional(),
    })
    .nullable()
    .default(null),
  /** Where calls to the outside are sent, `host:port;transport=udp|tcp`; null for inbound only. */
  outbound: z
    .object({
      host: z.union([z.ipv4(), z.ipv6(), z.hostname().max(253)]),
      port: z.number().int().min(1).max(65535).default(5060),
      transport: z.enum(["udp", "tcp"]).default("udp"),
      user: z.string().max(64).nullable().default(null),
      /** Absent in a change: the password stays. */
      password: z.string().max(128).nullable().optional(),
      callerId: z.string().max(20).nullable().default(null),
    })
    .nullable()
    .default(null),
});
export const trunk = trunkInput.extend({
  id: uuid,
  digest: z.object({ user: z.string() }).nullable(),
  /** The password that was just made for `digest.user`; never shown again. */
  secret: z.string().optional(),
  outbound: z
    .object({
      host: z.string(),
      port: z.number(),
      transport: z.enum(["udp", "tcp"]),
      user: z.string().nullable(),
      callerId: z.string().nullable(),
    })
    .nullable(),
});
export type Trunk = z.infer<typeof trunk>;
export type TrunkInput = z.infer<typeof trunkInput>;

/** Made by the operator in one step: with its first admin, and where it has numbers with a first queue behind them. */
export const organisationInput = z.object({
  slug: z.string().regex(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/, "Lower-case letters, digits and dashes, 3 to 40."),
  name,
  country: z.string().length(2).toUpperCase(),
  /** The main one: what callers hear, and what stands in where another has no text. */
  language: locale,
  /** Further languages of its callers. */
  otherLanguages: z.array(locale).max(10).default([]),
  timeZone: z.string().min(1).max(60),
  admin: z.object({
    name,
    login: z.string().trim().min(1).max(100),
    /** Absent: one is made, and told once in the answer. */
    password: newPassword.optional(),
  }),
  /** What outside callers dial, as people of the country write it or in E.164, and who pays for the call. */
  numbers: z
    .array(z.object({ number: z.string().trim().min(2).max(20), label: z.string().trim().max(100).default(""), payer }))
    .max(100)
    .default([]),
  /** The name of the first queue; absent: the main language's word for a general one. */
  queue: name.optional(),
});
export const supervisionTold = z.enum(["always", "whenHeard", "never"]);
export type SupervisionTold = z.infer<typeof supervisionTold>;

export const organisation = organisationInput.omit({ admin: true, numbers: true, queue: true }).extend({
  id: uuid,
  /** For how many days call history is kept. */
  retentionDays: z.number().int().min(1).max(3650),
  /** For how many days recordings of calls are kept; never longer than the call's history. */
  recordingDays: z.number().int().min(1).max(3650).default(30),
  /** Whether agents are told that a supervisor takes part in their call: always, unless they only listen, or never. */
  supervisionTold: supervisionTold.default("always"),
});
/** What an organisation's own admin may change. */
export const organisationSettings = organisation.omit({ id: true, slug: true });
export type OrganisationSettings = z.infer<typeof organisationSettings>;
export type Organisation = z.infer<typeof organisation>;
export type OrganisationInput = z.input<typeof organisationInput>;

/** What is still to be done before callers reach people. */
export const nextStep = z.enum(["numbers", "trunk", "agents", "members", "purpose", "websites"]);
export type NextStep = z.infer<typeof nextStep>;

/** How far an organisation has been set up, for the operator: what makes it work, and nothing that happens in it. */
export const organisationSetUp = organisation.extend({
  numbers: z.array(inboundNumber.pick({ number: true, label: true, payer: true })),
  /** User names of its admins. */
  admins: z.array(z.string()),
  agents: z.number().int(),
  next: z.array(nextStep),
  /** Where its people reach the pages. */
  origin: z.string(),
  /**
   * What its websites paste. While it is not `ready`, because there is no active purpose of that name yet, it shows the
   * number and who pays, and nothing else. Null: there is no number, or the script has not been built.
   */
  button: z.object({ purpose: z.string(), html: z.string(), ready: z.boolean() }).nullable(),
});
export type OrganisationSetUp = z.infer<typeof organisationSetUp>;
/** `password`: the admin's that was just made, which nobody can read again; null where one was given. */
export const organisationMade = organisationSetUp.extend({ password: z.string().nullable() });
export type OrganisationMade = z.infer<typeof organisationMade>;
