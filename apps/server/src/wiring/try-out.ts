import type { Directory } from "../directory/directory.ts";

/** The demo organisation's first purpose with a demonstration's wallet, for the page that shows how a website would look. */
export function tryOut(directory: Directory) {
  const snapshot = directory.organisationBySlug("demo");
  if (snapshot?.organisation.demo !== true) return null;
  const demos = snapshot.identityProviders.map(({ provider }) => provider).filter(({ kind }) => kind === "demo");
  const purpose = snapshot.purposes.find(
    ({ active, providers }) => active && demos.some(({ id }) => providers.includes(id)),
  );
  const number = snapshot.numbers.find(({ id }) => id === purpose?.number);
  if (purpose === undefined || number === undefined) return null;
  const national = directory.national(snapshot.organisation.id, number.number);
  return { organisation: "demo", purpose: purpose.name, number: number.number, national };
}
