interface Shown {
  readonly id: string;
  readonly number: string;
  readonly name: string | null;
  readonly reference: string | null;
}

/** The link of a contact: its own, or the campaign's with the contact's values in their places. */
export function cardLinkOf(contact: Shown & { readonly cardLink: string | null }, template: string | null) {
  return contact.cardLink ?? (template === null ? null : filled(template, contact));
}

/** Values are encoded, so that a name cannot change where the link leads or what it asks. */
function filled(template: string, { id, number, name, reference }: Shown): string {
  const values: Readonly<Record<string, string>> = { id: reference ?? id, number, name: name ?? "" };
  return template.replace(/\{(id|number|name)\}/g, (_, key: string) => encodeURIComponent(values[key] ?? ""));
}
