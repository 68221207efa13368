import type { Campaign, CampaignView, ContactRecord, UploadPreview } from "@belfry/contracts";
import { campaign } from "@belfry/contracts";
import { IDS } from "./scenes.ts";

const ID = "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0061";
export const RENEWALS: Campaign = campaign.parse({
  id: ID,
  name: "Renewal of parking permits",
  queue: IDS.permits,
  running: true,
  mode: "predictive",
  cardLink: "https://crm.example/card?id={id}&phone={number}",
});
export const SURVEY: Campaign = campaign.parse({
  id: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0062",
  name: "Survey",
  queue: IDS.passports,
  running: false,
});

export const CAMPAIGN_LIVE: CampaignView = {
  id: ID,
  dialling: 14,
  ringing: 9,
  waiting: 0,
  talking: 11,
  agentsReady: 3,
  agentsWorking: 15,
  answeredByPerson: 812,
  abandoned: 17,
  today: { answeredByPerson: 214, abandoned: 4 },
  abandonShare: 0.0209,
  pace: 1.7,
  handling: 184_000,
  refusedByRules: 0,
  blockedBy: null,
};

export const PROGRESS = {
  ...{ due: 3120, taken: 24, finished: 1844 },
  outcomes: { answered: 1201, noAnswer: 402, busy: 88, answeringMachine: 97, invalidNumber: 39, abandoned: 17 },
};

const contact = (index: number, change: Partial<ContactRecord>): ContactRecord => ({
  id: `0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c01${String(index).padStart(2, "0")}`,
  number: `+3120555010${index}`,
  name: null,
  reference: null,
  timeZone: null,
  cardLink: null,
  state: "due",
  dueAt: Date.now() + index * 600_000,
  outcome: null,
  attempts: 0,
  agent: null,
  ...change,
});
export const CONTACTS: readonly ContactRecord[] = [
  contact(1, { name: "Maximiliaan van der Wetering-Oosterhout", outcome: "busy", attempts: 2 }),
  contact(2, { name: "Дмитро Ковальчук", state: "finished", dueAt: null, outcome: "answered", attempts: 1 }),
  contact(3, { state: "taken" }),
  contact(4, { name: "Chloé Lefèvre", state: "finished", dueAt: null, outcome: "invalidNumber", attempts: 1 }),
];

export const PREVIEW: UploadPreview = {
  headings: ["Klant", "Telefoon", "Naam", "Kaart"],
  delimiter: ";",
  columns: { number: "Telefoon", name: "Naam", reference: "Klant", timeZone: null, cardLink: "Kaart" },
  first: [
    { line: 2, cells: ["1001", "020 555 0101", "Jan de Vries", "https://crm.example/1001"] },
    { line: 3, cells: ["1002", "=12", "Bram", "https://crm.example/1002"] },
  ],
  ...{ rows: 4200, good: 4197, bad: 3 },
  problems: [
    { line: 3, problem: "invalidNumber", number: "=12" },
    { line: 88, problem: "twiceHere", number: "020 555 0101" },
    { line: 90, problem: "doNotCall", number: "020 555 0199" },
  ],
};
