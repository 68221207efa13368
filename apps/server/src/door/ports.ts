import type {
  AgentView,
  CallCode,
  CallDetail,
  CallQuality,
  CallQuery,
  CallSummary,
  Campaign,
  CampaignInput,
  CampaignProgress,
  CampaignView,
  ColleagueView,
  ContactColumns,
  ContactInput,
  ContactQuery,
  ContactRecord,
  ContactsAdded,
  DemoWalletAnswer,
  DemoWalletView,
  DoNotCallAdded,
  DoNotCallEntry,
  DoNotCallQuery,
  ErrorCode,
  ExtensionRange,
  ExtensionUse,
  IdentityProvider,
  IdentityProviderInput,
  IdentityProviderTest,
  InboundNumber,
  Listening,
  Locale,
  NumberCheck,
  NumberCheckRequest,
  NumberInput,
  Organisation,
  OrganisationInput,
  OrganisationMade,
  OrganisationSettings,
  OrganisationSetUp,
  OutboundRules,
  Pause,
  PeopleFileQuery,
  PeopleImported,
  PeoplePreview,
  Person,
  PersonInput,
  Purpose,
  PurposeInput,
  Queue,
  QueueInput,
  QueueView,
  RangeAdded,
  Recording,
  SupervisionView,
  Trunk,
  TrunkInput,
  UploadPreview,
  UploadResult,
} from "@belfry/contracts";
import type { BoundVisit, ChangedEffect, Input, Target, VisitCallView } from "@belfry/floor";
import type { ApiKeys, LoginTokens, Oidc, Sessions, SignIn, SignInServices } from "./sign-in-ports.ts";
import type { CallButtonFiles, Identities, PageCalls, Receipts, VerifiedCalling, Visits } from "./visitor-ports.ts";

/** What the door needs from the rest of the server; `main.ts` hands it in. */

/** The contact centre, one per organisation. */
export interface Floor {
  /** Puts one input to the floor; null when it was taken, else why it was refused. */
  submit(organisation: string, input: Input): FloorRejection | null | Promise<FloorRejection | null>;
  /** Null when there is no such agent. */
  agentView(organisation: string, agent: string): AgentView | null;
  colleagueView(organisation: string, agent: string): ColleagueView | null;
  /** The same as agents see it, where they see it otherwise than it is. */
  maskedView(organisation: string, agent: string): ColleagueView | null;
  queueView(organisation: string, queue: string): QueueView | null;
  /** Who takes part in this agent's call; null: nobody does. For supervisors alone. */
  supervisionView(organisation: string, agent: string): SupervisionView | null;
  campaignView(organisation: string, campaign: string): CampaignView | null;
  /** The visit of which this agent may know now, and the call of which it is. */
  visitOfAgent(organisation: string, agent: string): ({ readonly call: string } & BoundVisit) | null;
  /** The call of a visit, as the visitor's page shows it; null: none, or forgotten. */
  visitCallView(organisation: string, visit: string): VisitCallView | null;
  /** Tells what pages show anew; returns a function that ends the subscription. */
  onChanged(listener: (organisation: string, change: ChangedEffect) => void): () => void;
}
export interface FloorRejection {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string>>;
}

/** One list of things that belong to an organisation. Foreign or unknown ids reject with `not_found`. */
export interface Collection<Item, Input> {
  list(organisation: string): readonly Item[];
  create(organisation: string, input: Input): Promise<Item>;
  change(organisation: string, id: string, input: Input): Promise<Item>;
  remove(organisation: string, id: string): Promise<void>;
}

export interface DirectoryView {
  snapshot(organisation: string): {
    readonly organisation: Organisation & { readonly demo: boolean };
    readonly people: readonly Person[];
    readonly queues: readonly Queue[];
    readonly pauses: readonly Pause[];
    readonly callCodes: readonly CallCode[];
    readonly campaigns: readonly Campaign[];
  } | null;
  normalise(organisation: string, number: string): string | null;
  /** A number as people of this organisation's country write it. */
  national(organisation: string, number: string): string;
  /** What somebody dials: a colleague by extension, an emergency number, or an outside number. Null: none of these. */
  target(organisation: string, dialled: string): Target | null;
  organisationOfNumber(number: string): string | null;
  sipUserOfAgent(organisation: string, agent: string): string | null;
  onChanged(listener: (organisation: string) => void): () => void;
}

export interface Extensions {
  list(organisation: string): readonly ExtensionUse[];
  add(organisation: string, range: ExtensionRange): Promise<RangeAdded>;
  remove(organisation: string, range: ExtensionRange): Promise<{ removed: number }>;
}

/** People as CSV files. Rejects with the errors of files, `preview_outdated` and `rows_wrong`. */
export interface PeopleFiles {
  export(organisation: string): string;
  /** Writes nothing. */
  preview(asker: PeopleAsker, file: AsyncIterable<Uint8Array>, query: PeopleFileQuery): Promise<PeoplePreview>;
  import(
    asker: PeopleAsker,
    file: AsyncIterable<Uint8Array>,
    query: PeopleFileQuery & { readonly plan: string },
  ): Promise<PeopleImported>;
}
export interface PeopleAsker {
  readonly organisation: string;
  readonly person: string;
}

/** Hot desks. A seat ends by `leave`, and when the agent signs out of the floor. */
export interface Seats {
  /** Rejects with `not_an_agent`, `extension_unknown` or `extension_taken`. To be called before the phone is registered. */
  sitAt(organisation: string, person: string, extension: string): Promise<void>;
  leave(organisation: string, person: string): Promise<void>;
}

export interface Outbound {
  rules(organisation: string): OutboundRules;
  change(organisation: string, rules: OutboundRules): Promise<OutboundRules>;
  check(organisation: string, request: NumberCheckRequest): NumberCheck;
}

export interface Campaigns extends Collection<Campaign, CampaignInput> {
  run(organisation: string, id: string, running: boolean): Promise<Campaign>;
}

/** Whom campaigns call. Unknown or foreign campaigns reject with `not_found`. */
export interface Contacts {
  add(organisation: string, campaign: string, inputs: readonly ContactInput[], now: number): Promise<ContactsAdded>;
  list(
    organisation: string,
    campaign: string,
    query: ContactQuery,
  ): Promise<{ items: ContactRecord[]; next: string | null }>;
  remove(organisation: string, campaign: string, id: string): Promise<void>;
}

/** Contacts from CSV files. Rejects with `payload_too_large` and with the errors of files. */
export interface Uploads {
  /** Writes nothing. */
  preview(
    organisation: string,
    campaign: string,
    file: AsyncIterable<Uint8Array>,
    columns: ContactColumns,
  ): Promise<UploadPreview>;
  /** Keeps the good rows; the same upload twice is one. */
  import(
    organisation: string,
    campaign: string,
    upload: string,
    file: AsyncIterable<Uint8Array>,
    columns: ContactColumns,
    now: number,
  ): Promise<UploadResult>;
}

export interface DoNotCall {
  add(organisation: string, numbers: readonly string[], reason: string, now: number): Promise<DoNotCallAdded>;
  upload(
    organisation: string,
    file: AsyncIterable<Uint8Array>,
    how: { readonly reason: string; readonly column?: string | undefined },
    now: number,
  ): Promise<DoNotCallAdded>;
  list(organisation: string, query: DoNotCallQuery): Promise<{ items: DoNotCallEntry[]; next: string | null }>;
  /** Rejects with `not_found`. */
  remove(organisation: string, number: string): Promise<void>;
}

export interface Organisations {
  list(): readonly Organisation[];
  own(organisation: string): Organisation;
  /** Rejects with `not_found`. */
  setUp(organisation: string): Omit<OrganisationSetUp, "button" | "origin">;
  create(
    input: OrganisationInput,
    options: { readonly now: number },
  ): Promise<Omit<OrganisationMade, "button" | "origin">>;
  change(organisation: string, settings: OrganisationSettings): Promise<Organisation>;
  remove(organisation: string): Promise<void>;
}

export interface History {
  list(
    organisation: string,
    query: CallQuery & { readonly person: string | null },
  ): Promise<{ items: CallSummary[]; next: string | null }>;
  /** Null when there is no such call, or `person` is given and had no part in it. */
  detail(organisation: string, call: string, person: string | null): Promise<CallDetail | null>;
  recordQuality(organisation: string, person: string, sample: CallQuality, now: number): void;
}

export interface Health {
  /** Every component by name: `ok`, or a sentence that says what is wrong. */
  components(): Promise<Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>>;
}

export interface Prompts {
  /** Names of the sentences that an organisation may record. */
  readonly names: readonly string[];
  list(organisation: string): readonly { language: Locale; prompt: string }[];
  /** Checks and keeps a recording; rejects with a `Refusal` when it is no audio. */
  save(organisation: string, language: Locale, prompt: string, audio: Buffer): Promise<void>;
  /** The own recording as a WAV file; rejects with `not_found` where there is none. */
  read(organisation: string, language: Locale, prompt: string): Promise<Buffer>;
  remove(organisation: string, language: Locale, prompt: string): Promise<void>;
}

/** Octets of a recording, to be read from anywhere. */
export interface Sound {
  readonly length: number;
  read(from: number, to: number): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Recordings of calls, by the call's trace id. Null: there is none in this organisation. */
export interface CallRecordings {
  find(organisation: string, call: string): Promise<Recording | null>;
  open(organisation: string, call: string): Promise<Sound | null>;
  /** Resolves when it is written down. */
  noteListening(
    organisation: string,
    call: string,
    who: { readonly person: string; readonly name: string; readonly download: boolean },
    now: number,
  ): Promise<void>;
  listenings(organisation: string, call: string): Promise<readonly Listening[]>;
}

export interface VouchSettings {
  /** The first one signs; each is valid. */
  readonly secrets: readonly string[];
  /** Whether nobody comes in without the cookie. */
  readonly gate: boolean;
  readonly issuer: string | null;
  readonly audience: string | null;
  /** Who signs in here is given the cookie for this domain; null: they are given none. */
  readonly domain: string | null;
}

export interface DoorSettings {
  /** Whether pages reach this server by TLS. */
  readonly secure: boolean;
  /** The origin that pages are served from when it is not what the Host header says (behind a proxy), or null. */
  readonly publicOrigin: string | null;
  /** What the settings alone say of it, for who comes by no address: the command. */
  readonly settledOrigin: string;
  /** Origins of CRM pages that may use the Mediatel-compatible socket and bring a phone. */
  readonly crmOrigins: readonly string[];
  /** Whether one proxy stands in front, which tells the address of the one who asks as the last in X-Forwarded-For. */
  readonly behindProxy: boolean;
  readonly sessionLifetime: number;
  readonly sipSecret: string;
  readonly sipDomain: string;
  readonly proxyKey: string;
  /** Kamailio's WebSocket. */
  readonly sipGateway: { readonly host: string; readonly port: number };
  /** With this bearer token metrics are read from elsewhere than this machine; null: from this machine alone. */
  readonly metricsToken: string | null;
  /** Null: the VouchCookie is neither looked at nor given. */
  readonly vouch: VouchSettings | null;
  /** The built pages. */
  readonly deskDir: string;
  /** The built pages for visitors. */
  readonly citizenDir: string;
  readonly version: string;
}

export interface DoorDeps {
  readonly settings: DoorSettings;
  readonly callButton: CallButtonFiles;
  /** What the page for trying out shows: a purpose of the demo organisation; null when there is none. */
  readonly tryOut: () => {
    readonly organisation: string;
    readonly purpose: string;
    readonly number: string;
    readonly national: string;
  } | null;
  readonly now: () => number;
  readonly directory: DirectoryView;
  readonly people: Collection<Person, PersonInput> & {
    setLocale(organisation: string, person: string, locale: Locale | null): Promise<void>;
  };
  readonly peopleFiles: PeopleFiles;
  readonly queues: Collection<Queue, QueueInput>;
  readonly numbers: Collection<InboundNumber, NumberInput>;
  readonly extensions: Extensions;
  readonly seats: Seats;
  readonly outbound: Outbound;
  readonly pauses: Collection<Pause, { name: string }>;
  readonly callCodes: Collection<CallCode, { name: string; noteRequired: boolean; callBack: boolean }>;
  readonly campaigns: Campaigns;
  readonly contacts: Contacts;
  readonly uploads: Uploads;
  readonly doNotCall: DoNotCall;
  readonly progress: { of(organisation: string, campaign: string): Promise<Omit<CampaignProgress, "live">> };
  readonly trunks: Collection<Trunk, TrunkInput>;
  /** The demonstration wallet, as its page sees it; null: there is none here. */
  readonly demoWallet: {
    look(id: string): DemoWalletView | null;
    answer(id: string, answer: DemoWalletAnswer): DemoWalletView | null;
  } | null;
  /** Rejects with `identity_target_refused` and `demo_wallet_off`, too. */
  readonly identityProviders: Collection<IdentityProvider, IdentityProviderInput> & {
    /** Asks the service; null where there is no such provider. */
    test(organisation: string, id: string): Promise<IdentityProviderTest | null>;
  };
  readonly purposes: Collection<Purpose, PurposeInput>;
  readonly verifiedCalling: VerifiedCalling;
  readonly visits: Visits;
  readonly identities: Identities;
  readonly receipts: Receipts;
  readonly pageCalls: PageCalls;
  readonly organisations: Organisations;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly apiKeys: ApiKeys;
  readonly loginTokens: LoginTokens;
  readonly signInServices: SignInServices;
  readonly oidc: Oidc;
  readonly floor: Floor;
  readonly history: History;
  readonly health: Health;
  readonly prompts: Prompts;
  readonly recordings: CallRecordings;
  /** Prometheus text. */
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
  /** Rings the number from the demo caller; rejects with a `Refusal` when that is not possible. */
  readonly demoCall: (organisation: string, number: string) => Promise<void>;
}
