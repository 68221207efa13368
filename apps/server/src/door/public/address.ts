import { isIPv6 } from "node:net";

/**
 * Who counts as one in the bounds of the public door: an IPv4 address, or the /64 of an IPv6 address, in which one
 * subscriber has as many addresses as they please.
 */
export function subscriberOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  // The URL parser writes every address in one way, without a dotted end.
  const [head = "", tail] = new URL(`http://[${address.split("%")[0]}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return `${[...before, ...Array<string>(missing).fill("0"), ...after].slice(0, 4).join(":")}::/64`;
}
