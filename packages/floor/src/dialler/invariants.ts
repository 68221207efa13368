import type { FloorState } from "../state.ts";
import { timerAt } from "../timers.ts";
import { own } from "../work.ts";
import { campaignOf } from "./ready.ts";

/** What must hold of a campaign after every step, in sentences that say what does not. */
export function checkCampaign(state: FloorState, id: string): string[] {
  const campaign = own(state.campaigns, id);
  if (!campaign) return [];
  const problems: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) problems.push(`campaign ${id}: ${what}`);
  };
  const settings = own(state.settings.campaigns, id);
  must(settings !== undefined, "is not in the settings");
  const calls = Object.values(state.calls).filter((call) => call.contact?.campaign === id && call.stage.at !== "ended");
  const previews = Object.values(state.agents).flatMap(({ preview }) => (preview?.campaign === id ? [preview] : []));
  const places = [
    ...campaign.window.map((contact) => contact.id),
    ...previews.map(({ contact }) => contact.id),
    ...calls.flatMap(({ contact }) => (contact ? [contact.contact.id] : [])),
  ];
  const once = new Set(places);
  must(once.size === places.length, "has a contact in two places");
  must(
    Object.keys(campaign.held).every((contact) => once.has(contact)),
    "holds a contact that is nowhere",
  );
  must(
    places.every((contact) => Object.hasOwn(campaign.held, contact)),
    "has a contact that it does not hold",
  );
  const dialling = calls.filter(({ stage }) => stage.at === "contacting").map((call) => call.id);
  must(
    dialling.length === Object.keys(campaign.dialling).length && dialling.every((call) => call in campaign.dialling),
    "counts the calls under way wrongly",
  );
  const queue = own(state.queues, settings?.queue ?? "");
  const ready = (queue?.idle ?? []).filter(({ agent: idle }) => {
    const agent = own(state.agents, idle);
    return agent?.autoCalls && agent.preview === null && campaignOf(state, agent) === id;
  });
  must(!campaign.live || campaign.ready === ready.length, `counts ${campaign.ready} ready, not ${ready.length}`);
  must(settings?.running === true || (!campaign.live && campaign.window.length === 0), "is stopped and goes on");
  must(settings?.running === true || previews.length === 0, "is stopped and shows contacts");
  const { supply } = campaign;
  const alarm = (name: string) => timerAt(state.timers, "campaign", id, name) !== null;
  must(campaign.trunk.until === null || alarm("trunk"), "holds for ever");
  must(supply.state !== "asked" || alarm("asked"), "waits for contacts without end");
  must(supply.state !== "dry" || supply.until === null || alarm("due"), "forgets when contacts are due");
  return problems;
}
