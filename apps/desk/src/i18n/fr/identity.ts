import type { identity as english } from "../en/identity.ts";
import type { Localised } from "../translation.ts";

export const identity: Localised<typeof english> = {
  identity: {
    title: "Identité",
    verified: "Vérifié",
    forgotten: "Oublié",
    notVerified: {
      noCode: "Non vérifié : pas de code",
      wrongCode: "Non vérifié : code incorrect",
      tooManyAttempts: "Non vérifié : trop d’essais",
      notChecked: "Non vérifié : le code n’a pas pu être contrôlé",
    },
    announced: "Appelant vérifié",
    announcedForgotten: "Ce qui était connu de l’appelant a été oublié.",
    demo: "Démonstration, non vérifié",
    demoText: "Ces données sont inventées pour une démonstration. Rien n’en est vérifié.",
    demoOne: "Démonstration",
    purpose: "Pour : {{purpose}}",
    source: "{{source}}, {{time}}",
    yes: "Oui",
    no: "Non",
    links: "Ouvrir dans",
    loading: "Recherche de ce qui est connu…",
    nothing: "L’appelant n’a rien montré que vous puissiez voir.",
    again: "Réessayer",
    until: "Oublié à {{time}}, {{left}}",
    soon: "Bientôt oublié : à {{time}}, ces données disparaissent de votre écran.",
    gone: "Ce qui était connu a été oublié.",
    goesOn: "L’appel continue.",
    supervising: "Seul l’agent voit qui appelle.",
  },
};
