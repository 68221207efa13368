import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";

/** Addresses that are nobody's service on the Internet (IANA's special-purpose registries), or hide one. */
const SPECIAL = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"],
  // Unspecified and loopback, then the ways to write an IPv4 address (mapped, NAT64, Teredo, 6to4), then local ones.
  ...["::/127", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"],
  ...["fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
];

/** Whether something outside may be asked at an address: the public ones, and of the others those in `allowed`. */
export function addressesAllowed(allowed: readonly string[]): (address: string) => boolean {
  const isAllowed = within(allowed);
  return (address) => isAllowed(address) || !(isSpecial(address) || isOwn(address));
}

const isSpecial = within(SPECIAL);

/** Whether an address lies in one of these blocks of its own family. */
export function within(blocks: readonly string[]): (address: string) => boolean {
  // Two lists, for one that holds IPv4's mapped addresses holds every IPv4 address.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  const familyOf = (host: string) => (isIP(host) === 4 ? "ipv4" : "ipv6");
  for (const block of blocks) {
    const [host = "", length = ""] = block.split("/");
    const family = familyOf(host);
    lists[family].addSubnet(host, Number(length), family);
  }
  return (address) => lists[familyOf(address)].check(address, familyOf(address));
}

/** This machine under its public address is no service of somebody else either. */
function isOwn(address: string): boolean {
  return Object.values(networkInterfaces()).some((own) => own?.some((one) => one.address === address));
}
