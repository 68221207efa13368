import { type NumberCheck, type NumberCheckRequest, type OutboundRules, Refusal } from "@belfry/contracts";
import { judgeNumber } from "@belfry/floor";
import { eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Directory } from "./directory.ts";

/** Which outside numbers an organisation's calls may reach. */
export class Outbound {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  rules(organisation: string): OutboundRules {
    return this.#directory.require(organisation).outbound;
  }

  async change(organisation: string, outbound: OutboundRules): Promise<OutboundRules> {
    const prefixes = outbound.rules.map(({ prefix }) => prefix);
    const twice = prefixes.find((prefix, index) => prefixes.indexOf(prefix) !== index);
    if (twice !== undefined) throw new Refusal("invalid_request", { detail: `there are two rules for ${twice}` });
    await this.#directory.write(organisation, async (tx) => {
      await tx.update(schema.organisations).set({ outbound }).where(eq(schema.organisations.id, organisation));
    });
    return this.rules(organisation);
  }

  /** Says what the floor would say of a number, limits aside; rejects with `invalid_number`. */
  check(organisation: string, { number: typed, rules }: NumberCheckRequest): NumberCheck {
    const { organisation: about, outbound } = this.#directory.require(organisation);
    const number = this.#directory.dialable(organisation, typed);
    if (number === null) throw new Refusal("invalid_number", { number: typed });
    const { because, prefix, refusal } = judgeNumber({ ...(rules ?? outbound), country: about.country }, number);
    return { number, allowed: refusal === null, because, prefix, code: refusal?.code ?? null };
  }
}
