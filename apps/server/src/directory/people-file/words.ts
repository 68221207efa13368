import type { Locale, PersonColumns, Role } from "@belfry/contracts";
import type { Usual } from "../../csv/columns.ts";

/** What people write in such files, in the desk's four languages; headings without spaces and signs. */
export const HEADINGS: Usual<keyof PersonColumns> = {
  login: [
    ...["login", "username", "user", "userid", "account", "email", "emailaddress"],
    ...["gebruikersnaam", "gebruiker", "emailadres", "nomd’utilisateur", "nomd'utilisateur", "nomdutilisateur"],
    ...["identifiant", "utilisateur", "courriel", "adresseemail", "ім’якористувача", "ім'якористувача", "логін"],
  ],
  name: [
    ...["name", "fullname", "displayname", "agent", "naam", "volledigenaam", "medewerker", "nom", "nomcomplet"],
    ...["ім’я", "ім'я", "імя", "піб"],
  ],
  extension: ["extension", "ext", "toestelnummer", "toestel", "poste", "внутрішнійномер", "внутрішній"],
  roles: ["roles", "role", "rollen", "rol", "rôles", "rôle", "ролі", "роль"],
  skills: ["skills", "skill", "vaardigheden", "vaardigheid", "compétences", "compétence", "навички"],
  locale: ["locale", "language", "lang", "taal", "langue", "мова"],
  active: [
    "active",
    "enabled",
    "status",
    "maysignin",
    "actief",
    "magaanmelden",
    "actif",
    "peutseconnecter",
    "активний",
  ],
  password: ["password", "wachtwoord", "motdepasse", "пароль"],
};

export const ROLE_WORDS: Readonly<Record<string, Role>> = {
  ...{ agent: "agent", medewerker: "agent", conseiller: "agent", оператор: "agent", агент: "agent" },
  ...{ supervisor: "supervisor", superviseur: "supervisor", teamleider: "supervisor", керівник: "supervisor" },
  ...{ admin: "admin", administrator: "admin", beheerder: "admin", administrateur: "admin", адміністратор: "admin" },
  operator: "operator",
};

export const LANGUAGE_WORDS: Readonly<Record<string, Locale>> = {
  ...{ en: "en", english: "en", engels: "en", anglais: "en", англійська: "en" },
  ...{ nl: "nl", dutch: "nl", nederlands: "nl", néerlandais: "nl", нідерландська: "nl" },
  ...{ fr: "fr", french: "fr", frans: "fr", français: "fr", французька: "fr" },
  ...{ uk: "uk", ukrainian: "uk", oekraïens: "uk", ukrainien: "uk", українська: "uk" },
};

export const YES_NO: Readonly<Record<string, boolean>> = {
  ...{ yes: true, ja: true, oui: true, так: true, true: true, "1": true, active: true, actief: true, actif: true },
  ...{ no: false, nee: false, non: false, ні: false, false: false, "0": false, inactive: false, inactief: false },
};

/** What a word stands for; null when it stands for nothing. */
export function meaning<T>(words: Readonly<Record<string, T>>, text: string): T | null {
  const word = text.trim().toLocaleLowerCase("en");
  return Object.hasOwn(words, word) ? (words[word] ?? null) : null;
}
