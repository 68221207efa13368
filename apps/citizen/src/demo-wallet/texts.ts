import type { AttributeTag, Locale } from "@belfry/contracts";

interface Texts {
  readonly title: string;
  readonly banner: string;
  readonly asks: (who: string) => string;
  readonly pairing: string;
  readonly pairingNext: string;
  readonly choose: string;
  readonly chooseNext: string;
  readonly no: string;
  readonly done: string;
  readonly doneElsewhere: string;
  readonly doneHere: string;
  readonly call: string;
  readonly over: string;
  readonly overNext: string;
  readonly failed: string;
  readonly again: string;
  readonly attributes: Readonly<Record<AttributeTag, string>>;
}

const en: Texts = {
  title: "Demonstration wallet",
  banner: "Demonstration – nothing here is verified",
  asks: (who) => `${who} asks for:`,
  pairing: "Type this code in the other window",
  pairingNext: "After that you choose who you are.",
  choose: "Who do you want to be?",
  chooseNext: "These people are made up. What you choose is told to whoever answers your call.",
  no: "Tell nothing",
  done: "Your details have been sent",
  doneElsewhere: "Go back to the other window. There you see how to call.",
  doneHere: "You can call now. The telephone dials the number and your code by itself.",
  call: "Call now",
  over: "This is over",
  overNext: "Go back to the page where you began, and begin again.",
  failed: "This did not work. Check your connection and try again.",
  again: "Try again",
  attributes: {
    bsn: "citizen service number (BSN)",
    fullName: "full name",
    givenNames: "first names",
    familyName: "family name",
    birthDate: "date of birth",
    over18: "whether you are 18 or older",
    address: "address",
    postcode: "postcode",
    city: "town",
    country: "country",
    nationality: "nationality",
    mobileNumber: "mobile number",
    email: "email address",
    companyNumber: "company registration number",
    companyName: "company name",
  },
};

const nl: Texts = {
  title: "Demonstratiewallet",
  banner: "Demonstratie – niets hiervan is gecontroleerd",
  asks: (who) => `${who} vraagt om:`,
  pairing: "Typ deze code in het andere venster",
  pairingNext: "Daarna kiest u wie u bent.",
  choose: "Wie wilt u zijn?",
  chooseNext: "Deze personen zijn verzonnen. Wie uw gesprek aanneemt, ziet wat u kiest.",
  no: "Niets delen",
  done: "Uw gegevens zijn verstuurd",
  doneElsewhere: "Ga terug naar het andere venster. Daar ziet u hoe u belt.",
  doneHere: "U kunt nu bellen. De telefoon kiest zelf het nummer en uw code.",
  call: "Nu bellen",
  over: "Dit is voorbij",
  overNext: "Ga terug naar de pagina waar u begon, en begin opnieuw.",
  failed: "Dit is niet gelukt. Controleer uw verbinding en probeer het opnieuw.",
  again: "Opnieuw proberen",
  attributes: {
    bsn: "burgerservicenummer (BSN)",
    fullName: "volledige naam",
    givenNames: "voornamen",
    familyName: "achternaam",
    birthDate: "geboortedatum",
    over18: "of u 18 jaar of ouder bent",
    address: "adres",
    postcode: "postcode",
    city: "woonplaats",
    country: "land",
    nationality: "nationaliteit",
    mobileNumber: "mobiel nummer",
    email: "e-mailadres",
    companyNumber: "KVK-nummer",
    companyName: "bedrijfsnaam",
  },
};

const fr: Texts = {
  title: "Portefeuille de démonstration",
  banner: "Démonstration – rien ici n’est vérifié",
  asks: (who) => `${who} demande :`,
  pairing: "Saisissez ce code dans l’autre fenêtre",
  pairingNext: "Ensuite, vous choisissez qui vous êtes.",
  choose: "Qui voulez-vous être ?",
  chooseNext: "Ces personnes sont inventées. Qui répond à votre appel voit votre choix.",
  no: "Ne rien communiquer",
  done: "Vos données ont été envoyées",
  doneElsewhere: "Retournez à l’autre fenêtre. Vous y voyez comment appeler.",
  doneHere: "Vous pouvez appeler maintenant. Le téléphone compose lui-même le numéro et votre code.",
  call: "Appeler maintenant",
  over: "C’est terminé",
  overNext: "Retournez à la page où vous avez commencé, et recommencez.",
  failed: "Cela n’a pas fonctionné. Vérifiez votre connexion et réessayez.",
  again: "Réessayer",
  attributes: {
    bsn: "numéro de citoyen (BSN)",
    fullName: "nom complet",
    givenNames: "prénoms",
    familyName: "nom de famille",
    birthDate: "date de naissance",
    over18: "si vous avez 18 ans ou plus",
    address: "adresse",
    postcode: "code postal",
    city: "commune",
    country: "pays",
    nationality: "nationalité",
    mobileNumber: "numéro de portable",
    email: "adresse e-mail",
    companyNumber: "numéro d’entreprise",
    companyName: "nom de l’entreprise",
  },
};

const uk: Texts = {
  title: "Демонстраційний гаманець",
  banner: "Демонстрація – тут нічого не перевірено",
  asks: (who) => `${who} запитує:`,
  pairing: "Введіть цей код в іншому вікні",
  pairingNext: "Після цього ви оберете, хто ви.",
  choose: "Ким ви хочете бути?",
  chooseNext: "Цих людей вигадано. Ваш вибір побачить той, хто відповість на дзвінок.",
  no: "Нічого не повідомляти",
  done: "Ваші дані надіслано",
  doneElsewhere: "Поверніться до іншого вікна. Там ви побачите, як зателефонувати.",
  doneHere: "Тепер можна телефонувати. Телефон сам набере номер і ваш код.",
  call: "Зателефонувати",
  over: "Це завершено",
  overNext: "Поверніться на сторінку, де ви почали, і почніть знову.",
  failed: "Не вдалося. Перевірте з’єднання та спробуйте ще раз.",
  again: "Спробувати ще раз",
  attributes: {
    bsn: "номер громадянина (BSN)",
    fullName: "повне ім’я",
    givenNames: "імена",
    familyName: "прізвище",
    birthDate: "дата народження",
    over18: "чи вам виповнилося 18 років",
    address: "адреса",
    postcode: "поштовий індекс",
    city: "населений пункт",
    country: "країна",
    nationality: "громадянство",
    mobileNumber: "мобільний номер",
    email: "адреса електронної пошти",
    companyNumber: "реєстраційний номер компанії",
    companyName: "назва компанії",
  },
};

export const TEXTS: Readonly<Record<Locale, Texts>> = { en, nl, fr, uk };
export type { Texts };
