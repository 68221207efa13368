import type { CampaignSettings, Destination, FloorSettings, QueueSettings } from "../settings.ts";
import type { Random } from "./random.ts";

/** Numbers, agents and queues of a simulated organisation; queues overflow to one another, in circles too. */
export function simulatedSettings(random: Random, agents: number, queues: number): FloorSettings {
  const agentIds = Array.from({ length: agents }, (_, index) => `agent-${index}`);
  const queueIds = Array.from({ length: queues }, (_, index) => `queue-${index}`);
  const made: Record<string, QueueSettings> = {};
  for (const id of queueIds) made[id] = queueSettings(random, id, agentIds, queueIds);
  const numbers: FloorSettings["numbers"] = Object.fromEntries([
    ...queueIds.map((queue, index) => [
      `+3120000${1000 + index}`,
      { destination: { kind: "queue" as const, queue }, verification: index % 2 === 0 ? null : { codeLength: 4 } },
    ]),
    ["+31200002000", { destination: { kind: "agent" as const, agent: "agent-0" }, verification: { codeLength: 4 } }],
    ["+31200002001", { destination: { kind: "number" as const, number: "+31101111111" } }],
    ["+31200002002", { destination: { kind: "announcement" as const, prompt: "goodbye" as const } }],
  ]);
  return {
    organisation: "simulated",
    agents: Object.fromEntries(
      agentIds.map((id, index) => [
        id,
        {
          name: `Agent ${index}`,
          extension: `${3000 + index}`,
          skills: { dutch: 1 + random.below(10) },
          supervises: random.chance(0.8),
        },
      ]),
    ),
    queues: made,
    numbers,
    pauses: { lunch: { name: "Lunch" }, meeting: { name: "Meeting" } },
    callCodes: {
      done: { name: "Done", noteRequired: false, callBack: false },
      other: { name: "Other", noteRequired: true, callBack: false },
      later: { name: "Call again", noteRequired: false, callBack: true },
    },
    campaigns: campaigns(random, queueIds),
    language: "en",
    timeZone: "Europe/Amsterdam",
    reconnectGrace: 20_000,
    heartbeatLimit: 15_000,
    supervisionTold: random.pick(["always", "whenHeard", "never"] as const) ?? "always",
    outbound: {
      country: "NL",
      rules: [
        { prefix: "+31", allow: true },
        { prefix: "+3184", allow: false },
      ],
      othersAllowed: false,
      premiumAllowed: false,
      emergencyAddress: random.chance(0.5) ? "Dam 1, Amsterdam" : null,
      agentPerHour: random.chance(0.5) ? 1 + random.below(5) : null,
      agentPerDay: random.chance(0.5) ? 10 + random.below(100) : null,
      organisationPerDay: random.chance(0.5) ? 2 * agents : null,
      organisationAtOnce: random.chance(0.5) ? 1 + random.below(Math.ceil(agents / 4)) : null,
    },
  };
}

/** A campaign of each mode at most, on any queues; two may have one queue, or agents, in common. */
function campaigns(random: Random, queues: readonly string[]): FloorSettings["campaigns"] {
  const made: Record<string, CampaignSettings> = {};
  for (const mode of ["preview", "progressive", "predictive"] as const) {
    if (random.chance(0.3)) continue;
    made[`campaign-${mode}`] = {
      name: mode,
      queue: random.pick(queues) ?? "",
      mode,
      running: true,
      hours: random.chance(0.5)
        ? {
            timeZone: "Europe/Amsterdam",
            weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: 482, to: 1200 })),
            holidays: [{ date: "2026-01-06", name: "Holiday", open: [] }],
          }
        : null,
      ringTimeout: 20_000,
      abandonCap: 0.03,
      patience: 2_000,
      detectMachines: random.chance(0.5),
      retries: {
        busy: { after: 30_000, most: 2 },
        noAnswer: { after: 120_000, most: 3 },
        abandoned: { after: 60_000, most: 1 },
        unreachable: { after: 60_000, most: 1 },
      },
      mostAttempts: 4,
    };
  }
  return made;
}

function queueSettings(
  random: Random,
  id: string,
  agents: readonly string[],
  queues: readonly string[],
): QueueSettings {
  const perQueue = Math.max(2, Math.ceil((1.5 * agents.length) / queues.length));
  const first = random.below(agents.length);
  const members = Array.from({ length: perQueue }, (_, index) => agents[(first + index) % agents.length] ?? "");
  return {
    name: id,
    language: random.chance(0.5) ? "nl" : "en",
    priority: 10 * random.below(3),
    ringTimeout: 15_000,
    wrapUpTimeout: random.chance(0.2) ? 0 : 20_000,
    codeRequired: random.chance(0.3),
    autoAnswer: random.chance(0.3),
    maxWaiting: random.chance(0.3) ? 1 + random.below(perQueue) : null,
    maxWait: random.chance(0.7) ? 60_000 + random.below(240_000) : null,
    announceEvery: random.chance(0.7) ? 20_000 : null,
    callbackOffered: random.chance(0.5),
    recording: random.pick(["off", "on", "onDemand"] as const) ?? "off",
    recordingAnnounced: random.chance(0.5),
    hours: random.chance(0.2)
      ? {
          timeZone: "Europe/Amsterdam",
          weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: 540, to: 1020 })),
          holidays: [{ date: "2026-01-06", name: "Holiday", open: [{ from: 600, to: 720 }] }],
        }
      : null,
    whenFull: elsewhere(random, queues, "queue-full"),
    whenClosed: elsewhere(random, queues, "closed"),
    whenWaitedTooLong: elsewhere(random, queues, "nobody-available"),
    skills: random.chance(0.3) ? { dutch: 1 + random.below(5) } : {},
    members,
    callCodes: ["done", "other", "later"],
    callerId: random.chance(0.5) ? "+31200001000" : null,
  };
}

function elsewhere(
  random: Random,
  queues: readonly string[],
  prompt: Extract<Destination, { kind: "announcement" }>["prompt"],
): Destination {
  const roll = random.next();
  if (roll < 0.5) return { kind: "announcement", prompt };
  if (roll < 0.8) return { kind: "queue", queue: random.pick(queues) ?? "" };
  return roll < 0.9 ? { kind: "agent", agent: "agent-1" } : { kind: "number", number: "+31102222222" };
}
