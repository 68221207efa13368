import type {
  ApiScope,
  AttributeTag,
  CallOutcome,
  CallQuality,
  CampaignInput,
  ContactInput,
  ContactOutcome,
  ContactProblem,
  Destination,
  ErasureReceipt,
  IdentityProviderInput,
  LegCause,
  Locale,
  OutboundRules,
  Payer,
  Person,
  PurposeInput,
  QueueInput,
  Role,
  SignInService,
  SupervisionTold,
  TrunkInput,
  VerifiedCallingSettings,
} from "@belfry/contracts";
import { sql } from "drizzle-orm";
import { bigint, boolean, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";

/**
 * The tables as queries see them; the migrations make them, and a test holds the two together. Keys, policies
 * and indexes are in the migrations alone. Instants are epoch milliseconds.
 */
/** A queue's settings without what has tables or columns of its own. */
export type QueueSettingsColumn = Omit<QueueInput, "name" | "members" | "callCodes">;
/** Where a trunk sends calls; its password is a column of its own. */
export type OutboundColumn = Omit<NonNullable<TrunkInput["outbound"]>, "password">;

export type CampaignSettingsColumn = Omit<CampaignInput, "name" | "queue">;
/** How a provider is asked; its name and its secret have columns of their own. */
export type IdentityProviderSettingsColumn = IdentityProviderInput extends infer Input
  ? Input extends IdentityProviderInput
    ? Omit<Input, "name" | "secret">
    : never
  : never;
export type PurposeSettingsColumn = Omit<PurposeInput, "name" | "number">;

const instant = (name: string) => bigint(name, { mode: "number" });
const owner = () => uuid("organisation_id").notNull();

export const organisations = pgTable("organisation", {
  id: uuid("id").notNull(),
  slug: text("slug").notNull(),
  name: text("name").notNull(),
  country: text("country").notNull(),
  language: text("language").$type<Locale>().notNull(),
  otherLanguages: text("other_languages").array().$type<Locale[]>().notNull().default([]),
  timeZone: text("time_zone").notNull(),
  demo: boolean("demo").notNull().default(false),
  retentionDays: integer("retention_days").notNull().default(90),
  recordingDays: integer("recording_days").notNull().default(30),
  supervisionTold: text("supervision_told").$type<SupervisionTold>().notNull().default("always"),
  version: bigint("version", { mode: "number" }).notNull().default(1),
  createdAt: instant("created_at").notNull(),
  outbound: jsonb("outbound").$type<OutboundRules>(),
  verifiedCalling: jsonb("verified_calling").$type<VerifiedCallingSettings>(),
});

export const people = pgTable("person", {
  organisation: owner(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  login: text("login").notNull(),
  passwordHash: text("password_hash").notNull(),
  roles: text("roles").array().$type<Role[]>().notNull(),
  extension: text("extension"),
  locale: text("locale").$type<Locale>(),
  skills: jsonb("skills").$type<Person["skills"]>().notNull().default([]),
  active: boolean("active").notNull().default(true),
});

export const extensions = pgTable("extension", {
  organisation: owner(),
  extension: text("extension").notNull(),
});

export const sessions = pgTable("session", {
  organisation: owner(),
  id: uuid("id").notNull(),
  tokenHash: text("token_hash").notNull(),
  person: uuid("person_id").notNull(),
  createdAt: instant("created_at").notNull(),
  lastSeenAt: instant("last_seen_at").notNull(),
  expiresAt: instant("expires_at").notNull(),
  userAgent: text("user_agent").notNull(),
  address: text("address").notNull(),
});

export const apiKeys = pgTable("api_key", {
  organisation: owner(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  scopes: text("scopes").array().$type<ApiScope[]>().notNull(),
  keyHash: text("key_hash").notNull(),
  createdAt: instant("created_at").notNull(),
  lastUsedAt: instant("last_used_at"),
});

export const signInServices = pgTable("sign_in_service", {
  organisation: owner(),
  name: text("name").notNull(),
  issuer: text("issuer").notNull(),
  clientId: text("client_id").notNull(),
  clientSecret: text("client_secret").notNull(),
  personClaim: text("person_claim").notNull(),
  groupClaim: text("group_claim"),
  groupRoles: jsonb("group_roles").$type<SignInService["groupRoles"]>().notNull(),
});

export const pauses = pgTable("pause", {
  organisation: owner(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
});

export const callCodes = pgTable("call_code", {
  organisation: owner(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  noteRequired: boolean("note_required").notNull().default(false),
  callBack: boolean("call_back").notNull().default(false),
});

export const queues = pgTable("queue", {
  organisation: owner(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  settings: jsonb("settings").$type<QueueSettingsColumn>().notNull(),
});

export const queueMembers = pgTable("queue_member", {
  organisation: owner(),
  queue: uuid("queue_id").notNull(),
  person: uuid("person_id").notNull(),
  position: integer("position").notNull(),
});

export const queueCallCodes = pgTable("queue_call_code", {
  organisation: owner(),
  queue: uuid("queue_id").notNull(),
  callCode: uuid("call_code_id").notNull(),
  position: integer("position").notNull(),
});

export const inboundNumbers = pgTable("inbound_number", {
  organisation: owner(),
  id: uuid("id").notNull(),
  number: text("number").notNull(),
  label: text("label").notNull(),
  destination: jsonb("destination").$type<Destination>().notNull(),
  payer: text("payer").$type<Payer>(),
});

export const purposes = pgTable("purpose", {
  organisation: owner(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  number: uuid("number_id").notNull(),
  settings: jsonb("settings").$type<PurposeSettingsColumn>().notNull(),
});

export const identityProviders = pgTable("identity_provider", {
  organisation: owner(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  settings: jsonb("settings").$type<IdentityProviderSettingsColumn>().notNull(),
  secret: text("secret"),
});

export const trunks = pgTable("trunk", {
  organisation: owner(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  addresses: text("addresses").array().notNull(),
  digestUser: text("digest_user"),
  digestSecret: text("digest_secret"),
  outbound: jsonb("outbound").$type<OutboundColumn>(),
  outboundSecret: text("outbound_secret"),
});

export const calls = pgTable("call", {
  organisation: owner(),
  id: text("id").notNull(),
  direction: text("direction").$type<"inbound" | "outbound" | "internal">().notNull(),
  caller: text("caller"),
  dialled: text("dialled"),
  queue: uuid("queue_id"),
  queueName: text("queue_name"),
  agent: uuid("agent_id"),
  agentName: text("agent_name"),
  startedAt: instant("started_at").notNull(),
  answeredAt: instant("answered_at"),
  endedAt: instant("ended_at"),
  waited: instant("waited").notNull().default(0),
  talked: instant("talked").notNull().default(0),
  outcome: text("outcome").$type<CallOutcome>(),
  callCode: text("call_code"),
  note: text("note").notNull().default(""),
  /** When it became known who calls. */
  verifiedAt: bigint("verified_at", { mode: "number" }),
  /** When number and name of the caller were erased. */
  callerErasedAt: bigint("caller_erased_at", { mode: "number" }),
});

export const callLegs = pgTable("call_leg", {
  organisation: owner(),
  call: text("call_id").notNull(),
  leg: text("leg").notNull(),
  role: text("role").$type<"caller" | "agent" | "outside">().notNull(),
  party: text("party").notNull(),
  person: uuid("person_id"),
  startedAt: instant("started_at").notNull(),
  answeredAt: instant("answered_at"),
  endedAt: instant("ended_at"),
  cause: text("cause").$type<LegCause>(),
});

export const callEvents = pgTable("call_event", {
  organisation: owner(),
  id: bigint("id", { mode: "number" }).generatedAlwaysAsIdentity(),
  call: text("call_id").notNull(),
  at: instant("at").notNull(),
  what: text("what").notNull(),
  detail: jsonb("detail").$type<Record<string, string | number | boolean | null>>().notNull(),
});

export const callQualities = pgTable("call_quality", {
  organisation: owner(),
  id: bigint("id", { mode: "number" }).generatedAlwaysAsIdentity(),
  call: text("call_id").notNull(),
  person: uuid("person_id").notNull(),
  at: instant("at").notNull(),
  sample: jsonb("sample").$type<CallQuality>().notNull(),
});

export const agentStates = pgTable("agent_state", {
  organisation: owner(),
  id: bigint("id", { mode: "number" }).generatedAlwaysAsIdentity(),
  person: uuid("person_id").notNull(),
  at: instant("at").notNull(),
  state: text("state").notNull(),
  reason: text("reason"),
});

export const callbacks = pgTable("callback", {
  organisation: owner(),
  id: bigint("id", { mode: "number" }).generatedAlwaysAsIdentity(),
  queue: uuid("queue_id").notNull(),
  number: text("number").notNull(),
  requestedAt: instant("requested_at").notNull(),
  /** From when on the number is to be called. */
  dueAt: instant("due_at").notNull(),
  call: text("call_id").notNull(),
  /** When it was carried out, or given up. */
  settledAt: instant("settled_at"),
});

export const callRecordings = pgTable("call_recording", {
  organisation: owner(),
  call: text("call_id").notNull(),
  /** Names the file. */
  id: uuid("id").notNull(),
  queue: uuid("queue_id"),
  startedAt: instant("started_at").notNull(),
  endedAt: instant("ended_at"),
  duration: instant("duration"),
  octets: instant("octets"),
});

export const recordingListenings = pgTable("recording_listening", {
  organisation: owner(),
  id: bigint("id", { mode: "number" }).generatedAlwaysAsIdentity(),
  call: text("call_id").notNull(),
  person: uuid("person_id").notNull(),
  name: text("person_name").notNull(),
  at: instant("at").notNull(),
  lastAt: instant("last_at").notNull(),
  download: boolean("download").notNull(),
});

export const campaigns = pgTable("campaign", {
  organisation: owner(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  /** Null: it is being removed. */
  queue: uuid("queue_id"),
  running: boolean("running").notNull().default(false),
  settings: jsonb("settings").$type<CampaignSettingsColumn>().notNull(),
});

export const contacts = pgTable("contact", {
  organisation: owner(),
  id: uuid("id").notNull(),
  campaign: uuid("campaign_id").notNull(),
  position: bigint("position", { mode: "number" }).generatedAlwaysAsIdentity(),
  number: text("number").notNull(),
  name: text("name"),
  reference: text("reference"),
  timeZone: text("time_zone"),
  cardLink: text("card_link"),
  upload: uuid("upload_id"),
  state: text("state").$type<"due" | "taken" | "finished">().notNull().default("due"),
  dueAt: instant("due_at").notNull(),
  agent: uuid("agent_id"),
  outcome: text("outcome").$type<ContactOutcome>(),
  attempts: jsonb("attempts").$type<Partial<Record<ContactOutcome, number>>>().notNull().default({}),
  changedAt: instant("changed_at").notNull(),
  /** Of the last time that the dialler got it. */
  takeId: uuid("take_id"),
  /** A call back that was promised while the dialler had it. */
  promisedAt: bigint("promised_at", { mode: "number" }),
  promisedBy: uuid("promised_by"),
  putOff: boolean("put_off").notNull().default(false),
});

export const contactAttempts = pgTable("contact_attempt", {
  organisation: owner(),
  id: bigint("id", { mode: "number" }).generatedAlwaysAsIdentity(),
  contact: uuid("contact_id").notNull(),
  call: text("call_id"),
  at: instant("at").notNull(),
  outcome: text("outcome").$type<ContactOutcome>().notNull(),
  agent: uuid("agent_id"),
});

/** A row of a file as it was read; `contact` is missing in a file of do-not-call numbers. */
export interface StagedRow {
  readonly line: number;
  readonly number: string;
  readonly contact?: ContactInput | ContactProblem;
}
export type StagedPurpose =
  | { readonly kind: "contacts"; readonly campaign: string; readonly upload: string }
  | { readonly kind: "doNotCall"; readonly reason: string };

export const stagedFiles = pgTable("staged_file", {
  organisation: owner(),
  id: uuid("id").notNull(),
  purpose: jsonb("purpose").$type<StagedPurpose>().notNull(),
  whole: boolean("whole").notNull().default(false),
});

export const stagedParts = pgTable("staged_part", {
  organisation: owner(),
  file: uuid("file_id").notNull(),
  part: integer("part").notNull(),
  rows: jsonb("rows").$type<readonly StagedRow[]>().notNull(),
});

export const doNotCall = pgTable("do_not_call", {
  organisation: owner(),
  number: text("number").notNull(),
  reason: text("reason").notNull().default(""),
  addedAt: instant("added_at").notNull(),
});

export const visitAttributes = pgTable("visit_attributes", {
  organisation: owner(),
  visit: uuid("visit_id").notNull(),
  learnedAt: instant("learned_at").notNull(),
  forgetAt: instant("forget_at").notNull(),
  tags: text("tags").array().$type<AttributeTag[]>().notNull(),
  sealed: text("sealed").notNull(),
  /** Erasing has begun before its time. */
  why: text("why").$type<ErasureReceipt["why"]>(),
});

export const erasureReceipts = pgTable("erasure_receipt", {
  organisation: owner(),
  number: bigint("number", { mode: "number" }).notNull(),
  id: uuid("id").notNull(),
  kinds: jsonb("kinds").$type<ErasureReceipt["kinds"]>().notNull(),
  learnedAt: instant("learned_at").notNull(),
  dueAt: instant("due_at").notNull(),
  erasedAt: instant("erased_at").notNull(),
  why: text("why").$type<ErasureReceipt["why"]>().notNull(),
  previous: text("previous").notNull(),
  hash: text("hash").notNull(),
});

export const identityReadings = pgTable("identity_reading", {
  organisation: owner(),
  id: bigint("id", { mode: "number" }).generatedAlwaysAsIdentity(),
  call: text("call_id").notNull(),
  person: uuid("person_id").notNull(),
  name: text("person_name").notNull(),
  at: instant("at").notNull(),
  lastAt: instant("last_at").notNull(),
});

export const visits = pgTable("visit", {
  organisation: owner(),
  id: uuid("id").notNull(),
  purpose: uuid("purpose_id").notNull(),
  provider: uuid("provider_id").notNull(),
  number: text("number").notNull(),
  language: text("language").$type<Locale>().notNull(),
  device: text("device").$type<"phone" | "desktop">().notNull(),
  way: text("way").$type<"wallet" | "redirect">().notNull(),
  tokenHash: text("token_hash").notNull(),
  windowHash: text("window_hash"),
  openingHash: text("opening_hash"),
  browserHash: text("browser_hash"),
  codeMac: text("code_mac"),
  codeLength: integer("code_length").notNull(),
  codeRound: integer("code_round").notNull().default(0),
  reference: text("reference"),
  /** As the machine of visits has it, by whose schema it is read. */
  stage: jsonb("stage").$type<unknown>().notNull(),
  state: text("state").notNull().generatedAlwaysAs(sql`stage ->> 'at'`),
  until: bigint("until", { mode: "number" }).generatedAlwaysAs(sql`(stage ->> 'until')::bigint`),
  call: text("call_id").generatedAlwaysAs(sql`stage ->> 'call'`),
  begunAt: instant("begun_at").notNull(),
  changedAt: instant("changed_at").notNull(),
});
