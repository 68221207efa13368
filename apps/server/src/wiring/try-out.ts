import type { Directory } from "../directory/directory.ts";

/** The demo organisation's first purpose that is switched on, for the page that shows how a website would look. */
export function tryOut(directory: Directory) {
  const snapshot = directory.organisationBySlug("demo");
  if (snapshot?.organisation.demo !== true) return null;
  const purpose = snapshot.purposes.find(({ active }) => active);
  const number = snapshot.numbers.find(({ id }) => id === purpose?.number);
  if (purpose === undefined || number === undefined) return null;
  const national = directory.national(snapshot.organisation.id, number.number);
  return { organisation: "demo", purpose: purpose.name, number: number.number, national };
}
