import type { VerifiedCallingSettings } from "@belfry/contracts";
import { eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Directory } from "./directory.ts";

/** What holds for all purposes of an organisation. */
export class VerifiedCalling {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  settings(organisation: string): VerifiedCallingSettings {
    return this.#directory.require(organisation).verifiedCalling;
  }

  async change(organisation: string, settings: VerifiedCallingSettings): Promise<VerifiedCallingSettings> {
    // As browsers say it: without the port that goes without saying.
    const origins = [...new Set(settings.origins.map((origin) => new URL(origin).origin))];
    const verifiedCalling = { ...settings, origins };
    await this.#directory.write(organisation, async (tx) => {
      await tx.update(schema.organisations).set({ verifiedCalling }).where(eq(schema.organisations.id, organisation));
    });
    return this.settings(organisation);
  }
}
