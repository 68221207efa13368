import type { BrowserContext, Locator, Page } from "playwright-core";
import type { TestBrowser } from "./browser.ts";
import type { Stack } from "./stack.ts";
import { PATIENCE, until } from "./until.ts";

/** An agent at the desk, as a person would use it: by the names of the buttons, in English. */
export class DeskPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The tone that its microphone hears, in hertz. */
  readonly says: number;
  readonly #complaints: string[] = [];

  constructor(context: BrowserContext, page: Page, says: number) {
    this.context = context;
    this.page = page;
    this.says = says;
    page.setDefaultTimeout(PATIENCE);
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.#complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.#complaints.push(String(error)));
  }

  static async open(browser: TestBrowser): Promise<DeskPage> {
    const context = await browser.context();
    return new DeskPage(context, await context.newPage(), browser.microphoneHertz);
  }

  async signIn(stack: Pick<Stack, "origin" | "signIns">, login: string, organisation = "demo"): Promise<void> {
    await this.page.goto(stack.origin);
    const password = (await stack.signIns()).get(login);
    if (password === undefined) throw new Error(`no demo sign-in for ${login}`);
    await this.page.getByLabel("Organisation").fill(organisation);
    await this.page.getByLabel("User name").fill(login);
    await this.page.locator("input[type=password]").fill(password);
    await this.button("Sign in").click();
  }

  /** From whatever the journey before left behind to calls being taken; a caller who waits is offered at once. */
  async becomeAvailable(): Promise<void> {
    await this.phoneReady();
    const state = await this.state();
    if (/Wrap-up/.test(state)) {
      // Whoever left in wrap-up would be signed out of the phone at its end.
      if (/then:/.test(state)) await this.choose("Available");
      await this.finishWrapUp();
    } else if (/Signed out/.test(state)) await this.button("Sign in to the phone").click();
    else if (!/Available|Call offered/.test(state)) await this.choose("Available");
    await this.inState(/Available|Call offered/);
  }

  /** Another tab of the same browser profile, signed in already. */
  async secondTab(stack: Stack): Promise<DeskPage> {
    const desk = new DeskPage(this.context, await this.context.newPage(), this.says);
    await desk.page.goto(stack.origin);
    return desk;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
  }

  async phoneReady(): Promise<void> {
    // The first click of the day unlocks the sound of the page.
    await this.page.locator("body").click({ position: { x: 2, y: 2 } });
    await this.page.getByText("Phone ready").first().waitFor();
  }

  get stateSwitch(): Locator {
    return this.button(/^Change state, now:/);
  }

  async choose(state: string): Promise<void> {
    await this.stateSwitch.click();
    await this.page
      .getByRole("menuitem", { name: state, exact: true })
      .or(this.page.getByRole("menuitemradio", { name: state, exact: true }))
      .click();
  }

  async state(): Promise<string> {
    return (await this.stateSwitch.innerText()).replaceAll(/\s+/g, " ");
  }

  async inState(state: string | RegExp): Promise<void> {
    const wanted = typeof state === "string" ? (now: string) => now.includes(state) : (now: string) => state.test(now);
    await until(`the state is ${state}`, async () => wanted(await this.state()));
  }

  async answer(): Promise<void> {
    await this.button("Answer").click();
    await this.button("Hang up").waitFor();
  }

  /** Opens the transfer panel and picks by name, extension or number; then `how` is the button. */
  async sendTo(target: string, how: "Transfer now" | "Consult first"): Promise<void> {
    await this.button("Transfer").click();
    await this.page.getByRole("combobox", { name: "Transfer to" }).fill(target);
    await this.page.getByRole("listbox", { name: "Transfer to" }).getByRole("option").first().click();
    await this.button(how).click();
  }

  async dial(number: string): Promise<void> {
    await this.page.getByRole("combobox", { name: "Call somebody" }).fill(number);
    await this.page.keyboard.press("Enter");
    await this.button(/^Call: /).click();
  }

  /** Waits until these words are in sight. */
  async shows(words: string | RegExp): Promise<void> {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor();
  }

  async finishWrapUp(code?: string): Promise<void> {
    if (code !== undefined) {
      await this.page.getByLabel("Call code").fill(code);
      await this.page.keyboard.press("Enter");
    }
    await this.button("Finish").click();
  }

  /** The strongest frequency that the page receives now, over all its live connections; null for silence. */
  async heardHertz(): Promise<number | null> {
    return strongestFrequency(await this.page.evaluate(spectrum));
  }

  async hears(hertz: number): Promise<void> {
    await until(`the page hears ${hertz} Hz`, async () => {
      const heard = await this.heardHertz();
      return heard !== null && Math.abs(heard - hertz) < 15;
    });
  }

  /** Nothing from anybody, for more than a second on end. */
  async hearsNothing(): Promise<void> {
    let silent = 0;
    await until("the page hears nothing", async () => {
      silent = (await this.heardHertz()) === null ? silent + 1 : 0;
      return silent >= 3;
    });
  }

  /** These tones, each, and none of the others: three times in a row. */
  async hearsExactly(wanted: readonly number[], unwanted: readonly number[]): Promise<void> {
    let fits = 0;
    let last: readonly number[] = [];
    const what = () => `the page hears ${wanted} Hz and none of ${unwanted}; it heard ${last} last`;
    try {
      await until("", async () => {
        last = tonesAmong(await this.page.evaluate(spectrum), [...wanted, ...unwanted]);
        const isSo = wanted.every((one) => last.includes(one)) && !unwanted.some((one) => last.includes(one));
        fits = isSo ? fits + 1 : 0;
        return fits >= 3;
      });
    } catch (cause) {
      throw new Error(what(), { cause });
    }
  }

  /** What the live connections receive and send, by the browser's own statistics: "audio/opus" and the like. */
  async codecs(): Promise<readonly string[]> {
    return this.page.evaluate(spokenCodecs);
  }

  /** Sound of any kind other than these tones: music, a sentence, a ringing tone. */
  async hearsSomethingElse(...tones: readonly number[]): Promise<void> {
    await until(`the page hears something other than ${tones.join(", ")} Hz`, async () => {
      const heard = await this.heardHertz();
      return heard !== null && tones.every((hertz) => Math.abs(heard - hertz) > 30);
    });
  }

  /** A picture and the console's complaints, for the message of a failure. */
  async story(): Promise<string> {
    const words = await this.page
      .locator("body")
      .innerText()
      .catch(() => "(no page)");
    return `--- page ${this.page.url()}\n${words.slice(0, 3000)}\n--- console\n${this.#complaints.join("\n")}`;
  }

  /** Signs out of the phone where that is possible, so that the next journey finds nobody waiting. */
  async leave({ origin }: Stack): Promise<void> {
    await this.context.request.delete(`${origin}/api/v1/session`, { headers: { origin } });
    await this.context.close();
  }
}

/** Runs in the page. */
async function spokenCodecs(): Promise<readonly string[]> {
  const connections: RTCPeerConnection[] = Reflect.get(window, "journeyConnections") ?? [];
  const spoken = new Set<string>();
  for (const connection of connections.filter(({ connectionState }) => connectionState === "connected")) {
    const report = await connection.getStats();
    report.forEach((stream) => {
      const isAudio = (stream.type === "inbound-rtp" || stream.type === "outbound-rtp") && stream.kind === "audio";
      const codec = isAudio ? report.get(stream.codecId) : undefined;
      if (codec !== undefined) spoken.add(`${stream.type} ${codec.mimeType}`);
    });
  }
  return [...spoken].sort();
}

/** What is heard, by frequency: decibels of each `perBin` Hz. */
interface Spectrum {
  readonly perBin: number;
  readonly levels: readonly number[];
}

/** Runs in the page: listens to all live incoming tracks together for a third of a second; null when there are none. */
async function spectrum(): Promise<Spectrum | null> {
  const connections: RTCPeerConnection[] = Reflect.get(window, "journeyConnections") ?? [];
  const tracks = connections
    .filter((connection) => connection.connectionState === "connected")
    .flatMap((connection) => connection.getReceivers().map((receiver) => receiver.track))
    .filter((track) => track.kind === "audio" && track.readyState === "live");
  if (tracks.length === 0) return null;
  const audio = new AudioContext();
  try {
    await audio.resume();
    const analyser = audio.createAnalyser();
    analyser.fftSize = 8192;
    analyser.smoothingTimeConstant = 0;
    for (const track of tracks) audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 350));
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    // JSON has no word for the level of silence.
    return { perBin: audio.sampleRate / analyser.fftSize, levels: [...levels].map((level) => Math.max(level, -200)) };
  } finally {
    await audio.close();
  }
}

function tonesAmong(heard: Spectrum | null, hertz: readonly number[]): readonly number[] {
  if (heard === null) return [];
  return hertz.filter((tone) => {
    const bin = Math.round(tone / heard.perBin);
    return Math.max(...heard.levels.slice(bin - 2, bin + 3)) > -55;
  });
}

function strongestFrequency(heard: Spectrum | null): number | null {
  if (heard === null) return null;
  const loudest = Math.max(...heard.levels);
  return loudest > -60 ? heard.levels.indexOf(loudest) * heard.perBin : null;
}
