import type { DeviceInput } from "@belfry/floor";
import type { Clock } from "../clock.ts";
import type { LineDirectory } from "./directory.ts";

/** How long browsers have to register anew after the edge was restarted, in milliseconds. */
const RETURN_WITHIN = 6000;

/**
 * Which phones are registered, as the edge tells it. A phone that has come back on another connection is not
 * gone because its old connection closes late.
 */
export class Registrations {
  readonly #directory: LineDirectory;
  readonly #clock: Clock;
  readonly #onInput: (organisation: string, input: DeviceInput) => void;
  /** Connection by SIP user. */
  readonly #present = new Map<string, string>();
  #unconfirmed = new Set<string>();
  #cancel: (() => void) | null = null;

  constructor(directory: LineDirectory, clock: Clock, onInput: (organisation: string, input: DeviceInput) => void) {
    this.#directory = directory;
    this.#clock = clock;
    this.#onInput = onInput;
  }

  registered(sipUser: string, connection: string): void {
    this.#unconfirmed.delete(sipUser);
    const known = this.#present.get(sipUser);
    this.#present.set(sipUser, connection);
    if (known !== connection) this.#tell(sipUser, "device.registered");
  }

  gone(sipUser: string, connection: string): void {
    if (this.#present.get(sipUser) !== connection) return;
    this.#present.delete(sipUser);
    this.#tell(sipUser, "device.unregistered");
  }

  /**
   * The edge is away. Calls go on without it, so a phone is given time to come back before it counts as lost.
   */
  edgeLost(): void {
    this.#unconfirmed = new Set(this.#present.keys());
    this.#cancel?.();
    this.#cancel = this.#clock.at(this.#clock.now() + RETURN_WITHIN, () => {
      this.#cancel = null;
      for (const sipUser of this.#unconfirmed) {
        this.#present.delete(sipUser);
        this.#tell(sipUser, "device.unregistered");
      }
      this.#unconfirmed.clear();
    });
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #tell(sipUser: string, type: "device.registered" | "device.unregistered"): void {
    const person = this.#directory.agentOfSipUser(sipUser);
    if (person !== null) this.#onInput(person.organisation, { type, agent: person.agent });
  }
}
