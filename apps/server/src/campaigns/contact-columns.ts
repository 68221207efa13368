import type { ContactColumns } from "@belfry/contracts";
import { findColumn, type Places, type Usual } from "../csv/columns.ts";

type Field = keyof ContactColumns;

/** In the desk's four languages. */
const USUAL: Usual<Field> = {
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

export type ContactPlaces = Places<Field>;

/** The columns as asked for, and as usual where nothing was asked. Throws `column_unknown`. */
export function findColumns(headings: readonly string[], asked: ContactColumns): ContactPlaces {
  const place = (field: Field) => findColumn(headings, asked[field], USUAL[field]);
  return {
    number: place("number"),
    name: place("name"),
    reference: place("reference"),
    timeZone: place("timeZone"),
    cardLink: place("cardLink"),
  };
}
