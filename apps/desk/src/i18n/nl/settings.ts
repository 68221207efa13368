import type { settings as english } from "../en/settings.ts";
import type { Localised } from "../translation.ts";

/** Dutch: a person's own settings. */
export const settings: Localised<typeof english> = {
  sessions: {
    title: "Mijn sessies",
    intro: "Elke plek waar u bent aangemeld.",
    current: "Deze",
    since: "Aangemeld {{time}}",
    seen: "Laatst gebruikt {{time}}",
    end: "Beëindigen",
    endOthers: "Alle andere beëindigen",
    ended: "Beëindigd. Daar moet opnieuw worden aangemeld.",
    only: "U bent alleen hier aangemeld.",
  },
  audio: {
    title: "Geluid",
    intro: "Kies en probeer uw headset. De keuze wordt in deze browser bewaard.",
    microphone: "Microfoon",
    speaker: "Headset of luidspreker",
    ring: "Overgaan op",
    level: "Sterkte van de microfoon",
    outputLevel: "Sterkte van wat u hoort",
    testMic: "Microfoon proberen",
    stopTest: "Stoppen",
    playBack: "Uzelf horen",
    testSpeaker: "Toon afspelen",
    testRing: "Beltoon afspelen",
    sayHello: "Zeg iets. De balk hoort te bewegen.",
    systemDefault: "Zoals het systeem",
    notAllowed: "De microfoon is nog niet toegestaan.",
    allow: "Microfoon toestaan",
    noChoice: "Deze browser speelt altijd af op het apparaat van het systeem.",
    notifications: "Meldingen",
    notifyHint: "Als deze pagina niet zichtbaar is, krijgt u een melding van een oproep.",
    notifyAllow: "Meldingen toestaan",
    notifyOn: "Meldingen staan aan.",
    notifyDenied: "Meldingen zijn geweigerd in de instellingen van de browser.",
    quiet: "We horen niets. Staat de headset op dempen, of is een andere microfoon gekozen?",
    noPhone: "De telefoon werkt alleen voor mensen met een toestelnummer.",
    done: "Afgespeeld.",
  },
};
