import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RATE, tone } from "@belfry/caller";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

/** The microphone's sample rate; Chromium wants a WAV that it can loop. */
const MICROPHONE_RATE = 48_000;

function wav(hertz: number): Buffer {
  // A whole number of periods per second makes the loop seamless.
  const samples = tone((hertz * RATE) / MICROPHONE_RATE)(MICROPHONE_RATE);
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + samples.length * 2, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(MICROPHONE_RATE, 24);
  file.writeUInt32LE(MICROPHONE_RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples.length * 2, 40);
  for (const [at, sample] of samples.entries()) file.writeInt16LE(sample, 44 + at * 2);
  return file;
}

/** A real Chromium whose microphone hears one tone. */
export class TestBrowser {
  readonly microphoneHertz: number;
  readonly #browser: Browser;
  readonly #folder: string;

  private constructor(browser: Browser, folder: string, microphoneHertz: number) {
    this.#browser = browser;
    this.#folder = folder;
    this.microphoneHertz = microphoneHertz;
  }

  static async open(microphoneHertz: number): Promise<TestBrowser> {
    const folder = await mkdtemp(join(tmpdir(), "belfry-microphone-"));
    const microphone = join(folder, "microphone.wav");
    await writeFile(microphone, wav(microphoneHertz));
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-audio-capture=${microphone}`,
      ],
    });
    return new TestBrowser(browser, folder, microphoneHertz);
  }

  /** A profile of its own: cookies and storage are shared by its pages only. */
  async context(
    options: { readonly width?: number; readonly height?: number; readonly locale?: string } = {},
  ): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      permissions: ["microphone"],
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      locale: options.locale ?? "en-GB",
    });
    await context.addInitScript(keepPeerConnections);
    return context;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Lets a journey listen to what a page receives, without the page's help: runs in the page before its scripts. */
function keepPeerConnections(): void {
  const connections: RTCPeerConnection[] = [];
  Reflect.set(window, "journeyConnections", connections);
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
}
