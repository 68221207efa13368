import { type ContactColumns, Refusal } from "@belfry/contracts";

type Field = keyof ContactColumns;

/** What headings are usually called, in the desk's four languages; compared without case, spaces and signs. */
const USUAL: Readonly<Record<Field, readonly string[]>> = {
  number: [
    ...["number", "phone", "phonenumber", "telephone", "telephonenumber", "mobile", "msisdn", "tel"],
    ...["telefoon", "telefoonnummer", "nummer", "mobiel", "téléphone", "numéro", "numérodetéléphone"],
    ...["portable", "телефон", "номер", "номертелефону", "мобільний"],
  ],
  name: [
    ...["name", "fullname", "contact", "contactname", "naam", "volledigenaam"],
    ...["nom", "nomcomplet", "ім'я", "імя", "піб", "прізвище"],
  ],
  reference: [
    ...["id", "reference", "ref", "contactid", "customerid", "externalid"],
    ...["klantnummer", "kenmerk", "référence", "identifiant", "ідентифікатор"],
  ],
  timeZone: ["timezone", "tz", "zone", "tijdzone", "fuseauhoraire", "fuseau", "часовийпояс"],
  cardLink: [
    ...["cardlink", "card", "link", "url", "crmlink", "kaart", "kaartlink", "lien", "fiche", "liendelafiche"],
    ...["посилання", "картка", "посиланнянакартку"],
  ],
};

const plain = (heading: string) => heading.toLocaleLowerCase("en").replace(/[\s._\-/()]/g, "");

/** Where each field stands in a row; null: nowhere. */
export type Places = Readonly<Record<Field, number | null>>;

/** The columns as asked for, and as usual where nothing was asked. Throws `column_unknown`. */
export function findColumns(headings: readonly string[], asked: ContactColumns): Places {
  const usual = headings.map(plain);
  const place = (field: Field): number | null => {
    const wanted = asked[field];
    if (wanted === "") return null;
    if (wanted !== undefined) {
      const found = headings.indexOf(wanted);
      if (found < 0) throw new Refusal("column_unknown", { column: wanted });
      return found;
    }
    for (const name of USUAL[field]) {
      const found = usual.indexOf(name);
      if (found >= 0) return found;
    }
    return null;
  };
  return {
    number: place("number"),
    name: place("name"),
    reference: place("reference"),
    timeZone: place("timeZone"),
    cardLink: place("cardLink"),
  };
}
