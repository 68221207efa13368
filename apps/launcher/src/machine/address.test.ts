import type { NetworkInterfaceInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { findMediaAddress } from "./address.ts";

const four = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  family: "IPv4",
  netmask: "255.255.255.0",
  mac: "00:00:00:00:00:00",
  cidr: null,
});
const interfaces = {
  lo: [four("127.0.0.1", true)],
  docker0: [four("172.17.0.1")],
  eth0: [four("192.0.2.2")],
  wlan0: [four("198.51.100.3")],
};
const header = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT";
const defaultRoute = (name: string, metric: number) =>
  `${name}\t00000000\t010200C0\t0003\t0\t0\t${metric}\t00000000\t0\t0\t0`;

describe("findMediaAddress", () => {
  it("takes the default route's address, the better route first", () => {
    const routes = [header, defaultRoute("wlan0", 600), defaultRoute("eth0", 100), ""].join("\n");
    expect(findMediaAddress(routes, interfaces)).toBe("192.0.2.2");
  });

  it("takes any address of a network when there is no default route", () => {
    expect(findMediaAddress(header, interfaces)).toBe("172.17.0.1");
    expect(findMediaAddress("", { lo: interfaces.lo, eth0: interfaces.eth0 })).toBe("192.0.2.2");
  });

  it("finds none where there is only the machine itself", () => {
    expect(findMediaAddress(header, { lo: interfaces.lo })).toBeNull();
  });
});
