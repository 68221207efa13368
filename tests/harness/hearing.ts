import { type EndpointCall, power, powerAt, shareAt, tone } from "@belfry/caller";
import { DeskPage } from "./desk-page.ts";
import { patience, until } from "./until.ts";

/** A telephone or a page: each says a tone of its own, by which the others know it. */
type Party = EndpointCall | DeskPage;

const tones = new WeakMap<EndpointCall, number>();

/** The A minor scale of the music on hold with its overtones, but for the notes close to somebody's tone. */
const MUSIC_HERTZ = [
  ...[87.31, 98, 110, 130.81, 146.83, 164.81, 174.61, 196, 220, 246.94, 261.63, 293.66, 329.63, 349.23, 392, 440],
  ...[523.25, 587.33, 659.25],
];
/** Of the music's power at least 0.6 lies there at any moment, of a spoken sentence's at most 0.42. */
const MUSIC_SHARE = 0.5;
/** Hertz between two bins of what a page listens with. */
const PAGE_RESOLUTION = 6;
/** Below this mean square there is nothing to speak of (about -45 dBFS). */
const LOUD = 30_000;
/** Silence, with what a codec may make of it. */
const QUIET = 300;

/** A telephone says its tone from the next packet on. */
export function says(call: EndpointCall, hertz: number): void {
  tones.set(call, hertz);
  call.say(tone(hertz));
}

function toneOf(party: Party): number {
  const hertz = party instanceof DeskPage ? party.says : tones.get(party);
  if (hertz === undefined) throw new Error("this party says nothing yet");
  return hertz;
}

async function hears(listener: Party, speaker: Party): Promise<void> {
  const hertz = toneOf(speaker);
  await (listener instanceof DeskPage ? listener.hears(hertz) : listener.hears(hertz, patience()));
}

/** Two parties in conversation: each hears the other's tone. */
export async function heardBothWays(one: Party, other: Party): Promise<void> {
  await Promise.all([hears(one, other), hears(other, one)]);
}

/** `one` hears `other`, who hears nothing at all. */
export async function heardOneWay(one: Party, other: EndpointCall): Promise<void> {
  await other.hearsWhat((window) => power(window) < QUIET, "never heard silence", patience());
  await hears(one, other);
}

/**
 * The mean square of a tone that is there, and of one that is not. A browser takes a steady tone for noise and sends it
 * weaker than a telephone does, a hundredth of it at times: shares of the whole sound would say little.
 */
const PRESENT = 30_000;
const ABSENT = 3000;
/** Of 20 ms each. */
const PACKETS = 40;

/**
 * Of all parties, each hears exactly these, and no other's tone: for most of a second on end, because what somebody must
 * not hear must not come and go either.
 */
export async function hearExactly(
  ...who: readonly (readonly [listener: Party, ...speakers: Party[]])[]
): Promise<void> {
  const all = who.map(([party]) => toneOf(party));
  const results = await Promise.allSettled(
    who.map(([listener, ...speakers]) => {
      const wanted = speakers.map(toneOf);
      const unwanted = all.filter((hertz) => !wanted.includes(hertz));
      if (listener instanceof DeskPage) return listener.hearsExactly(wanted, unwanted);
      let last = "";
      let since = 0;
      const fitsOn = (window: Int16Array) => {
        last = all.map((hertz) => `${hertz} Hz: ${Math.round(powerAt(window, hertz))}`).join(", ");
        const fits =
          wanted.every((hertz) => powerAt(window, hertz) > PRESENT) &&
          unwanted.every((hertz) => powerAt(window, hertz) < ABSENT);
        since = fits ? since + 1 : 0;
        return since >= PACKETS;
      };
      return listener.hearsWhat(fitsOn, `never heard ${wanted} Hz alone`, patience()).catch((cause: unknown) => {
        throw new Error(`never heard ${wanted} Hz, and none of ${unwanted}; last ${last}`, { cause });
      });
    }),
  );
  const wrong = results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
  if (wrong.length > 0) throw new Error(wrong.join("; "));
}

const musicShare = (window: Int16Array) => MUSIC_HERTZ.reduce((share, hertz) => share + shareAt(window, hertz), 0);

/** The notes of the music on hold, and little beside them; of a page, that the strongest sound is one of them. */
export async function hearsMusic(party: Party): Promise<void> {
  if (party instanceof DeskPage) {
    const isNote = (heard: number) => MUSIC_HERTZ.some((hertz) => Math.abs(heard - hertz) < PAGE_RESOLUTION);
    await until("the page hears music", async () => isNote((await party.heardHertz()) ?? 0));
    return;
  }
  const isMusic = (window: Int16Array) => power(window) > LOUD && musicShare(window) > MUSIC_SHARE;
  await party.hearsWhat(isMusic, "never heard the music on hold", patience());
}

/** Sound that is neither music nor the tone of any of these. */
export async function hearsSpeech(call: EndpointCall, ...but: readonly Party[]): Promise<void> {
  const hertz = but.map(toneOf);
  const isSpeech = (window: Int16Array) =>
    power(window) > LOUD && musicShare(window) < MUSIC_SHARE && hertz.every((one) => shareAt(window, one) < 0.2);
  await call.hearsWhat(isSpeech, "never heard anybody speak", patience());
}
