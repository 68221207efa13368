import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { givenCertificate, selfSignedCertificate } from "./certificate.ts";
import { openRunFolder, type RunFolder } from "./folder.ts";

let base: string;
let folder: RunFolder;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "belfry-tls-"));
  folder = openRunFolder(join(base, "data"));
});
afterEach(() => rmSync(base, { recursive: true }));

describe("selfSignedCertificate", () => {
  it("serves this machine's names and addresses to whoever trusts it", async () => {
    const files = await selfSignedCertificate(folder, ["192.0.2.77", "fe80::1%eth0"]);
    const cert = readFileSync(files.cert);
    const server = createServer({ cert, key: readFileSync(files.key) }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    for (const servername of ["localhost", hostname()]) {
      const socket = connect({ port, host: "127.0.0.1", ca: cert, servername });
      await once(socket, "secureConnect");
      expect(socket.authorized).toBe(true);
      socket.destroy();
    }
    server.close();
    expect(new X509Certificate(cert).checkIP("192.0.2.77")).toBe("192.0.2.77");
    expect(new X509Certificate(cert).checkIP("192.0.2.78")).toBeUndefined();
    expect(statSync(files.key).mode & 0o777).toBe(0o600);
  });

  it("is kept until this machine has another address", async () => {
    const { cert } = await selfSignedCertificate(folder, ["192.0.2.77"]);
    const first = readFileSync(cert, "utf8");
    await selfSignedCertificate(folder, ["192.0.2.77"]);
    expect(readFileSync(cert, "utf8")).toBe(first);
    await selfSignedCertificate(folder, ["192.0.2.78"]);
    expect(readFileSync(cert, "utf8")).not.toBe(first);
  });
});

describe("givenCertificate", () => {
  it("copies a pair that fits to where the server may read it", async () => {
    const own = await selfSignedCertificate(folder, []);
    const files = givenCertificate(folder, own.cert, own.key);
    expect(readFileSync(files.cert)).toEqual(readFileSync(own.cert));
    expect(statSync(files.key).mode & 0o777).toBe(0o600);
    expect(givenCertificate(folder, files.cert, files.key)).toEqual(files);
  });

  it("refuses what is missing, is none, or does not fit", async () => {
    const own = await selfSignedCertificate(folder, []);
    const other = await selfSignedCertificate(openRunFolder(join(base, "other")), []);
    writeFileSync(join(base, "text"), "not PEM");
    expect(() => givenCertificate(folder, join(base, "none"), own.key)).toThrow(/BELFRY_TLS_CERT names a file/);
    expect(() => givenCertificate(folder, own.cert, join(base, "none"))).toThrow(/BELFRY_TLS_KEY names a file/);
    expect(() => givenCertificate(folder, join(base, "text"), own.key)).toThrow(/in PEM form/);
    expect(() => givenCertificate(folder, own.cert, other.key)).toThrow(/does not belong/);
  });
});
