import type {
  AgentView,
  CallCode,
  CallDetail,
  CallQuality,
  CallQuery,
  CallSummary,
  ColleagueView,
  ErrorCode,
  InboundNumber,
  Locale,
  NumberInput,
  Organisation,
  OrganisationInput,
  OrganisationSettings,
  PasswordChange,
  Pause,
  Person,
  PersonInput,
  Queue,
  QueueInput,
  QueueView,
  SignInRequest,
  Trunk,
  TrunkInput,
} from "@belfry/contracts";
import type { ChangedEffect, Input } from "@belfry/floor";

/** What the door needs from the rest of the server; `main.ts` hands it in. */

/** The contact centre, one per organisation. */
export interface Floor {
  /** Puts one input to the floor; null when it was taken, else why it was refused. */
  submit(organisation: string, input: Input): FloorRejection | null | Promise<FloorRejection | null>;
  /** Null when there is no such agent. */
  agentView(organisation: string, agent: string): AgentView | null;
  colleagueView(organisation: string, agent: string): ColleagueView | null;
  queueView(organisation: string, queue: string): QueueView | null;
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
  } | null;
  normalise(organisation: string, number: string): string | null;
  organisationOfNumber(number: string): string | null;
  sipUserOfAgent(organisation: string, agent: string): string | null;
  onChanged(listener: (organisation: string) => void): () => void;
}

export interface SessionRecord {
  readonly id: string;
  readonly organisation: string;
  readonly person: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly userAgent: string;
  readonly address: string;
}

export interface Sessions {
  /** By the cookie's token; null when there is none or it is over. Counts as use. */
  find(token: string, now: number): SessionRecord | null;
  /** Counts a use through a socket; false when the session is over. */
  use(id: string, now: number): boolean;
  ofPerson(organisation: string, person: string): readonly SessionRecord[];
  end(session: SessionRecord): Promise<void>;
  onEnded(listener: (session: SessionRecord) => void): () => void;
}

export interface SignIn {
  signIn(
    request: SignInRequest,
    from: { readonly address: string; readonly userAgent: string },
    now: number,
  ): Promise<{ token: string; session: SessionRecord }>;
  /** Rejects with `wrong_credentials` when `current` is not the present one. */
  changePassword(session: SessionRecord, change: PasswordChange, now: number): Promise<void>;
}

export interface Organisations {
  list(): readonly Organisation[];
  own(organisation: string): Organisation;
  create(input: OrganisationInput, options: { readonly now: number }): Promise<Organisation>;
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

export interface DoorSettings {
  /** Whether pages reach this server by TLS. */
  readonly secure: boolean;
  /** The origin that pages are served from when it is not what the Host header says (behind a proxy), or null. */
  readonly publicOrigin: string | null;
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
  /** The built pages. */
  readonly deskDir: string;
  readonly version: string;
}

export interface DoorDeps {
  readonly settings: DoorSettings;
  readonly now: () => number;
  readonly directory: DirectoryView;
  readonly people: Collection<Person, PersonInput> & {
    setLocale(organisation: string, person: string, locale: Locale | null): Promise<void>;
  };
  readonly queues: Collection<Queue, QueueInput>;
  readonly numbers: Collection<InboundNumber, NumberInput>;
  readonly pauses: Collection<Pause, { name: string }>;
  readonly callCodes: Collection<CallCode, { name: string; noteRequired: boolean }>;
  readonly trunks: Collection<Trunk, TrunkInput>;
  readonly organisations: Organisations;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly floor: Floor;
  readonly history: History;
  readonly health: Health;
  readonly prompts: Prompts;
  /** Prometheus text. */
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
  /** Rings the number from the demo caller; rejects with a `Refusal` when that is not possible. */
  readonly demoCall: (organisation: string, number: string) => Promise<void>;
}
