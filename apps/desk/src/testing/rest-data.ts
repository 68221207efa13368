import {
  API,
  type CallDetail,
  type InboundNumber,
  type NumberCheck,
  type OutboundRules,
  type Person,
  type Queue,
} from "@belfry/contracts";
import { RENEWALS, SURVEY } from "./campaign-data.ts";
import { IDS } from "./scenes.ts";
import { PERMITS, PROVIDERS } from "./verified-data.ts";

const MINUTE = 60_000;
const BUTTON_HTML = [
  '<script type="module" crossorigin="anonymous" src="https://belfry.example/call-button/0.1.0/belfry-call.js" integrity="sha384-x"></script>',
  '<belfry-call organisation="demo" purpose="general" language="nl">',
  '  <p>Bel <a href="tel:+318005550100">0800 5550100</a> (gratis)</p>',
  "</belfry-call>",
].join("\n");

function call(index: number, change: Partial<CallDetail>): CallDetail {
  const startedAt = Date.now() - (index * 37 + 5) * MINUTE;
  return {
    id: `call-${index + 20}`,
    trace: `b7f3a1c${index}`,
    direction: "inbound",
    caller: "+31612345678",
    dialled: "+31201230001",
    queue: IDS.permits,
    queueName: "Permits",
    agent: IDS.anna,
    agentName: "Anna de Vries",
    startedAt,
    answeredAt: startedAt + 42_000,
    endedAt: startedAt + 260_000,
    waited: 42_000,
    talked: 218_000,
    outcome: "answered",
    callCode: "Question answered",
    note: "",
    verified: index === 1,
    fromPage: false,
    callerForgotten: false,
    legs: [
      {
        leg: `call-${index + 20}.1`,
        role: "caller",
        party: "+31612345678",
        person: null,
        startedAt,
        answeredAt: startedAt + 300,
        endedAt: startedAt + 260_000,
        cause: "normal",
      },
      {
        leg: `call-${index + 20}.2`,
        role: "agent",
        party: "Anna de Vries (3001)",
        person: IDS.anna,
        startedAt: startedAt + 30_000,
        answeredAt: startedAt + 42_000,
        endedAt: startedAt + 260_000,
        cause: "normal",
      },
    ],
    events: [
      { at: startedAt, what: "arrived", detail: { dialled: "+31201230001", destination: "queue" } },
      { at: startedAt + 100, what: "codeAsked", detail: {} },
      { at: startedAt + 200, what: "notVerified", detail: { why: "noCode" } },
      { at: startedAt + 300, what: "queued", detail: { queue: IDS.permits, waiting: 2 } },
      { at: startedAt + 12_000, what: "offered", detail: { agent: IDS.bram, queue: IDS.permits } },
      { at: startedAt + 32_000, what: "noAnswer", detail: { agent: IDS.bram, cause: "noAnswer" } },
      { at: startedAt + 32_000, what: "requeued", detail: { queue: IDS.permits, why: "noAnswer" } },
      { at: startedAt + 33_000, what: "offered", detail: { agent: IDS.anna, queue: IDS.permits } },
      { at: startedAt + 42_000, what: "answered", detail: { agent: IDS.anna } },
      { at: startedAt + 42_100, what: "recordingStarted", detail: {} },
      { at: startedAt + 260_000, what: "customerLeft", detail: { agent: IDS.anna } },
    ],
    quality: [4.4, 4.4, 4.3, 4.4, 3.1, 2.6, 3.9, 4.3, 4.4, 4.4].map((mos, at) => ({
      at: startedAt + 47_000 + at * 20_000,
      person: IDS.anna,
      mos,
      lossPercent: mos < 4 ? Math.round((4.4 - mos) * 50) / 10 : 0,
      jitterMs: 4,
      rttMs: 41,
    })),
    ...change,
  };
}

const people: Person[] = [
  {
    id: IDS.anna,
    name: "Anna de Vries",
    login: "anna",
    roles: ["agent", "supervisor", "admin"],
    extension: "3001",
    locale: "nl",
    skills: [],
    active: true,
  },
  {
    id: IDS.bram,
    name: "Bram Jansen",
    login: "bram",
    roles: ["agent"],
    extension: "3002",
    locale: null,
    skills: [{ skill: "French", level: 4 }],
    active: true,
  },
  {
    id: IDS.chloe,
    name: "Chloé Lefèvre",
    login: "chloe",
    roles: ["agent"],
    extension: "3003",
    locale: "fr",
    skills: [],
    active: false,
  },
];

const permits: Queue = {
  id: IDS.permits,
  name: "Permits",
  language: "nl",
  priority: 50,
  ringSeconds: 20,
  wrapUpSeconds: 60,
  codeRequired: true,
  autoAnswer: false,
  maxWaiting: 50,
  maxWaitSeconds: 900,
  announceEverySeconds: 60,
  callbackOffered: true,
  recording: "on",
  recordingAnnounced: true,
  hours: {
    timeZone: "Europe/Amsterdam",
    weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: 510, to: 1020 })),
    holidays: [{ date: "2026-12-25", name: "Kerstmis", open: [] }],
  },
  whenFull: { kind: "announcement", prompt: "queue-full" },
  whenClosed: { kind: "announcement", prompt: "closed" },
  whenWaitedTooLong: { kind: "queue", queue: IDS.passports },
  skills: [{ skill: "Dutch", level: 2 }],
  members: [IDS.anna, IDS.bram],
  callCodes: [IDS.question, IDS.complaint, IDS.appointment],
  callerId: null,
};

/** Rules for outgoing calls, and what they say of a premium-rate number. */
export const OUTBOUND: OutboundRules = {
  rules: [
    { prefix: "+31", allow: true },
    { prefix: "+3184", allow: false },
  ],
  othersAllowed: false,
  premiumAllowed: false,
  emergencyAddress: null,
  agentPerHour: 60,
  agentPerDay: 400,
  organisationPerDay: 5000,
  organisationAtOnce: null,
};
export const PREMIUM: NumberCheck = {
  number: "+319001234",
  allowed: false,
  because: "premium",
  prefix: "+3190",
  code: "premium_not_allowed",
};

const numbers: InboundNumber[] = [
  {
    id: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0051",
    number: "+31201230001",
    label: "Town hall",
    payer: "caller",
    destination: { kind: "queue", queue: IDS.permits },
  },
];

/** What the REST interface of the rehearsal holds at its start, by address. */
export function restData(): Record<string, (Record<string, unknown> & { readonly id: string })[]> {
  return {
    [API.people]: people.map((one) => ({ ...one })),
    [API.queues]: [
      { ...permits },
      { ...permits, id: IDS.passports, name: "Passports", members: [], hours: null },
      { ...permits, id: IDS.taxes, name: "Municipal taxes and charges" },
    ],
    [API.numbers]: numbers.map((one) => ({ ...one })),
    [API.pauses]: [
      { id: IDS.lunch, name: "Lunch" },
      { id: IDS.training, name: "Training" },
    ],
    [API.callCodes]: [
      { id: IDS.question, name: "Question answered", noteRequired: false, callBack: false },
      { id: IDS.complaint, name: "Complaint", noteRequired: true, callBack: true },
    ],
    [API.campaigns]: [{ ...RENEWALS }, { ...SURVEY }],
    [API.trunks]: [],
    [API.purposes]: [{ ...PERMITS }],
    [API.identityProviders]: PROVIDERS.map((one) => ({ ...one })),
    [API.apiKeys]: [
      {
        id: "0b7d1f0e-5a52-4b61-9d5c-6a1f6f0d2c11",
        name: "CRM",
        scopes: ["sign-in-people"],
        createdAt: 1_789_000_000_000,
        lastUsedAt: null,
      },
    ],
    [API.recordings]: [
      { id: "call-1", call: "call-1", queue: IDS.permits, startedAt: 1, endedAt: 2, duration: 60_000 },
    ],
    [API.organisations]: [
      {
        id: IDS.organisation,
        slug: "demo",
        name: "Municipality of Demo",
        country: "NL",
        language: "nl",
        otherLanguages: ["en"],
        timeZone: "Europe/Amsterdam",
        numbers: [
          { number: "+318005550100", label: "", payer: "organisation" },
          { number: "+31201230001", label: "Permits", payer: "caller" },
        ],
        admins: ["admin"],
        agents: 4,
        next: ["trunk", "purpose", "websites"],
        origin: "https://belfry.example.org",
        button: { purpose: "general", html: BUTTON_HTML, ready: false },
        retentionDays: 90,
        supervisionTold: "always",
      },
    ],
    [API.extensions]: Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      extension: String(3000 + index),
      inPool: true,
      owner: index === 1 ? { id: IDS.anna, name: "Anna de Vries" } : null,
      guest: index === 7 ? { id: IDS.bram, name: "Bram Jansen" } : null,
    })),
    [API.sessions]: [
      {
        id: IDS.session,
        createdAt: Date.now() - 90 * MINUTE,
        lastSeenAt: Date.now(),
        expiresAt: Date.now() + 900 * MINUTE,
        userAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0",
        address: "192.0.2.7",
        current: true,
      },
      {
        id: IDS.taxes,
        createdAt: Date.now() - 3000 * MINUTE,
        lastSeenAt: Date.now() - 300 * MINUTE,
        expiresAt: Date.now() + 900 * MINUTE,
        userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/151.0",
        address: "192.0.2.9",
        current: false,
      },
    ],
    [API.calls]: [
      call(0, {}),
      call(1, { outcome: "missed", answeredAt: null, talked: 0, callCode: null }),
      call(2, {
        outcome: "abandoned",
        answeredAt: null,
        talked: 0,
        agent: null,
        agentName: null,
        callCode: null,
        caller: null,
      }),
      call(3, { direction: "outbound", caller: "+31201230001", dialled: "+33142685300", callCode: null }),
      call(4, { note: "Wants to hear by letter.", callCode: "Complaint", outcome: "deviceFailed" }),
    ].map((one) => ({ ...one })),
  };
}
