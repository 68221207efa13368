import type { InboundNumber, Organisation, Purpose, VerifiedCallingSettings } from "@belfry/contracts";
import type { OrganisationSnapshot } from "./snapshot.ts";
import type { Vault } from "./vault.ts";

/** A trunk as the edge needs it, with its passwords in clear. */
export interface LineTrunk {
  readonly id: string;
  readonly organisation: string;
  readonly name: string;
  /** Addresses and CIDR blocks that may call without credentials. */
  readonly addresses: readonly string[];
  readonly digest: { readonly user: string; readonly password: string } | null;
  readonly outbound: {
    readonly host: string;
    readonly port: number;
    readonly transport: "udp" | "tcp";
    readonly user: string | null;
    readonly password: string | null;
    readonly callerId: string | null;
  } | null;
}

/** What a visitor may call for, with all that is told or needed of its organisation. */
export interface PublicPurpose {
  readonly organisation: Organisation;
  readonly purpose: Purpose;
  /** What is called. */
  readonly number: InboundNumber;
  readonly settings: VerifiedCallingSettings;
}

export interface DirectoryIndex {
  /** Person by `<organisation>/<user name in lower case>`. */
  readonly logins: ReadonlyMap<string, string>;
  /** Organisation by number in E.164. */
  readonly numbers: ReadonlyMap<string, string>;
  readonly sipUsers: ReadonlyMap<string, { readonly organisation: string; readonly agent: string }>;
  /** SIP user by `<organisation>/<agent>`. */
  readonly agents: ReadonlyMap<string, string>;
  readonly trunks: readonly LineTrunk[];
  /** Those that are active, by `<organisation slug>/<name>`. */
  readonly purposes: ReadonlyMap<string, PublicPurpose>;
}

export function indexDirectory(snapshots: Iterable<OrganisationSnapshot>, vault: Vault): DirectoryIndex {
  const numbers = new Map<string, string>();
  const sipUsers = new Map<string, { organisation: string; agent: string }>();
  const agents = new Map<string, string>();
  const logins = new Map<string, string>();
  const trunks: LineTrunk[] = [];
  const purposes = new Map<string, PublicPurpose>();
  for (const { organisation, ...snapshot } of snapshots) {
    for (const purpose of snapshot.purposes) {
      const number = snapshot.numbers.find(({ id }) => id === purpose.number);
      if (!purpose.active || number === undefined) continue;
      const settings = snapshot.verifiedCalling;
      purposes.set(`${organisation.slug}/${purpose.name}`, { organisation, purpose, number, settings });
    }
    for (const { number } of snapshot.numbers) numbers.set(number, organisation.id);
    for (const { id, login, extension, active } of snapshot.people) {
      logins.set(`${organisation.id}/${login.toLowerCase()}`, id);
      if (extension === null || !active) continue;
      const user = `${extension}-${organisation.slug}`;
      sipUsers.set(user, { organisation: organisation.id, agent: id });
      agents.set(`${organisation.id}/${id}`, user);
    }
    for (const { trunk, digestSecret, outboundSecret } of snapshot.trunks) {
      const { id, name, addresses, digest, outbound } = trunk;
      trunks.push({
        id,
        organisation: organisation.id,
        name,
        addresses,
        digest:
          digest === null || digestSecret === null
            ? null
            : { user: digest.user, password: vault.open(digestSecret, secretPlace(organisation.id, id, "digest")) },
        outbound:
          outbound === null
            ? null
            : {
                ...outbound,
                password:
                  outboundSecret === null
                    ? null
                    : vault.open(outboundSecret, secretPlace(organisation.id, id, "outbound")),
              },
      });
    }
  }
  return { numbers, sipUsers, agents, logins, trunks, purposes };
}

/** Binds a trunk's sealed password to its organisation, trunk and use. */
export function secretPlace(organisation: string, trunk: string, use: "digest" | "outbound"): string {
  return `trunk/${organisation}/${trunk}/${use}`;
}
