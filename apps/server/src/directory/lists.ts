import { randomUUID } from "node:crypto";
import {
  type CallCode,
  type callCodeInput,
  type InboundNumber,
  type NumberInput,
  type Pause,
  type pauseInput,
  Refusal,
} from "@belfry/contracts";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import * as schema from "../store/schema.ts";
import { checkDestination, naming, refuseWhenUsed, requireNumber } from "./checks.ts";
import type { Directory } from "./directory.ts";
import type { OrganisationSnapshot } from "./snapshot.ts";

/** The numbers that outside callers dial. */
export class Numbers {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  list(organisation: string): readonly InboundNumber[] {
    return this.#directory.require(organisation).numbers;
  }

  create(organisation: string, input: NumberInput): Promise<InboundNumber> {
    const id = randomUUID();
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const number = requireNumber(input.number, before);
        const destination = checkDestination(input.destination, before);
        const row = { id, number, label: input.label, destination, payer: input.payer };
        await tx.insert(schema.inboundNumbers).values({ organisation, ...row });
        return row;
      }),
    );
  }

  change(organisation: string, id: string, input: NumberInput): Promise<InboundNumber> {
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const number = requireNumber(input.number, before);
        const destination = checkDestination(input.destination, before);
        if (before.numbers.find((one) => one.id === id)?.number !== number) refuseWhenUsed(shownBy(id, before));
        const changed = await tx
          .update(schema.inboundNumbers)
          .set({ number, label: input.label, destination, payer: input.payer })
          .where(and(eq(schema.inboundNumbers.organisation, organisation), eq(schema.inboundNumbers.id, id)))
          .returning({ id: schema.inboundNumbers.id });
        if (changed.length === 0) throw new Refusal("not_found");
        return { id, number, label: input.label, destination, payer: input.payer };
      }),
    );
  }

  async remove(organisation: string, id: string): Promise<void> {
    await this.#directory.write(organisation, async (tx, before) => {
      const purposes = before.purposes.filter(({ number }) => number === id).map(({ name }) => name);
      refuseWhenUsed([...shownBy(id, before), ...purposes]);
      const gone = await tx
        .delete(schema.inboundNumbers)
        .where(and(eq(schema.inboundNumbers.organisation, organisation), eq(schema.inboundNumbers.id, id)))
        .returning({ id: schema.inboundNumbers.id });
      if (gone.length === 0) throw new Refusal("not_found");
    });
  }
}

/** The queues whose calls show this number. */
function shownBy(id: string, { numbers, queues }: OrganisationSnapshot): string[] {
  const shown = numbers.find((one) => one.id === id)?.number;
  return shown === undefined ? [] : queues.filter(({ callerId }) => callerId === shown).map(({ name }) => name);
}

export class Pauses {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  list(organisation: string): readonly Pause[] {
    return this.#directory.require(organisation).pauses;
  }

  create(organisation: string, { name }: z.infer<typeof pauseInput>): Promise<Pause> {
    const id = randomUUID();
    return naming(
      this.#directory.write(organisation, async (tx) => {
        await tx.insert(schema.pauses).values({ organisation, id, name });
        return { id, name };
      }),
    );
  }

  change(organisation: string, id: string, { name }: z.infer<typeof pauseInput>): Promise<Pause> {
    return naming(
      this.#directory.write(organisation, async (tx) => {
        const changed = await tx
          .update(schema.pauses)
          .set({ name })
          .where(and(eq(schema.pauses.organisation, organisation), eq(schema.pauses.id, id)))
          .returning({ id: schema.pauses.id });
        if (changed.length === 0) throw new Refusal("not_found");
        return { id, name };
      }),
    );
  }

  async remove(organisation: string, id: string): Promise<void> {
    await this.#directory.write(organisation, async (tx) => {
      const gone = await tx
        .delete(schema.pauses)
        .where(and(eq(schema.pauses.organisation, organisation), eq(schema.pauses.id, id)))
        .returning({ id: schema.pauses.id });
      if (gone.length === 0) throw new Refusal("not_found");
    });
  }
}

type CallCodeInput = z.infer<typeof callCodeInput>;

export class CallCodes {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  list(organisation: string): readonly CallCode[] {
    return this.#directory.require(organisation).callCodes;
  }

  create(organisation: string, input: CallCodeInput): Promise<CallCode> {
    const id = randomUUID();
    return naming(
      this.#directory.write(organisation, async (tx) => {
        await tx.insert(schema.callCodes).values({ organisation, id, ...input });
        return { id, ...input };
      }),
    );
  }

  change(organisation: string, id: string, input: CallCodeInput): Promise<CallCode> {
    return naming(
      this.#directory.write(organisation, async (tx) => {
        const changed = await tx
          .update(schema.callCodes)
          .set(input)
          .where(and(eq(schema.callCodes.organisation, organisation), eq(schema.callCodes.id, id)))
          .returning({ id: schema.callCodes.id });
        if (changed.length === 0) throw new Refusal("not_found");
        return { id, ...input };
      }),
    );
  }

  async remove(organisation: string, id: string): Promise<void> {
    await this.#directory.write(organisation, async (tx, before) => {
      if (!before.callCodes.some((code) => code.id === id)) throw new Refusal("not_found");
      refuseWhenUsed(before.queues.filter((queue) => queue.callCodes.includes(id)).map((queue) => queue.name));
      await tx
        .delete(schema.callCodes)
        .where(and(eq(schema.callCodes.organisation, organisation), eq(schema.callCodes.id, id)));
    });
  }
}
