import type { DiallerInput } from "../inputs.ts";
import type { Work } from "../work.ts";
import { callOff } from "./give-up.ts";
import { latest, type Tally } from "./measures.ts";
import { dropPreview } from "./shown.ts";
import { campaignOfId, giveBack, takeContacts } from "./window.ts";

/** What becomes known of contacts. */
export function diallerInput(w: Work, input: DiallerInput): void {
  if (input.type === "dialler.contacts") takeContacts(w, input.campaign, input.contacts, input.nextDue);
  else if (input.type === "dialler.measured") remember(w, input.campaign, input);
  else withdraw(w, new Set(input.contacts));
}

/** Known once, and before it has measured anything itself. */
function remember(w: Work, id: string, { persons, abandoned }: Tally): void {
  const campaign = campaignOfId(w, id);
  if (campaign && latest(campaign.measures).persons === 0) campaign.measures.blocks.unshift({ persons, abandoned });
}

function withdraw(w: Work, gone: ReadonlySet<string>): void {
  for (const campaign of Object.values(w.state.campaigns)) {
    const taken = campaign.window.filter((contact) => gone.has(contact.id));
    if (taken.length === 0) continue;
    campaign.window = campaign.window.filter((contact) => !gone.has(contact.id));
    giveBack(w, campaign.id, taken);
    w.freshCampaigns.add(campaign.id);
  }
  callOff(w, ({ contact }) => gone.has(contact.id));
  for (const agent of Object.values(w.state.agents))
    if (agent.preview && gone.has(agent.preview.contact.id)) dropPreview(w, agent);
}
