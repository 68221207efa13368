import type { live as english } from "../en/live.ts";
import type { Localised } from "../translation.ts";

/** French: the wall. */
export const live: Localised<typeof english> = {
  live: {
    title: "En direct",
    queues: "Files",
    agents: "Agents",
    queue: "File",
    waiting: "En attente",
    longest: "Le plus long",
    available: "Disponibles",
    signedIn: "En service",
    offered: "Proposés",
    answered: "Répondus",
    abandoned: "Partis",
    answeredRate: "% répondus",
    agent: "Agent",
    state: "État",
    since: "Dans l’état",
    phone: "Téléphone",
    filter: "Filtrer les agents",
    filterQueues: "Filtrer les files",
    onlyState: "État",
    big: "Grand écran",
    small: "Taille normale",
    noQueues: "Il n’y a pas encore de files. Créez-en une sous Gestion, Files.",
    noAgents: "Il n’y a pas encore d’agents. Ajoutez des personnes avec un poste sous Gestion, Personnes.",
    noMatch: "Rien ne correspond au filtre.",
    choose: "Changer l’état",
    chooseFor: "Changer l’état de {{agent}}",
    chosen: "Choisi pour {{agent}} : {{state}}. Pendant un appel, cela se fait ensuite.",
    today: "aujourd’hui",
  },
};
