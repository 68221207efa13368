import type { AdminTexts } from "../translation.ts";

/** Dutch: the admin's page of erasure receipts. */
export const adminReceipts: Pick<AdminTexts, "receipts"> = {
  receipts: {
    explanation:
      "Elk bewijs vertelt van iets dat vergeten is: welke soorten gegevens, sinds wanneer ze bekend waren en wanneer ze gewist zijn. Er staat niets persoonlijks in. De bewijzen vormen een keten: elk noemt het vorige, zodat niemand er ongemerkt een kan wijzigen of weghalen.",
    empty: "Er is nog geen bewijs.",
    emptyText:
      "Het eerste komt zodra gegevens van de eerste bezoeker vergeten zijn, uiterlijk een uur nadat die ze heeft gedeeld.",
    download: "Alle bewijzen downloaden",
    head: "Hash van bewijs {{number}}, het laatste:",
    headHint:
      "Noteer deze, of geef hem aan uw auditor. Wie hem heeft, kan later zien of er bewijzen tot en met dit ontbreken. Controleer een gedownload bestand met: npm run belfry -- receipts check BESTAND --head HASH",
    erased: "Gewist op {{when}}",
    learned: "bekend sinds {{when}}",
    number: "bewijs {{number}}",
    why: {
      time: "de tijd was om",
      asked: "de bezoeker vroeg erom",
      unfinished: "het bezoek liep op niets uit",
      keyLost: "de sleutel ontbrak, zoals na het terugzetten van een back-up",
      clockSetBack: "de klok was teruggezet, zodat de leeftijd niet meer bekend was",
    },
    kinds: {
      attributes: "Gegevens",
      code: "Code",
      providerReference: "Kenmerk bij de identiteitsdienst",
      callerNumber: "Nummers van bellers",
      callerName: "Namen van bellers",
    },
  },
};
