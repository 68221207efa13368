import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { AnnouncedCall, Credentials } from "../src/ports.ts";
import { Authority, type Bench, openBench, openPeer, openPhone, openRegistered, serve } from "./browser.ts";
import { type Dialog, Edge } from "./edge.ts";
import type { SipText } from "./sip-text.ts";

export interface Up {
  readonly dialog: Dialog;
  readonly final: SipText;
}

/** What every browser test has: an edge, the server's word on ownership, and a browser profile of its own. */
export class Fixture {
  readonly edge: Edge;
  readonly authority = new Authority();
  readonly context: BrowserContext;
  readonly origin: string;
  /** Replaces the usual answer to the phone's request for credentials. */
  credentials: (() => Credentials | { readonly status: number }) | null = null;

  constructor(edge: Edge, context: BrowserContext, origin: string) {
    this.edge = edge;
    this.context = context;
    this.origin = origin;
  }

  phone(): Promise<Page> {
    return openPhone(this);
  }

  registered(): Promise<Page> {
    return openRegistered(this);
  }

  peer(): Promise<Page> {
    return openPeer(this.context, this.origin);
  }

  /** Announces a leg that answers itself, rings it, and connects its sound. */
  async call(page: Page, peer: Page, options: Partial<AnnouncedCall> & { readonly why?: string } = {}): Promise<Up> {
    const call = announced(options);
    await page.evaluate((value) => window.phone.announce(value), call);
    const sdp = await peer.evaluate(() => window.peer.offer());
    const dialog = this.edge.ring({ sdp, leg: call.leg ?? "", call: call.id, why: options.why ?? "offer" });
    const final = await dialog.final();
    dialog.ack(final);
    await peer.evaluate((answer) => window.peer.accept(answer), final.body);
    await page.waitForFunction((leg) => {
      const { call } = window.phone.state;
      return call?.leg === leg && call.phase === "up";
    }, call.leg);
    return { dialog, final };
  }
}

export function announced(parts: Partial<AnnouncedCall> = {}): AnnouncedCall {
  return { id: "c1", leg: "c1.2", autoAnswer: true, direction: "inbound", phase: "offered", consult: null, ...parts };
}

/** Registers the hooks of a test file; the fixture of the running test is what the function returns. */
export function browserFixture(): () => Fixture {
  let bench: Bench;
  let fixture: Fixture | null = null;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    const edge = new Edge(bench.files);
    const origin = await edge.listen();
    const context = await bench.browser.newContext({ permissions: ["microphone"] });
    await context.addInitScript(() => {
      const connections: RTCPeerConnection[] = [];
      window.connections = connections;
      window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          connections.push(this);
        }
      };
    });
    const made = new Fixture(edge, context, origin);
    fixture = made;
    await serve({ ...made, edge, context, credentials: () => made.credentials });
  });
  afterEach(async () => {
    await fixture?.context.close();
    await fixture?.edge.close();
    fixture = null;
  });
  return () => {
    if (fixture === null) throw new Error("There is no test running.");
    return fixture;
  };
}

/** The payloads of one event of the phone, in order. */
export function seen(page: Page, event: string): Promise<unknown[]> {
  return page.evaluate((name) => window.seen.filter((one) => one.event === name).map(({ payload }) => payload), event);
}
