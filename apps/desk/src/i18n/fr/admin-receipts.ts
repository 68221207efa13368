import type { AdminTexts } from "../translation.ts";

/** French: the admin's page of erasure receipts. */
export const adminReceipts: Pick<AdminTexts, "receipts"> = {
  receipts: {
    explanation:
      "Chaque preuve consigne un oubli : quels types de données, depuis quand elles étaient connues et quand elles ont été effacées. Elle ne contient rien de personnel. Les preuves forment une chaîne : chacune nomme la précédente, si bien qu’aucune ne peut être modifiée ou retirée sans que cela se voie.",
    empty: "Il n’y a pas encore de preuve.",
    emptyText:
      "La première arrive quand les données du premier visiteur sont oubliées, au plus tard une heure après qu’il les a partagées.",
    download: "Télécharger toutes les preuves",
    head: "Empreinte de la preuve {{number}}, la dernière :",
    headHint:
      "Notez-la ou donnez-la à votre auditeur. Celui qui l’a peut voir plus tard s’il manque des preuves jusqu’à celle-ci. Vérifiez un fichier téléchargé avec : npm run belfry -- receipts check FICHIER --head EMPREINTE",
    erased: "Effacé le {{when}}",
    learned: "connues depuis le {{when}}",
    number: "preuve {{number}}",
    why: {
      time: "le délai était écoulé",
      asked: "le visiteur l’a demandé",
      unfinished: "la visite n’a pas abouti",
      keyLost: "la clé manquait, comme après la restauration d’une sauvegarde",
      clockSetBack: "l’horloge avait été reculée, si bien que l’âge n’était plus connu",
    },
    kinds: {
      attributes: "Données",
      code: "Code",
      providerReference: "Référence auprès du service d’identité",
      callerNumber: "Numéros des appelants",
      callerName: "Noms des appelants",
    },
  },
};
