import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { build } from "vite";
import type { Credentials } from "../src/ports.ts";
import { DOMAIN, type Edge } from "./edge.ts";
import type {} from "./page/globals.ts";

/** The frequency that the fake microphone speaks. */
export const MICROPHONE_HZ = 700;

/**
 * One second of a tone as a WAV file, 16 bit mono at 48 kHz; Chromium plays it in a loop. It comes in bursts, because
 * noise suppression takes a steady tone for noise.
 */
function toneFile(hz: number): Buffer {
  const rate = 48_000;
  const samples = Buffer.alloc(rate * 2);
  for (let index = 0; index < rate; index += 1) {
    if (index % 12_000 < 6_000)
      samples.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * hz * index) / rate)), index * 2);
  }
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** A real Chromium and the built test pages, shared by the tests of one file. */
export interface Bench {
  readonly files: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "belfry-phone-"));
  const files = join(folder, "page");
  const page = join(import.meta.dirname, "page");
  await build({
    configFile: false,
    logLevel: "error",
    root: page,
    build: {
      outDir: files,
      target: "esnext",
      minify: false,
      rolldownOptions: { input: [join(page, "index.html"), join(page, "peer.html")] },
    },
  });
  const tone = join(folder, "tone.wav");
  await writeFile(tone, toneFile(MICROPHONE_HZ));
  const browser = await chromium.launch({
    executablePath: process.env["BELFRY_TEST_CHROMIUM"] ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-features=WebRtcHideLocalIpsWithMdns",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-audio-capture=${tone}`,
    ],
  });
  return {
    files,
    browser,
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The other side's page; a real click lets it make sound. */
export async function openPeer(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/peer.html`);
  await page.mouse.click(5, 5);
  await page.waitForFunction(() => window.peer !== undefined);
  return page;
}

/** The server's word on who owns the phone. */
export class Authority {
  owner: string | null = null;
  /** Does not answer claims while true. */
  silent = false;
  readonly claims: { readonly tab: string; readonly takeOver: boolean }[] = [];
  readonly releases: string[] = [];

  claim(claim: { readonly tab: string; readonly takeOver: boolean }): boolean | null {
    this.claims.push(claim);
    if (this.silent) return null;
    if (this.owner === null || claim.takeOver) this.owner = claim.tab;
    return this.owner === claim.tab;
  }

  release(tab: string): void {
    this.releases.push(tab);
    if (this.owner === tab) this.owner = null;
  }
}

export interface Parts {
  readonly context: BrowserContext;
  readonly origin: string;
  readonly edge: Edge;
  readonly authority: Authority;
  /** What replaces the usual answer to a request for credentials: the edge's account, good for ten minutes. */
  readonly credentials: () => (() => Credentials | { readonly status: number }) | null;
}

/** Gives every page of the context what it asks of the server. */
export async function serve({ context, edge, authority, credentials }: Omit<Parts, "origin">): Promise<void> {
  const usual = (): Credentials => ({
    uri: `sip:${edge.account.user}@${DOMAIN}`,
    authorizationUser: edge.account.authorizationUser,
    password: edge.account.password,
    expiresAt: Date.now() + 600_000,
  });
  await context.exposeFunction("askCredentials", () => (credentials() ?? usual)());
  await context.exposeFunction("askClaim", (claim: { tab: string; takeOver: boolean }) => authority.claim(claim));
  await context.exposeFunction("tellRelease", (claim: { tab: string }) => authority.release(claim.tab));
}

/** A page with a phone that has not been started. */
export async function openPhone({ context, origin }: Pick<Parts, "context" | "origin">): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/index.html`);
  await page.waitForFunction(() => window.phone !== undefined);
  return page;
}

/** A phone that is started, unlocked by a click, and registered. */
export async function openRegistered(parts: Pick<Parts, "context" | "origin">): Promise<Page> {
  const page = await openPhone(parts);
  await page.evaluate(() => window.phone.start());
  await page.mouse.click(5, 5);
  await page.waitForFunction(() => window.phone.state.registration.phase === "registered");
  return page;
}
