/**
 * Shares places among organisations: whoever has as many as are left gets no more. One that floods us takes half at
 * most, n that do take 1/(n + 1) each, and as much again is left for all who ask for little. An organisation that is
 * alone has nobody to share with.
 */
export class FairShare {
  readonly #places: number;
  readonly #taken = new Map<string, number>();
  #total = 0;

  constructor(places: number) {
    this.#places = places;
  }

  hasRoom(organisation: string, alone: boolean): boolean {
    const taken = alone ? 0 : (this.#taken.get(organisation) ?? 0);
    return taken < this.#places - this.#total;
  }

  /** Takes a place even where there is no room: what we begin ourselves is counted and never refused. */
  take(organisation: string): void {
    this.#taken.set(organisation, (this.#taken.get(organisation) ?? 0) + 1);
    this.#total += 1;
  }

  give(organisation: string): void {
    const left = (this.#taken.get(organisation) ?? 0) - 1;
    if (left > 0) this.#taken.set(organisation, left);
    else this.#taken.delete(organisation);
    this.#total -= 1;
  }
}
