import type { identity as english } from "../en/identity.ts";
import type { Localised } from "../translation.ts";

export const identity: Localised<typeof english> = {
  identity: {
    title: "Identiteit",
    verified: "Geverifieerd",
    forgotten: "Vergeten",
    notVerified: {
      noCode: "Niet geverifieerd: geen code",
      wrongCode: "Niet geverifieerd: verkeerde code",
      tooManyAttempts: "Niet geverifieerd: te veel pogingen",
      notChecked: "Niet geverifieerd: de code kon niet worden gecontroleerd",
    },
    announced: "Geverifieerde beller",
    announcedForgotten: "Wat over de beller bekend was, is vergeten.",
    demo: "Demonstratie, niet geverifieerd",
    demoText: "Deze gegevens zijn verzonnen voor een demonstratie. Er is niets van geverifieerd.",
    demoOne: "Demonstratie",
    purpose: "Voor: {{purpose}}",
    source: "{{source}}, {{time}}",
    yes: "Ja",
    no: "Nee",
    links: "Openen in",
    loading: "Ophalen wat bekend is…",
    nothing: "De beller heeft niets getoond dat u mag zien.",
    again: "Opnieuw proberen",
    until: "Vergeten om {{time}}, {{left}}",
    soon: "Bijna vergeten: om {{time}} verdwijnen deze gegevens van uw scherm.",
    gone: "Wat bekend was, is vergeten.",
    goesOn: "Het gesprek gaat door.",
    supervising: "Alleen de medewerker ziet wie het is.",
  },
};
