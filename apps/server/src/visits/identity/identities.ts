import type { CallIdentity, Locale, Purpose } from "@belfry/contracts";
import type { Attributes } from "../forgetting/attributes.ts";
import { filledLinks } from "./links.ts";
import type { Readings } from "./readings.ts";

/** Who asks, and in which language. */
export interface Reader {
  readonly id: string;
  readonly name: string;
  readonly language: Locale;
}

/** What is known of callers, for the agent whose call it is. Whose it is, the floor says; this does not ask again. */
export class Identities {
  readonly #attributes: Pick<Attributes, "read">;
  readonly #readings: Readings;
  readonly #purposeOf: (organisation: string, visit: string) => Promise<Purpose | null>;
  readonly #now: () => number;

  constructor(options: {
    readonly attributes: Pick<Attributes, "read">;
    readonly readings: Readings;
    /** For what the visit was begun, as it is set now; null: it is gone. */
    readonly purposeOf: (organisation: string, visit: string) => Promise<Purpose | null>;
    readonly now: () => number;
  }) {
    this.#attributes = options.attributes;
    this.#readings = options.readings;
    this.#purposeOf = options.purposeOf;
    this.#now = options.now;
  }

  /** Null: it is forgotten. Who read it is written down before anybody has it. */
  async read(
    organisation: string,
    { call, visit }: { readonly call: string; readonly visit: string },
    reader: Reader,
  ): Promise<CallIdentity | null> {
    const purpose = await this.#purposeOf(organisation, visit);
    const known = await this.#attributes.read(organisation, visit);
    if (purpose === null || known === null) return null;
    await this.#readings.note(organisation, call, reader, this.#now());
    // Writing that down may have taken its time.
    if (this.#now() >= known.until) return null;
    const shown = new Set(purpose.attributes.filter((one) => one.shown).map(({ tag }) => tag));
    return {
      purpose: purpose.title[reader.language] ?? purpose.title.en ?? purpose.name,
      until: known.until,
      attributes: known.attributes.filter(({ tag }) => shown.has(tag)),
      links: filledLinks(purpose.links, known.attributes),
    };
  }

  readings(organisation: string, call: string): ReturnType<Readings["of"]> {
    return this.#readings.of(organisation, call);
  }
}
