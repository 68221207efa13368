import type { AgentView, CallView, ColleagueView, QueueView, Snapshot } from "@belfry/contracts";

/** Ids of the scene, UUIDs where the REST interface wants them. */
export const IDS = {
  organisation: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0001",
  anna: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0002",
  bram: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0003",
  chloe: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0004",
  dmytro: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0005",
  permits: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0011",
  passports: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0012",
  taxes: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0013",
  lunch: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0021",
  training: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0022",
  question: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0031",
  complaint: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0032",
  appointment: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0033",
  again: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0034",
  session: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0041",
} as const;

export const TAB = "rehearsal-tab";

export function annaView(change: Partial<AgentView>): AgentView {
  return {
    agent: IDS.anna,
    name: "Anna de Vries",
    extension: "3001",
    state: { state: "available", since: Date.now() - 724_000 },
    device: {
      owner: TAB,
      registered: true,
      microphone: "granted",
      audioUnlocked: true,
      heardAt: Date.now(),
      problem: null,
    },
    call: null,
    wrapUp: null,
    autoCalls: false,
    preview: null,
    ...change,
  };
}

export function callOf(change: Partial<CallView>): CallView {
  return {
    id: "call-1",
    leg: "call-1.2",
    direction: "inbound",
    queue: IDS.permits,
    dialled: "+31201230001",
    caller: { number: "+31612345678", name: null },
    startedAt: Date.now() - 100_000,
    answeredAt: null,
    waited: 100_000,
    digits: "2",
    phase: "offered",
    autoAnswer: false,
    consult: null,
    steers: true,
    muted: false,
    requeued: null,
    lastFailure: null,
    ...change,
  };
}

function queueOf(id: string, name: string, waiting: number, open: boolean): QueueView {
  return {
    id,
    name,
    waiting,
    longestSince: waiting > 0 ? Date.now() - 100_000 : null,
    available: open ? 2 : 0,
    signedIn: 3,
    open,
    today: { offered: 128, answered: 117, abandoned: 6 },
  };
}

function colleague(id: string, name: string, extension: string, rest: Partial<ColleagueView>): ColleagueView {
  return { id, name, extension, state: { state: "available", since: Date.now() - 95_000 }, problem: null, ...rest };
}

export function snapshotWith(me: AgentView | null): Snapshot {
  const since = Date.now() - 340_000;
  return {
    me,
    queues: [
      queueOf(IDS.permits, "Permits", 3, true),
      queueOf(IDS.passports, "Passports", 0, true),
      queueOf(IDS.taxes, "Municipal taxes and charges", 0, false),
    ],
    colleagues: [
      colleague(IDS.bram, "Bram Jansen", "3002", {}),
      colleague(IDS.chloe, "Chloé Lefèvre", "3003", {
        state: { state: "inCall", since },
        caller: "verified",
      }),
      colleague(IDS.dmytro, "Дмитро Ковальчук", "3004", {
        state: { state: "paused", since, reason: { kind: "noAnswer" } },
        problem: "notHeard",
      }),
      colleague("0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0006", "Maximiliaan van der Wetering-Oosterhout", "3005", {
        state: { state: "signedOut", since },
        problem: "noOwner",
      }),
    ],
    pauses: [
      { id: IDS.lunch, name: "Lunch" },
      { id: IDS.training, name: "Training" },
    ],
    callCodes: [
      { id: IDS.question, name: "Question answered", noteRequired: false, callBack: false },
      { id: IDS.complaint, name: "Complaint", noteRequired: true, callBack: false },
      { id: IDS.appointment, name: "Appointment made", noteRequired: false, callBack: false },
      { id: IDS.again, name: "Wants to be called again", noteRequired: false, callBack: true },
    ],
    automaticCalls: true,
  };
}

const CONTACT = { id: "contact-1", name: "Chloé Lefèvre", cardLink: "https://crm.example/card?id=1001" };
const now = (): number => Date.now();

/** In call with somebody who was asked for a code. */
function known(verification: NonNullable<CallView["verification"]>, id = "call-1"): AgentView {
  return annaView({
    state: { state: "inCall", since: now() - 84_000, call: id, pending: null },
    call: callOf({ id, digits: "", phase: "talking", answeredAt: now() - 84_000, verification }),
  });
}

/** Every situation in which an agent's page can be, by name. */
export const SCENES = {
  signedOut: () => annaView({ state: { state: "signedOut", since: now() } }),
  available: () => annaView({}),
  blocked: () =>
    annaView({ device: { ...annaView({}).device, owner: "another-tab", problem: null }, state: annaView({}).state }),
  noAnswer: () => annaView({ state: { state: "paused", since: now() - 9000, reason: { kind: "noAnswer" } } }),
  offered: () =>
    annaView({
      state: { state: "offered", since: now(), call: "call-1", until: now() + 20_000 },
      call: callOf({ requeued: "noAnswer" }),
    }),
  talking: () =>
    annaView({
      state: { state: "inCall", since: now() - 84_000, call: "call-1", pending: { to: "paused", pause: IDS.lunch } },
      call: callOf({ phase: "talking", answeredAt: now() - 84_000 }),
    }),
  held: () =>
    annaView({
      state: { state: "inCall", since: now() - 84_000, call: "call-1", pending: null },
      call: callOf({ phase: "held", answeredAt: now() - 84_000 }),
    }),
  reconnecting: () =>
    annaView({
      state: { state: "inCall", since: now() - 84_000, call: "call-1", pending: null },
      call: callOf({ phase: "reconnecting", answeredAt: now() - 84_000 }),
    }),
  consult: () =>
    annaView({
      state: { state: "inCall", since: now() - 84_000, call: "call-1", pending: null },
      call: callOf({
        phase: "held",
        answeredAt: now() - 84_000,
        consult: { label: "Bram Jansen", phase: "talking", since: now() - 12_000 },
      }),
    }),
  conference: () =>
    annaView({
      state: { state: "inCall", since: now() - 84_000, call: "call-1", pending: null },
      call: callOf({
        phase: "talking",
        answeredAt: now() - 84_000,
        consult: { label: "Bram Jansen", phase: "conference", since: now() - 12_000 },
      }),
    }),
  supervised: () =>
    annaView({
      state: { state: "inCall", since: now() - 84_000, call: "call-1", pending: null },
      call: callOf({
        phase: "talking",
        answeredAt: now() - 84_000,
        supervisor: { name: "Sofie Peeters", mode: "listen" },
      }),
    }),
  supervising: () =>
    annaView({
      state: { state: "inCall", since: now() - 24_000, call: "call-1", pending: null },
      call: callOf({
        phase: "talking",
        answeredAt: now() - 24_000,
        steers: false,
        supervising: { agent: IDS.chloe, name: "Chloé Lefèvre", mode: "whisper" },
      }),
    }),
  verifiedOffered: () =>
    annaView({
      state: { state: "offered", since: now(), call: "call-1", until: now() + 20_000 },
      call: callOf({ digits: "", verification: { kind: "verified", until: now() + 52 * 60_000, demo: false } }),
    }),
  verified: () => known({ kind: "verified", until: now() + 12 * 60_000, demo: false }),
  verifiedSoon: () => known({ kind: "verified", until: now() + 4 * 60_000, demo: false }),
  verifiedDemo: () => known({ kind: "verified", until: now() + 52 * 60_000, demo: true }, "call-demo"),
  forgotten: () => known({ kind: "forgotten", demo: false }),
  notVerified: () => known({ kind: "notVerified", why: "wrongCode" }),
  wrapUp: () =>
    annaView({
      state: {
        state: "wrapUp",
        since: now() - 8000,
        call: "call-1",
        queue: IDS.permits,
        until: now() + 52_000,
        pending: null,
      },
      call: callOf({ phase: "talking", answeredAt: now() - 84_000 }),
      wrapUp: {
        call: "call-1",
        codes: [IDS.question, IDS.complaint, IDS.appointment, IDS.again],
        codeRequired: true,
        code: null,
        note: "",
      },
    }),
  preview: () =>
    annaView({
      autoCalls: true,
      preview: {
        campaign: IDS.taxes,
        campaignName: "Renewal of parking permits",
        contact: { ...CONTACT, number: "+31205550101" },
        since: now() - 20_000,
        until: now() + 100_000,
      },
    }),
  campaignCall: () =>
    annaView({
      state: { state: "inCall", since: now() - 84_000, call: "call-1", pending: null },
      autoCalls: true,
      call: callOf({
        direction: "outbound",
        caller: { number: "+31205550101", name: null },
        phase: "talking",
        answeredAt: now() - 84_000,
        contact: { ...CONTACT, campaign: IDS.taxes, campaignName: "Renewal of parking permits" },
      }),
    }),
} as const satisfies Record<string, () => AgentView>;
export type SceneName = keyof typeof SCENES;
