import type { settings as english } from "../en/settings.ts";
import type { Localised } from "../translation.ts";

/** French: a person's own settings. */
export const settings: Localised<typeof english> = {
  sessions: {
    title: "Mes sessions",
    intro: "Tous les endroits où vous êtes connecté.",
    current: "Celle-ci",
    since: "Connecté le {{time}}",
    seen: "Dernière utilisation {{time}}",
    end: "Terminer",
    endOthers: "Terminer toutes les autres",
    ended: "Terminée. Il faudra s’y connecter de nouveau.",
    only: "Vous n’êtes connecté qu’ici.",
  },
  audio: {
    title: "Son",
    intro: "Choisissez et essayez votre casque. Le choix est gardé dans ce navigateur.",
    microphone: "Microphone",
    speaker: "Casque ou haut-parleur",
    ring: "Sonner sur",
    level: "Niveau du microphone",
    outputLevel: "Niveau de ce que vous entendez",
    testMic: "Essayer le microphone",
    stopTest: "Arrêter",
    playBack: "Vous entendre",
    testSpeaker: "Jouer un son",
    testRing: "Jouer la sonnerie",
    sayHello: "Dites quelque chose. La barre doit bouger.",
    systemDefault: "Comme le système",
    notAllowed: "Le microphone n’est pas encore autorisé.",
    allow: "Autoriser le microphone",
    noChoice: "Ce navigateur utilise toujours l’appareil du système.",
    notifications: "Notifications",
    notifyHint: "Quand cette page est cachée, une notification vous signale un appel.",
    notifyAllow: "Autoriser les notifications",
    notifyOn: "Les notifications sont actives.",
    notifyDenied: "Les notifications sont refusées dans les réglages du navigateur.",
    quiet: "Nous n’entendons rien. Le casque est-il coupé, ou un autre microphone est-il choisi ?",
    noPhone: "Le téléphone ne fonctionne que pour les personnes qui ont un poste.",
    done: "Joué.",
  },
};
