import { type Campaign, type ContactOutcome, retriedOutcome } from "@belfry/contracts";
import type { CampaignSettings, FloorSettings, RetryRule } from "@belfry/floor";
import type { OrganisationSnapshot } from "./snapshot.ts";

const RECONNECT_GRACE = 20_000;
/** Pages report every 5 s; two lost reports are forgiven. */
const HEARTBEAT_LIMIT = 15_000;

const levels = (skills: readonly { skill: string; level: number }[]) =>
  Object.fromEntries(skills.map(({ skill, level }) => [skill, level]));
const milliseconds = (seconds: number | null) => (seconds === null ? null : seconds * 1000);

/** What the floor needs of an organisation. An agent is an active person with an extension. */
export function floorSettings(snapshot: OrganisationSnapshot): FloorSettings {
  const agents = snapshot.people.flatMap(({ id, name, extension, skills, active, roles }) => {
    if (!active || extension === null) return [];
    const supervises = roles.includes("supervisor") || roles.includes("admin");
    return [[id, { name, extension, skills: levels(skills), supervises }] as const];
  });
  const known = new Set(agents.map(([id]) => id));
  const { codeLength } = snapshot.verifiedCalling;
  const calledFor = new Set(snapshot.purposes.filter(({ active }) => active).map(({ number }) => number));
  return {
    organisation: snapshot.organisation.id,
    agents: Object.fromEntries(agents),
    queues: Object.fromEntries(
      snapshot.queues.map((queue) => [
        queue.id,
        {
          name: queue.name,
          language: queue.language,
          priority: queue.priority,
          ringTimeout: queue.ringSeconds * 1000,
          wrapUpTimeout: queue.wrapUpSeconds * 1000,
          codeRequired: queue.codeRequired,
          autoAnswer: queue.autoAnswer,
          maxWaiting: queue.maxWaiting,
          maxWait: milliseconds(queue.maxWaitSeconds),
          announceEvery: milliseconds(queue.announceEverySeconds),
          callbackOffered: queue.callbackOffered,
          recording: queue.recording,
          recordingAnnounced: queue.recordingAnnounced,
          hours: queue.hours,
          whenFull: destination(queue.whenFull),
          whenClosed: destination(queue.whenClosed),
          whenWaitedTooLong: destination(queue.whenWaitedTooLong),
          skills: levels(queue.skills),
          members: queue.members.filter((member) => known.has(member)),
          callCodes: queue.callCodes,
          callerId: queue.callerId ?? null,
        },
      ]),
    ),
    numbers: Object.fromEntries(
      snapshot.numbers.map((number) => [
        number.number,
        {
          destination: destination(number.destination),
          verification: calledFor.has(number.id) ? { codeLength } : null,
        },
      ]),
    ),
    pauses: Object.fromEntries(snapshot.pauses.map(({ id, name }) => [id, { name }])),
    callCodes: Object.fromEntries(
      snapshot.callCodes.map(({ id, name, noteRequired, callBack }) => [id, { name, noteRequired, callBack }]),
    ),
    campaigns: Object.fromEntries(snapshot.campaigns.map((campaign) => [campaign.id, campaignSettings(campaign)])),
    language: snapshot.organisation.language,
    timeZone: snapshot.organisation.timeZone,
    reconnectGrace: RECONNECT_GRACE,
    heartbeatLimit: HEARTBEAT_LIMIT,
    supervisionTold: snapshot.organisation.supervisionTold,
    outbound: { ...snapshot.outbound, country: snapshot.organisation.country },
  };
}

function campaignSettings(campaign: Campaign): CampaignSettings {
  const { name, queue, mode, running, hours, detectMachines, mostAttempts } = campaign;
  const retries: { [outcome in ContactOutcome]?: RetryRule } = {};
  for (const outcome of retriedOutcome.options) {
    const rule = campaign.retries[outcome];
    if (rule !== undefined) retries[outcome] = { after: rule.afterMinutes * 60_000, most: rule.most };
  }
  return {
    ...{ name, queue, mode, running, hours, detectMachines, mostAttempts, retries },
    ringTimeout: campaign.ringSeconds * 1000,
    abandonCap: campaign.abandonCapPercent / 100,
    patience: campaign.patienceSeconds * 1000,
  };
}

function destination(value: OrganisationSnapshot["numbers"][number]["destination"]) {
  return value.kind === "agent" ? { kind: "agent" as const, agent: value.person } : value;
}
