import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { Refusal } from "@belfry/contracts";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { DoorDeps } from "../door/ports.ts";
import { addressesAllowed } from "./addresses.ts";

const SHORTEST = 30_000;
const LONGEST = 3600_000;

/** An address, and for how many seconds it may be believed. */
export interface Answer {
  readonly address: string;
  readonly ttl: number;
}

export interface TrunkTargetsOptions {
  /** CIDR blocks that are allowed although they are special. */
  readonly allowed: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Rejects when the name has no address now. */
  readonly resolve?: (host: string) => Promise<readonly Answer[]>;
}

/**
 * Where calls to the outside may go. Names are resolved here, beside the calls and before they are made, and checked
 * by what they resolve to; the edge is given addresses alone: a slow name server holds up nobody's call, and a name
 * that changes its mind leads nowhere that it may not. While DNS fails the last good answer counts.
 */
export class TrunkTargets {
  readonly #options: TrunkTargetsOptions;
  readonly #allows: (address: string) => boolean;
  readonly #names = new Map<string, { address: string | null; refused: string | null; cancel: () => void }>();

  constructor(options: TrunkTargetsOptions) {
    this.#options = options;
    this.#allows = addressesAllowed(options.allowed);
  }

  /** Whether calls may be sent to this address. */
  allows(address: string): boolean {
    return this.#allows(address);
  }

  /** The address of a host now; null when it has none that is allowed, or is not known yet. */
  addressOf(host: string): string | null {
    if (isIP(host) === 0) return this.#names.get(host)?.address ?? null;
    return this.allows(host) ? host : null;
  }

  /** Knows the addresses of these hosts from now on, and forgets all others. */
  keep(hosts: readonly string[]): void {
    const names = new Set(hosts.filter((host) => isIP(host) === 0));
    for (const [name, { cancel }] of this.#names) {
      if (names.has(name)) continue;
      cancel();
      this.#names.delete(name);
    }
    for (const name of names) {
      if (this.#names.has(name)) continue;
      this.#names.set(name, { address: null, refused: null, cancel: () => {} });
      void this.#refresh(name);
    }
  }

  close(): void {
    this.keep([]);
  }

  async #refresh(name: string): Promise<void> {
    const { clock, log, resolve = fromDns } = this.#options;
    const known = this.#names.get(name);
    const answers = await resolve(name).catch((error: unknown) => {
      log.warn({ host: name, error: String(error), keeps: known?.address }, "a trunk's host could not be resolved");
      return null;
    });
    // It may have been forgotten, and asked for anew, while the answer was on its way.
    if (known === undefined || this.#names.get(name) !== known) return;
    if (answers !== null) {
      const good = answers.map(({ address }) => address).filter((address) => this.allows(address));
      const refused = good.length === 0 ? answers.map(({ address }) => address).join() : null;
      if (refused !== null && refused !== known.refused) {
        log.warn({ host: name, refused }, "a trunk's host is at an internal address, see BELFRY_TRUNK_TARGETS");
      }
      known.refused = refused;
      // Name servers turn their answers round; the calls of one trunk stay where they go.
      if (known.address === null || !good.includes(known.address)) known.address = good[0] ?? null;
    }
    const ttl = Math.min(...(answers ?? []).map((answer) => answer.ttl * 1000), LONGEST);
    const wait = answers === null ? SHORTEST : Math.max(SHORTEST, ttl);
    known.cancel = clock.at(clock.now() + wait, () => void this.#refresh(name));
  }
}

/** The trunks as the door sees them: one that calls an internal address is refused with words. */
export function guardedTrunks(trunks: DoorDeps["trunks"], targets: TrunkTargets): DoorDeps["trunks"] {
  const check = ({ outbound }: Parameters<typeof trunks.create>[1]) => {
    if (outbound === null || isIP(outbound.host) === 0 || targets.allows(outbound.host)) return;
    throw new Refusal("trunk_target_refused", { host: outbound.host });
  };
  return {
    list: (organisation) => trunks.list(organisation),
    async create(organisation, input) {
      check(input);
      return trunks.create(organisation, input);
    },
    async change(organisation, id, input) {
      check(input);
      return trunks.change(organisation, id, input);
    },
    remove: (organisation, id) => trunks.remove(organisation, id),
  };
}

async function fromDns(host: string): Promise<readonly Answer[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  return resolver.resolve4(host, { ttl: true }).catch(() => resolver.resolve6(host, { ttl: true }));
}
