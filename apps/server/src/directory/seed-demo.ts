import type { Locale, QueueInput } from "@belfry/contracts";
import type { Directory } from "./directory.ts";
import { firstQueue } from "./first-queue.ts";
import type { IdentityProviders } from "./identity-providers.ts";
import type { CallCodes, Numbers, Pauses } from "./lists.ts";
import type { Organisations } from "./organisations.ts";
import { makePassword } from "./passwords.ts";
import { OPERATOR_SLUG, type People } from "./people.ts";
import type { Purposes } from "./purposes.ts";
import type { Queues } from "./queues.ts";
import type { Trunks } from "./trunks.ts";

export interface DemoSignIn {
  readonly organisation: string;
  readonly login: string;
  readonly password: string;
  readonly name: string;
}

export interface SeedTargets {
  readonly directory: Directory;
  readonly organisations: Organisations;
  readonly people: People;
  readonly queues: Queues;
  readonly numbers: Numbers;
  readonly pauses: Pauses;
  readonly callCodes: CallCodes;
  readonly trunks: Trunks;
  readonly identityProviders: IdentityProviders;
  readonly purposes: Purposes;
}

/** Makes the operator's own organisation where it is missing; answers its sign-in, once. */
export async function seedOperator(to: SeedTargets, now: number): Promise<DemoSignIn | null> {
  if (to.directory.organisationBySlug(OPERATOR_SLUG) !== null) return null;
  const password = makePassword();
  await to.organisations.create(
    {
      slug: OPERATOR_SLUG,
      name: "Operator",
      country: "NL",
      language: "en",
      timeZone: "Europe/Amsterdam",
      admin: { name: "Operator", login: "operator", password },
    },
    { adminRoles: ["operator"], now },
  );
  return { organisation: OPERATOR_SLUG, login: "operator", password, name: "Operator" };
}

/**
 * Makes the demo organisation where it is missing; answers its sign-ins, once: they are kept nowhere else. With the
 * demonstration's wallet there is a number for callers who have proven who they are; the other two ask nobody.
 */
export async function seedDemo(
  to: SeedTargets,
  now: number,
  { wallet = false }: { readonly wallet?: boolean } = {},
): Promise<readonly DemoSignIn[]> {
  if (to.directory.organisationBySlug("demo") !== null) return [];
  const password = makePassword();
  const { id } = await to.organisations.create(
    {
      slug: "demo",
      name: "Demo City",
      country: "NL",
      language: "en",
      timeZone: "Europe/Amsterdam",
      admin: { name: "Ada Admin", login: "admin", password },
    },
    { demo: true, now },
  );
  const person = async (name: string, login: string, extension: string, role: "agent" | "supervisor") => {
    const roles = role === "agent" ? [role] : ["agent" as const, role];
    const locale: Locale | null = null;
    return to.people.create(id, { name, login, password, roles, extension, locale, skills: [], active: true });
  };
  const anna = await person("Anna de Vries", "anna", "3001", "agent");
  const bram = await person("Bram Jansen", "bram", "3002", "agent");
  const chloe = await person("Chloé Martin", "chloe", "3003", "agent");
  const sam = await person("Sam Bakker", "sam", "3010", "supervisor");
  for (const name of ["Lunch", "Meeting", "Technical break"]) await to.pauses.create(id, { name });
  const codes: string[] = [];
  for (const [name, noteRequired] of [
    ["Question answered", false],
    ["Appointment made", false],
    ["Passed on", false],
    ["Complaint", true],
  ] as const) {
    codes.push((await to.callCodes.create(id, { name, noteRequired, callBack: false })).id);
  }
  const queue = (name: string, members: readonly { id: string }[]): QueueInput => ({
    name,
    ...firstQueue("en"),
    members: members.map((member) => member.id),
    callCodes: codes,
  });
  const permits = await to.queues.create(id, queue("Permits", [anna, bram, chloe, sam]));
  const passports = await to.queues.create(id, queue("Passports", [anna, bram, chloe]));
  for (const [number, label, target] of [
    ["+31201230001", "Permits", permits],
    ["+31201230002", "Passports", passports],
  ] as const) {
    await to.numbers.create(id, { number, label, destination: { kind: "queue", queue: target.id }, payer: "caller" });
  }
  await to.trunks.create(id, { name: "Demo caller", addresses: ["127.0.0.1"], digest: null, outbound: null });
  if (wallet) await seedVerified(to, id, permits.id);
  return [anna, bram, chloe, sam, { name: "Ada Admin", login: "admin" }].map(({ name, login }) => ({
    organisation: "demo",
    login,
    password,
    name,
  }));
}

async function seedVerified(to: SeedTargets, organisation: string, queue: string): Promise<void> {
  const number = await to.numbers.create(organisation, {
    number: "+31201230003",
    label: "Permits, for callers who prove who they are",
    destination: { kind: "queue", queue },
    payer: "caller",
  });
  const provider = await to.identityProviders.create(organisation, { kind: "demo", name: "Demonstration wallet" });
  await to.purposes.create(organisation, {
    name: "permits",
    title: {
      en: "Call about your permit",
      nl: "Bel over uw vergunning",
      fr: "Appeler au sujet de votre permis",
      uk: "Зателефонувати щодо вашого дозволу",
    },
    explanation: {
      en: "Prove who you are first. Then we can help you at once, without asking for your details.",
      nl: "Laat eerst zien wie u bent. Dan kunnen we u meteen helpen, zonder naar uw gegevens te vragen.",
      fr: "Prouvez d’abord qui vous êtes. Nous pourrons alors vous aider tout de suite, sans demander vos données.",
      uk: "Спочатку підтвердьте свою особу. Тоді ми зможемо допомогти одразу, не запитуючи ваших даних.",
    },
    languages: ["en", "nl", "fr", "uk"],
    number: number.id,
    attributes: [
      { tag: "fullName", shown: true },
      { tag: "birthDate", shown: true },
      { tag: "bsn", shown: false },
    ],
    providers: [provider.id],
    hours: null,
    links: [{ label: "File of this person", template: "https://files.example.org/person?bsn={bsn}" }],
    callFromPage: true,
    active: true,
  });
}
