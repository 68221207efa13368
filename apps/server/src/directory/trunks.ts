import { randomBytes, randomUUID } from "node:crypto";
import { Refusal, type Trunk, type TrunkInput } from "@belfry/contracts";
import { and, eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import { naming } from "./checks.ts";
import type { Directory } from "./directory.ts";
import { secretPlace } from "./lookups.ts";
import { toE164 } from "./phone-numbers.ts";
import type { SealedTrunk } from "./snapshot.ts";
import type { Vault } from "./vault.ts";

/** Trunks. Their passwords go in and never come out again, but for one that was made here: once, as `secret`. */
export class Trunks {
  readonly #directory: Directory;
  readonly #vault: Vault;

  constructor(directory: Directory, vault: Vault) {
    this.#directory = directory;
    this.#vault = vault;
  }

  list(organisation: string): readonly Trunk[] {
    return this.#directory.require(organisation).trunks.map(({ trunk }) => trunk);
  }

  create(organisation: string, input: TrunkInput): Promise<Trunk> {
    const id = randomUUID();
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const { row, trunk } = this.#row(organisation, before.organisation.country, id, input, null);
        await tx.insert(schema.trunks).values({ organisation, id, ...row });
        return trunk;
      }),
    );
  }

  change(organisation: string, id: string, input: TrunkInput): Promise<Trunk> {
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const old = before.trunks.find((one) => one.trunk.id === id);
        if (old === undefined) throw new Refusal("not_found");
        const { row, trunk } = this.#row(organisation, before.organisation.country, id, input, old);
        await tx
          .update(schema.trunks)
          .set(row)
          .where(and(eq(schema.trunks.organisation, organisation), eq(schema.trunks.id, id)));
        return trunk;
      }),
    );
  }

  async remove(organisation: string, id: string): Promise<void> {
    await this.#directory.write(organisation, async (tx) => {
      const gone = await tx
        .delete(schema.trunks)
        .where(and(eq(schema.trunks.organisation, organisation), eq(schema.trunks.id, id)))
        .returning({ id: schema.trunks.id });
      if (gone.length === 0) throw new Refusal("not_found");
    });
  }

  #row(organisation: string, country: string, id: string, input: TrunkInput, old: SealedTrunk | null) {
    const { name, addresses } = input;
    const kept = old?.digestSecret ?? null;
    const made =
      input.digest !== null && input.digest.password === undefined && kept === null
        ? randomBytes(18).toString("base64url")
        : undefined;
    const digestPassword = input.digest?.password ?? made;
    const digestSecret =
      input.digest === null
        ? null
        : digestPassword === undefined
          ? kept
          : this.#vault.seal(digestPassword, secretPlace(organisation, id, "digest"));

    const { password, ...route } = input.outbound ?? {};
    const outbound = input.outbound === null ? null : { ...input.outbound, ...route };
    if (outbound !== null) {
      delete outbound.password;
      if (outbound.callerId !== null) {
        const normal = toE164(outbound.callerId, country);
        if (normal === null) throw new Refusal("invalid_number", { number: outbound.callerId });
        outbound.callerId = normal;
      }
    }
    const outboundSecret =
      input.outbound === null || password === null
        ? null
        : password === undefined
          ? (old?.outboundSecret ?? null)
          : this.#vault.seal(password, secretPlace(organisation, id, "outbound"));

    const digest = input.digest === null ? null : { user: input.digest.user };
    const trunk: Trunk = { id, name, addresses, digest, outbound, ...(made === undefined ? {} : { secret: made }) };
    return {
      row: { name, addresses, digestUser: digest?.user ?? null, digestSecret, outbound, outboundSecret },
      trunk,
    };
  }
}
