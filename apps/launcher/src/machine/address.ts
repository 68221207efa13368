import { readFileSync } from "node:fs";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/**
 * The address that browsers can send audio to: the IPv4 address of the default route's interface, else the first
 * that is not internal, else null. Browsers never offer 127.0.0.1, so that one would not do.
 *
 * @param routes the text of /proc/net/route
 */
export function findMediaAddress(routes: string, interfaces: Interfaces): string | null {
  const addressOf = (name: string | undefined): string | undefined =>
    interfaces[name ?? ""]?.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  const lines = routes.split("\n").map((line) => line.split("\t"));
  const defaults = lines.filter((fields) => fields[1] === "00000000" && fields[7] === "00000000");
  const byMetric = defaults.toSorted((a, b) => Number(a[6]) - Number(b[6])).map((fields) => fields[0]);
  for (const name of [...byMetric, ...Object.keys(interfaces)]) {
    const address = addressOf(name);
    if (address !== undefined) return address;
  }
  return null;
}

export function thisMachinesMediaAddress(): string | null {
  let routes = "";
  try {
    routes = readFileSync("/proc/net/route", "utf8");
  } catch {
    // A sandbox may hide it; the interfaces alone are then enough.
  }
  return findMediaAddress(routes, networkInterfaces());
}

export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
}
