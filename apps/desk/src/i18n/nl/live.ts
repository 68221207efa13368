import type { live as english } from "../en/live.ts";
import type { Localised } from "../translation.ts";

/** Dutch: the wall. */
export const live: Localised<typeof english> = {
  live: {
    title: "Live",
    queues: "Wachtrijen",
    agents: "Medewerkers",
    queue: "Wachtrij",
    waiting: "Wachtend",
    longest: "Langst",
    available: "Beschikbaar",
    signedIn: "Aangemeld",
    offered: "Aangeboden",
    answered: "Beantwoord",
    abandoned: "Weg",
    answeredRate: "% beantwoord",
    agent: "Medewerker",
    state: "Status",
    since: "In status",
    phone: "Telefoon",
    filter: "Filter medewerkers",
    filterQueues: "Filter wachtrijen",
    onlyState: "Status",
    big: "Groot scherm",
    small: "Gewone grootte",
    noQueues: "Er zijn nog geen wachtrijen. Maak er een onder Beheer, Wachtrijen.",
    noAgents: "Er zijn nog geen medewerkers. Voeg personen met een toestelnummer toe onder Beheer, Personen.",
    noMatch: "Niets gevonden met dit filter.",
    choose: "Status wijzigen",
    chooseFor: "Status van {{agent}} wijzigen",
    chosen: "Gekozen voor {{agent}}: {{state}}. Tijdens een gesprek gebeurt het daarna.",
    today: "vandaag",
  },
};
