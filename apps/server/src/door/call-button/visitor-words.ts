import type { Locale } from "@belfry/contracts";

interface Words {
  readonly done: string;
  /** Where the script does not come. */
  readonly doneElse: string;
  readonly tryTitle: string;
  readonly demonstration: string;
  readonly tryText: string;
  readonly call: string;
  readonly noDemo: string;
}

export const WORDS: Readonly<Record<Locale, Words>> = {
  en: {
    done: "Calling, now that we know who you are",
    doneElse: "One moment. If nothing happens: go back to the page that you came from, and call the number there.",
    tryTitle: "Questions about your parking permit?",
    demonstration:
      "This is a demonstration of Belfry. Demo City does not exist, and what you share here is not checked by anybody.",
    tryText:
      "A city’s website would show this button. Press it, share something with the demonstration wallet, and call: an agent of the demo organisation sees who you are.",
    call: "Call",
    noDemo: "There is nothing to try here: this Belfry has no demo organisation with a purpose to call for.",
  },
  nl: {
    done: "Bellen, nu wij weten wie u bent",
    doneElse: "Een ogenblik. Gebeurt er niets? Ga terug naar de pagina waar u vandaan kwam, en bel het nummer daar.",
    tryTitle: "Vragen over uw parkeervergunning?",
    demonstration:
      "Dit is een demonstratie van Belfry. Demo City bestaat niet, en niemand controleert wat u hier deelt.",
    tryText:
      "Zo toont een gemeente deze knop op haar website. Druk erop, deel iets met de demonstratie-wallet en bel: een medewerker van de demo-organisatie ziet wie u bent.",
    call: "Bel",
    noDemo: "Hier valt niets te proberen: deze Belfry heeft geen demo-organisatie met een doel om voor te bellen.",
  },
  fr: {
    done: "Appeler, maintenant que nous savons qui vous êtes",
    doneElse: "Un instant. Rien ne se passe ? Revenez à la page d’où vous venez et appelez le numéro indiqué.",
    tryTitle: "Des questions sur votre carte de stationnement ?",
    demonstration:
      "Ceci est une démonstration de Belfry. Demo City n’existe pas et personne ne vérifie ce que vous partagez ici.",
    tryText:
      "Le site d’une ville montrerait ce bouton. Appuyez dessus, partagez quelque chose avec le portefeuille de démonstration et appelez : un agent de l’organisation de démonstration voit qui vous êtes.",
    call: "Appelez le",
    noDemo: "Il n’y a rien à essayer ici : ce Belfry n’a pas d’organisation de démonstration avec un motif d’appel.",
  },
  uk: {
    done: "Телефонуйте: ми вже знаємо, хто ви",
    doneElse:
      "Зачекайте. Нічого не відбувається? Поверніться на сторінку, з якої ви прийшли, і зателефонуйте за номером там.",
    tryTitle: "Питання щодо дозволу на паркування?",
    demonstration: "Це демонстрація Belfry. Міста Demo City не існує, а того, чим ви тут ділитеся, ніхто не перевіряє.",
    tryText:
      "Так цю кнопку показав би сайт міста. Натисніть її, поділіться чимось із демонстраційного гаманця і зателефонуйте: працівник демо-організації побачить, хто ви.",
    call: "Телефонуйте:",
    noDemo: "Тут нема чого спробувати: у цьому Belfry немає демо-організації з метою дзвінка.",
  },
};
