import { z } from "zod";
import { duration, id } from "./agent-view.ts";

/** How one attempt to reach a contact of a campaign ended. */
export const contactOutcome = z.enum([
  /** An agent and the person heard one another. */
  "answered",
  /** A person answered, and no agent came in time. */
  "abandoned",
  "busy",
  "noAnswer",
  "invalidNumber",
  "answeringMachine",
  /** The number could not be reached, again and again when it was the network or the trunk that failed. */
  "unreachable",
  /** An emergency number, or one that is not to be called. */
  "notAllowed",
  /** An agent saw the contact before the call and passed it by. */
  "skipped",
]);
export type ContactOutcome = z.infer<typeof contactOutcome>;

export const campaignMode = z.enum(["preview", "progressive", "predictive"]);
export type CampaignMode = z.infer<typeof campaignMode>;

/** What a campaign does at this moment. */
export const campaignView = z.object({
  id,
  /** Calls that the dialler makes: not answered yet, and of those the ones that ring. */
  dialling: z.number().int(),
  ringing: z.number().int(),
  /** People who answered and wait for an agent. */
  waiting: z.number().int(),
  talking: z.number().int(),
  /** Agents for whom a contact can be called now. */
  agentsReady: z.number().int(),
  /** Agents who work for it: reachable and free, or busy with a call or its wrap-up. */
  agentsWorking: z.number().int(),
  /** Of the latest thousand calls or so that the dialler made, and today alone since the server began. */
  answeredByPerson: z.number().int(),
  abandoned: z.number().int(),
  today: z.object({ answeredByPerson: z.number().int(), abandoned: z.number().int() }),
  /** Abandoned among those that a person answered; null when there were none. */
  abandonShare: z.number().nullable(),
  /** Calls for each agent who is ready or expected to be; 1 unless predictive. */
  pace: z.number(),
  /** How long a conversation with its wrap-up takes, as measured; null when there was none. */
  handling: duration.nullable(),
  /** Contacts whose numbers the rules for outside numbers refuse, as far as they came by in the last day. */
  refusedByRules: z.number().int(),
  /** Why nobody is called; null: somebody is, or soon. */
  blockedBy: z.enum(["stopped", "noAgents", "outsideHours", "noContacts", "limits", "trunk", "rules"]).nullable(),
});
export type CampaignView = z.infer<typeof campaignView>;
