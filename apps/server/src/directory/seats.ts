import { Refusal } from "@belfry/contracts";
import type { Directory } from "./directory.ts";
import { requireFree } from "./extensions.ts";

/**
 * Who sits at another extension than their own. It is known in memory alone: a seat ends when the agent signs out,
 * and so does everybody when the server starts again.
 */
export class Seats {
  readonly #directory: Directory;
  readonly #listeners = new Set<(organisation: string, person: string) => void>();

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /**
   * From now on calls to that extension are this person's; to sit at one's own ends the seat. Rejects with
   * `not_an_agent`, with `extension_unknown`, also where the organisation has no pool, and with `extension_taken`.
   */
  async sitAt(organisation: string, person: string, extension: string): Promise<void> {
    const before = this.#directory.require(organisation);
    const own = before.people.find(({ id }) => id === person);
    if (own === undefined) throw new Refusal("not_found");
    if (own.extension === extension) return this.leave(organisation, person);
    if (!own.roles.includes("agent")) throw new Refusal("not_an_agent");
    requireFree(extension, person, before, this.#directory.seats(organisation));
    if (before.extensions.length === 0) throw new Refusal("extension_unknown", { extension });
    this.#move(organisation, person, extension);
  }

  async leave(organisation: string, person: string): Promise<void> {
    this.#move(organisation, person, null);
  }

  /** Tells of everybody whose telephone is another one now; the result ends the telling. */
  onMoved(listener: (organisation: string, person: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #move(organisation: string, person: string, extension: string | null): void {
    if (!this.#directory.seat(organisation, person, extension)) return;
    for (const listener of this.#listeners) listener(organisation, person);
  }
}
