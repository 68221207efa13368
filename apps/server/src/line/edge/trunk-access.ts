import { createHash } from "node:crypto";
import { BlockList, isIP } from "node:net";
import type { TrunkAccess } from "../directory.ts";
import { DOMAIN } from "../sip-link/sip-link.ts";

/** What the edge is given, and what its word for a trunk (`X-Belfry-Trunk`) means. */
export interface EdgeTrunks {
  /** The address file of Kamailio's permissions module. */
  readonly addressFile: string;
  /** HA1 (RFC 2617, 3.2.2.2) by digest user. */
  readonly digests: ReadonlyMap<string, string>;
  /** Ids of trunks by `address:<block>` or `digest:<user>`: several organisations may share a carrier. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** What could not be used, in words for the log. */
  readonly problems: readonly string[];
}

export function edgeTrunks(trunks: readonly TrunkAccess[]): EdgeTrunks {
  const ids = new Map<string, string[]>();
  const known: { readonly id: string; readonly block: Block }[] = [];
  const digests = new Map<string, string>();
  const blocks = new Map<string, number>();
  const problems: string[] = [];
  for (const { id, addresses, digest } of trunks) {
    for (const address of addresses) {
      const block = readBlock(address);
      if (block === null) {
        problems.push(`trunk ${id}: ${address} is no address`);
        continue;
      }
      known.push({ id, block });
      blocks.set(block.text, block.bits);
    }
    if (digest === null) continue;
    const key = `digest:${digest.user}`;
    if (!/^[\w.+-]{1,64}$/.test(digest.user))
      problems.push(`trunk ${id}: the digest user has letters that it may not have`);
    else if (ids.has(key)) problems.push(`trunk ${id}: another trunk has the same digest user`);
    else {
      ids.set(key, [id]);
      digests.set(digest.user, ha1(digest.user, digest.password));
    }
  }
  // The edge names one block, the narrowest. A call from there may be of every trunk whose block lies around it: else
  // an organisation could take another's calls away by naming a part of its carrier's addresses.
  for (const { block } of known) {
    const around = known.filter((one) => contains(one.block, block)).map(({ id }) => id);
    ids.set(`address:${block.text}`, [...new Set(around)]);
  }
  return { addressFile: writeAddresses(blocks), digests, ids, problems };
}

/** Kamailio takes the first block that fits in the order of their groups: the narrowest must come first. */
function writeAddresses(blocks: ReadonlyMap<string, number>): string {
  const lines = [...blocks]
    .sort(([a, x], [b, y]) => x - y || a.localeCompare(b))
    .map(([text, bits]) => {
      const [address = "", length = ""] = text.split("/");
      const host = address.includes(":") ? `[${address}]` : address;
      return `${1 + bits} ${host} ${length} 0 ${text}\n`;
    });
  return lines.join("");
}

interface Block {
  readonly text: string;
  readonly host: string;
  readonly family: "ipv4" | "ipv6";
  /** How many bits are free in the block; 0 for a single address. */
  readonly bits: number;
  readonly list: BlockList;
}

function contains(outer: Block, inner: Block): boolean {
  // Most blocks are single addresses; of these one spelling is all there is, but for IPv6.
  if (outer.bits === 0 && outer.family === "ipv4") return outer.text === inner.text;
  return outer.family === inner.family && outer.bits >= inner.bits && outer.list.check(inner.host, inner.family);
}

/** Null for what is no block, or is the whole world. */
function readBlock(address: string): Block | null {
  const [host = "", length, ...rest] = address.trim().split("/");
  const version = isIP(host);
  if (version === 0 || rest.length > 0) return null;
  const family = version === 4 ? "ipv4" : "ipv6";
  const width = version === 4 ? 32 : 128;
  const prefix = length === undefined ? width : Number(length);
  if (!Number.isInteger(prefix) || prefix < 1 || prefix > width || length === "") return null;
  const list = new BlockList();
  try {
    list.addSubnet(host, prefix, family);
  } catch {
    return null;
  }
  return { text: `${host.toLowerCase()}/${prefix}`, host, family, bits: width - prefix, list };
}

function ha1(user: string, password: string): string {
  return createHash("md5").update(`${user}:${DOMAIN}:${password}`).digest("hex");
}
