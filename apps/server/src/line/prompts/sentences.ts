import type { Locale } from "@belfry/contracts";
import type { Prompt } from "@belfry/floor";
import { HIGHEST_NUMBER } from "./prompts.ts";

type NumberedPrompt = "position" | "wait-minutes";
type PlainPrompt = Exclude<Prompt, NumberedPrompt>;

interface Sentences {
  /** The voice of espeak-ng. */
  readonly voice: string;
  readonly plain: Readonly<Record<PlainPrompt, string>>;
  readonly numbered: Readonly<Record<NumberedPrompt, (number: number) => string>>;
}

const SENTENCES: Readonly<Record<Locale, Sentences>> = {
  en: {
    voice: "en-gb",
    plain: {
      welcome: "Welcome. Please hold the line, you will be helped as soon as possible.",
      recorded: "This call may be recorded.",
      closed: "We are closed at the moment. Please call again during our opening hours.",
      "queue-full": "It is very busy at the moment. Please try again later.",
      "nobody-available": "Nobody can take your call right now. Please try again later.",
      goodbye: "Thank you for calling. Goodbye.",
      "callback-offer": "Press 1 if you would like us to call you back. You will keep your place in the queue.",
      "callback-confirmed": "We will call you back on the number that you are calling from. Goodbye.",
      "code-request": "Please enter the code that was shown to you. If you have no code, press the hash key, or wait.",
      "code-wrong":
        "This code is not known. Please enter it once more. If you have no code, press the hash key, or wait.",
      "code-thanks": "Thank you. We know who is calling.",
      "code-without": "You will be helped without a code.",
      "agent-lost": "One moment, please. Your call is kept.",
      "wrong-moment":
        "Hello. We called you, but nobody is free to speak with you now. We are sorry for the trouble. Goodbye.",
      "target-busy": "The number is busy.",
      "target-no-answer": "There is no answer.",
      "target-unreachable": "The number cannot be reached.",
      "target-invalid": "This number does not exist.",
      "target-not-allowed": "Calls to this number are not allowed.",
    },
    numbered: {
      position: (number) => (number === 1 ? "You are next." : `You are number ${number} in the queue.`),
      "wait-minutes": (number) => `The expected waiting time is ${number} ${number === 1 ? "minute" : "minutes"}.`,
    },
  },
  nl: {
    voice: "nl",
    plain: {
      welcome: "Welkom. Blijf aan de lijn, u wordt zo snel mogelijk geholpen.",
      recorded: "Dit gesprek kan worden opgenomen.",
      closed: "Wij zijn op dit moment gesloten. Belt u ons tijdens onze openingstijden.",
      "queue-full": "Het is op dit moment erg druk. Probeert u het later nog eens.",
      "nobody-available": "Niemand kan uw gesprek nu aannemen. Probeert u het later nog eens.",
      goodbye: "Bedankt voor uw telefoontje. Tot ziens.",
      "callback-offer": "Druk op 1 als u wilt dat wij u terugbellen. U behoudt uw plaats in de rij.",
      "callback-confirmed": "Wij bellen u terug op het nummer waarmee u nu belt. Tot ziens.",
      "code-request": "Toets de code in die u heeft gekregen. Heeft u geen code? Druk dan op het hekje, of wacht even.",
      "code-wrong":
        "Deze code is niet bekend. Toets de code nog een keer in. Heeft u geen code? Druk dan op het hekje, of wacht even.",
      "code-thanks": "Dank u. Wij weten nu wie u bent.",
      "code-without": "U wordt zonder code geholpen.",
      "agent-lost": "Een ogenblik geduld. Uw gesprek blijft behouden.",
      "wrong-moment":
        "Goedendag. Wij belden u, maar niemand is nu vrij om met u te spreken. Excuses voor het ongemak. Tot ziens.",
      "target-busy": "Het nummer is in gesprek.",
      "target-no-answer": "Er wordt niet opgenomen.",
      "target-unreachable": "Het nummer is niet bereikbaar.",
      "target-invalid": "Dit nummer bestaat niet.",
      "target-not-allowed": "Bellen naar dit nummer is niet toegestaan.",
    },
    numbered: {
      position: (number) => (number === 1 ? "U bent als eerste aan de beurt." : `U bent nummer ${number} in de rij.`),
      "wait-minutes": (number) => `De verwachte wachttijd is ${number} ${number === 1 ? "minuut" : "minuten"}.`,
    },
  },
  fr: {
    voice: "fr-fr",
    plain: {
      welcome: "Bienvenue. Veuillez patienter, nous allons vous répondre dès que possible.",
      recorded: "Cet appel peut être enregistré.",
      closed: "Nos bureaux sont fermés. Veuillez rappeler pendant nos heures d'ouverture.",
      "queue-full": "Nous recevons beaucoup d'appels en ce moment. Veuillez rappeler plus tard.",
      "nobody-available": "Personne ne peut prendre votre appel pour le moment. Veuillez rappeler plus tard.",
      goodbye: "Merci de votre appel. Au revoir.",
      "callback-offer": "Appuyez sur la touche 1 pour être rappelé. Vous gardez votre place dans la file.",
      "callback-confirmed": "Nous vous rappellerons au numéro dont vous appelez. Au revoir.",
      "code-request":
        "Veuillez saisir le code que vous avez reçu. Si vous n'avez pas de code, appuyez sur dièse ou patientez.",
      "code-wrong":
        "Ce code n'est pas connu. Veuillez le saisir encore une fois. Si vous n'avez pas de code, appuyez sur dièse ou patientez.",
      "code-thanks": "Merci. Nous savons maintenant qui vous êtes.",
      "code-without": "Nous allons vous aider sans code.",
      "agent-lost": "Un instant, s'il vous plaît. Votre appel est conservé.",
      "wrong-moment":
        "Bonjour. Nous vous avons appelé, mais personne n'est libre pour vous parler. Veuillez nous excuser. Au revoir.",
      "target-busy": "Le numéro est occupé.",
      "target-no-answer": "Personne ne répond.",
      "target-unreachable": "Le numéro est injoignable.",
      "target-invalid": "Ce numéro n'existe pas.",
      "target-not-allowed": "Les appels vers ce numéro ne sont pas autorisés.",
    },
    numbered: {
      position: (number) =>
        number === 1 ? "C'est bientôt votre tour." : `Vous êtes numéro ${number} dans la file d'attente.`,
      "wait-minutes": (number) => `Le temps d'attente estimé est de ${number} ${number === 1 ? "minute" : "minutes"}.`,
    },
  },
  uk: {
    voice: "uk",
    plain: {
      welcome: "Вітаємо. Залишайтеся на лінії, ми відповімо вам якнайшвидше.",
      recorded: "Цю розмову може бути записано.",
      closed: "Зараз ми не працюємо. Будь ласка, зателефонуйте в робочий час.",
      "queue-full": "Зараз дуже багато дзвінків. Будь ласка, спробуйте пізніше.",
      "nobody-available": "Зараз ніхто не може прийняти ваш дзвінок. Будь ласка, спробуйте пізніше.",
      goodbye: "Дякуємо за дзвінок. До побачення.",
      "callback-offer": "Натисніть один, якщо бажаєте, щоб ми вам передзвонили. Ваше місце в черзі збережеться.",
      "callback-confirmed": "Ми передзвонимо на номер, з якого ви телефонуєте. До побачення.",
      "code-request":
        "Будь ласка, введіть код, який ви отримали. Якщо у вас немає коду, натисніть решітку або зачекайте.",
      "code-wrong":
        "Цей код невідомий. Будь ласка, введіть його ще раз. Якщо у вас немає коду, натисніть решітку або зачекайте.",
      "code-thanks": "Дякуємо. Тепер ми знаємо, хто телефонує.",
      "code-without": "Вам допоможуть і без коду.",
      "agent-lost": "Хвилинку, будь ласка. Ваш дзвінок збережено.",
      "wrong-moment":
        "Добрий день. Ми вам зателефонували, але зараз ніхто не може з вами поговорити. Перепрошуємо. До побачення.",
      "target-busy": "Номер зайнятий.",
      "target-no-answer": "Ніхто не відповідає.",
      "target-unreachable": "Номер недоступний.",
      "target-invalid": "Такого номера не існує.",
      "target-not-allowed": "Дзвінки на цей номер не дозволено.",
    },
    numbered: {
      position: (number) => (number === 1 ? "Ви наступні." : `Ваш номер у черзі: ${number}.`),
      "wait-minutes": (number) => `Очікуваний час очікування: ${number} ${ukrainianMinutes(number)}.`,
    },
  },
};

export interface SpokenSentence {
  readonly language: Locale;
  readonly voice: string;
  /** The file's name, without its extension. */
  readonly name: string;
  readonly text: string;
}

/** Every sentence that is made at the first start. */
export function allSentences(): readonly SpokenSentence[] {
  const languages: readonly Locale[] = ["en", "nl", "fr", "uk"];
  return languages.flatMap((language) => {
    const { voice, plain, numbered } = SENTENCES[language];
    const sentences = Object.entries(plain).map(([name, text]) => ({ language, voice, name, text }));
    for (const [name, text] of Object.entries(numbered)) {
      for (let number = 1; number <= HIGHEST_NUMBER; number += 1) {
        sentences.push({ language, voice, name: `${name}-${number}`, text: text(number) });
      }
    }
    return sentences;
  });
}

/** Ukrainian counts 1, 21 … one way, 2 to 4, 22 to 24 … another, the rest a third. */
function ukrainianMinutes(number: number): string {
  const last = number % 10;
  if (number % 100 >= 11 && number % 100 <= 14) return "хвилин";
  if (last === 1) return "хвилина";
  return last >= 2 && last <= 4 ? "хвилини" : "хвилин";
}
