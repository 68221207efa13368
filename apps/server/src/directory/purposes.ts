import { randomUUID } from "node:crypto";
import { type Purpose, type PurposeInput, Refusal } from "@belfry/contracts";
import { and, eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import { naming } from "./checks.ts";
import type { Directory } from "./directory.ts";
import { checkHours } from "./queues.ts";
import type { OrganisationSnapshot } from "./snapshot.ts";

/** What visitors of an organisation's websites may call for with a verified identity. */
export class Purposes {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  list(organisation: string): readonly Purpose[] {
    return this.#directory.require(organisation).purposes;
  }

  create(organisation: string, input: PurposeInput): Promise<Purpose> {
    const id = randomUUID();
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const { name, number, ...settings } = checked(input, before);
        await tx.insert(schema.purposes).values({ organisation, id, name, number, settings });
        return { ...settings, id, name, number };
      }),
    );
  }

  change(organisation: string, id: string, input: PurposeInput): Promise<Purpose> {
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        requireOwn(before, id);
        const { name, number, ...settings } = checked(input, before);
        await tx.update(schema.purposes).set({ name, number, settings }).where(one(organisation, id));
        return { ...settings, id, name, number };
      }),
    );
  }

  async remove(organisation: string, id: string): Promise<void> {
    await this.#directory.write(organisation, async (tx, before) => {
      requireOwn(before, id);
      await tx.delete(schema.purposes).where(one(organisation, id));
    });
  }
}

const one = (organisation: string, id: string) =>
  and(eq(schema.purposes.organisation, organisation), eq(schema.purposes.id, id));

function requireOwn({ purposes }: OrganisationSnapshot, id: string): void {
  if (!purposes.some((purpose) => purpose.id === id)) throw new Refusal("not_found");
}

function checked(input: PurposeInput, snapshot: OrganisationSnapshot): PurposeInput {
  if (!snapshot.numbers.some(({ id }) => id === input.number)) {
    throw new Refusal("unknown_reference", { kind: "number" });
  }
  checkHours(input.hours);
  for (const id of input.providers) {
    const found = snapshot.identityProviders.find(({ provider }) => provider.id === id)?.provider;
    if (found === undefined) throw new Refusal("unknown_reference", { kind: "identity provider" });
    // Made-up people have everything; all others tell what their mapping names.
    const untold = found.kind === "demo" ? [] : input.attributes.filter(({ tag }) => found.mapping[tag] === undefined);
    if (untold.length > 0) {
      const tags = untold.map(({ tag }) => tag).join(", ");
      throw new Refusal("invalid_request", { detail: `${found.name} is not set up to tell ${tags}` });
    }
  }
  return { ...input, languages: [...new Set(input.languages)], providers: [...new Set(input.providers)] };
}
