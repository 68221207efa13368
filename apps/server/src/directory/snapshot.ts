import type {
  CallCode,
  Campaign,
  IdentityProvider,
  InboundNumber,
  Organisation,
  OutboundRules,
  Pause,
  Person,
  Purpose,
  Queue,
  Trunk,
  VerifiedCallingSettings,
} from "@belfry/contracts";
import { asc, eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Tx } from "../store/store.ts";
import { firstRules } from "./first-rules.ts";
import { groupBy } from "./group.ts";

/** All that is set in one organisation, as it was committed last. Passwords of people are not in it. */
export interface OrganisationSnapshot {
  /** Counts the writes, so that an older state never replaces a newer one. */
  readonly version: number;
  readonly organisation: Organisation & { readonly demo: boolean };
  readonly people: readonly Person[];
  readonly queues: readonly Queue[];
  readonly numbers: readonly InboundNumber[];
  readonly pauses: readonly Pause[];
  readonly callCodes: readonly CallCode[];
  readonly campaigns: readonly Campaign[];
  /** What visitors of websites may call for with a verified identity. */
  readonly purposes: readonly Purpose[];
  readonly verifiedCalling: VerifiedCallingSettings;
  /** Who vouches for callers. */
  readonly identityProviders: readonly SealedIdentityProvider[];
  readonly trunks: readonly SealedTrunk[];
  /** The pool; empty: any extension may be given out. */
  readonly extensions: readonly string[];
  readonly outbound: OutboundRules;
}

/** What queues from before calls could be recorded know nothing of. */
const ADDED_LATER: Partial<schema.QueueSettingsColumn> = { recording: "off", recordingAnnounced: true };

/** What holds where nobody has set anything: no website may show a button. */
const UNTOUCHED: VerifiedCallingSettings = {
  origins: [],
  codeLength: 8,
  forgetAfterMinutes: 60,
  forgetCallers: "none",
};

export interface SealedIdentityProvider {
  readonly provider: IdentityProvider;
  readonly secret: string | null;
}

export interface SealedTrunk {
  readonly trunk: Trunk;
  readonly digestSecret: string | null;
  readonly outboundSecret: string | null;
}

/** Reads one organisation inside its own transaction; null when it does not exist. */
export async function loadSnapshot(tx: Tx, organisation: string): Promise<OrganisationSnapshot | null> {
  const [row] = await tx.select().from(schema.organisations).where(eq(schema.organisations.id, organisation));
  if (row === undefined) return null;
  const people = await tx
    .select()
    .from(schema.people)
    .where(eq(schema.people.organisation, organisation))
    .orderBy(asc(schema.people.name));
  const queues = await tx
    .select()
    .from(schema.queues)
    .where(eq(schema.queues.organisation, organisation))
    .orderBy(asc(schema.queues.name));
  const members = await tx
    .select()
    .from(schema.queueMembers)
    .where(eq(schema.queueMembers.organisation, organisation))
    .orderBy(asc(schema.queueMembers.position));
  const codesOfQueues = await tx
    .select()
    .from(schema.queueCallCodes)
    .where(eq(schema.queueCallCodes.organisation, organisation))
    .orderBy(asc(schema.queueCallCodes.position));
  const numbers = await tx
    .select()
    .from(schema.inboundNumbers)
    .where(eq(schema.inboundNumbers.organisation, organisation))
    .orderBy(asc(schema.inboundNumbers.number));
  const pauses = await tx
    .select({ id: schema.pauses.id, name: schema.pauses.name })
    .from(schema.pauses)
    .where(eq(schema.pauses.organisation, organisation))
    .orderBy(asc(schema.pauses.name));
  const callCodes = await tx
    .select({
      id: schema.callCodes.id,
      name: schema.callCodes.name,
      noteRequired: schema.callCodes.noteRequired,
      callBack: schema.callCodes.callBack,
    })
    .from(schema.callCodes)
    .where(eq(schema.callCodes.organisation, organisation))
    .orderBy(asc(schema.callCodes.name));
  const campaigns = await tx
    .select()
    .from(schema.campaigns)
    .where(eq(schema.campaigns.organisation, organisation))
    .orderBy(asc(schema.campaigns.name));
  const purposes = await tx
    .select()
    .from(schema.purposes)
    .where(eq(schema.purposes.organisation, organisation))
    .orderBy(asc(schema.purposes.name));
  const identityProviders = await tx
    .select()
    .from(schema.identityProviders)
    .where(eq(schema.identityProviders.organisation, organisation))
    .orderBy(asc(schema.identityProviders.name));
  const trunks = await tx
    .select()
    .from(schema.trunks)
    .where(eq(schema.trunks.organisation, organisation))
    .orderBy(asc(schema.trunks.name));
  const extensions = await tx
    .select({ extension: schema.extensions.extension })
    .from(schema.extensions)
    .where(eq(schema.extensions.organisation, organisation));
  const { version, createdAt: _, outbound, verifiedCalling, ...about } = row;
  const membersOf = groupBy(members, (member) => member.queue);
  const codesOf = groupBy(codesOfQueues, (code) => code.queue);
  return {
    version,
    organisation: about,
    people: people.map(({ organisation: _, passwordHash: __, ...person }) => person),
    queues: queues.map(({ id, name, settings }) => ({
      ...ADDED_LATER,
      ...settings,
      id,
      name,
      members: (membersOf.get(id) ?? []).map((member) => member.person),
      callCodes: (codesOf.get(id) ?? []).map((code) => code.callCode),
    })),
    numbers: numbers.map(({ organisation: _, ...number }) => number),
    pauses,
    callCodes,
    campaigns: campaigns.flatMap(({ organisation: _, settings, queue, ...campaign }) =>
      queue === null ? [] : [{ ...settings, ...campaign, queue }],
    ),
    purposes: purposes.map(({ organisation: _, settings, ...purpose }) => ({ ...settings, ...purpose })),
    verifiedCalling: verifiedCalling ?? UNTOUCHED,
    identityProviders: identityProviders.map(({ id, name, settings, secret }) => ({
      provider: { ...settings, id, name, hasSecret: secret !== null },
      secret,
    })),
    trunks: trunks.map(({ id, name, addresses, digestUser, digestSecret, outbound, outboundSecret }) => ({
      trunk: { id, name, addresses, digest: digestUser === null ? null : { user: digestUser }, outbound },
      digestSecret,
      outboundSecret,
    })),
    extensions: extensions.map(({ extension }) => extension),
    outbound: outbound ?? firstRules(about.country),
  };
}
