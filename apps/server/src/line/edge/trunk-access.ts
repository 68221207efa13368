import { createHash } from "node:crypto";
import { isIP } from "node:net";
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
  const owners = new Map<string, number[]>();
  for (const [index, { block }] of known.entries()) {
    const key = keyOf(block, block.bits);
    const others = owners.get(key);
    if (others === undefined) owners.set(key, [index]);
    else others.push(index);
  }
  const widths = [...new Set(known.map(({ block }) => block.bits))];
  for (const { block } of known) {
    const around = widths.filter((bits) => bits >= block.bits).flatMap((bits) => owners.get(keyOf(block, bits)) ?? []);
    const inOrder = around.sort((a, b) => a - b).flatMap((index) => known[index]?.id ?? []);
    ids.set(`address:${block.text}`, [...new Set(inOrder)]);
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
  readonly family: 4 | 6;
  /** How many bits are free in the block; 0 for a single address. */
  readonly bits: number;
  readonly value: bigint;
}

/** The block of so many free bits that lies around this one, in one spelling. */
function keyOf({ family, value }: Block, bits: number): string {
  return `${family} ${bits} ${value >> BigInt(bits)}`;
}

/** Null for what is no block, or is the whole world. */
function readBlock(address: string): Block | null {
  const [host = "", length, ...rest] = address.trim().toLowerCase().split("/");
  const family = isIP(host);
  if ((family !== 4 && family !== 6) || host.includes("%") || rest.length > 0) return null;
  const width = family === 4 ? 32 : 128;
  const prefix = length === undefined ? width : Number(length);
  if (!Number.isInteger(prefix) || prefix < 1 || prefix > width || length === "") return null;
  const value = family === 4 ? asNumber(host.split("."), 10, 8n) : asNumber(groupsOf(host), 16, 16n);
  return { text: `${host}/${prefix}`, family, bits: width - prefix, value };
}

/** The eight groups of an IPv6 address (RFC 4291, 2.2). */
function groupsOf(host: string): readonly string[] {
  const four = /^(.*:)([\d.]+)$/.exec(host)?.[2]?.split(".");
  const hex = (high = "", low = "") => (Number(high) * 256 + Number(low)).toString(16);
  const plain =
    four?.length === 4
      ? `${host.slice(0, host.lastIndexOf(":") + 1)}${hex(four[0], four[1])}:${hex(four[2], four[3])}`
      : host;
  const [head = "", tail] = plain.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => "0"), ...after];
}

function asNumber(parts: readonly string[], radix: number, bits: bigint): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(Number.parseInt(part, radix)), 0n);
}

function ha1(user: string, password: string): string {
  return createHash("md5").update(`${user}:${DOMAIN}:${password}`).digest("hex");
}
