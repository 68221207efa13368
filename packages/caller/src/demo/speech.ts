import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { RATE } from "../audio/tone.ts";

const run = promisify(execFile);

export type Language = "en" | "nl" | "fr" | "uk";
export interface Lines {
  readonly hello: string;
  readonly repeat: string;
}

export const LINES: Readonly<Record<Language, Lines>> = {
  en: {
    hello:
      "Hello, this is the demo caller. I have a question about a building permit. Please say something. I will repeat what I hear.",
    repeat: "That was what I heard. You can put me on hold, transfer me, or hang up.",
  },
  nl: {
    hello:
      "Goedendag, u spreekt met de demobeller. Ik heb een vraag over een bouwvergunning. Zeg iets, dan herhaal ik wat ik hoor.",
    repeat: "Dat heb ik gehoord. U kunt mij in de wacht zetten, doorverbinden of ophangen.",
  },
  fr: {
    hello:
      "Bonjour, ici l'appelant de démonstration. J'ai une question sur un permis de construire. Dites quelque chose, je répéterai ce que j'entends.",
    repeat: "Voilà ce que j'ai entendu. Vous pouvez me mettre en attente, me transférer ou raccrocher.",
  },
  uk: {
    hello:
      "Добрий день, це демонстраційний дзвінок. Я маю питання про дозвіл на будівництво. Скажіть щось, і я повторю те, що почую.",
    repeat: "Це я почув. Ви можете поставити мене на утримання, переадресувати дзвінок або покласти слухавку.",
  },
};

/** Speaks `text` with espeak-ng (a program beside this one), as samples at 8,000/s. */
export async function speak(text: string, language: Language): Promise<Int16Array> {
  const options = { encoding: "buffer", maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout } = await run("espeak-ng", ["-v", language, "-s", "150", "--stdout", text], options);
  return resample(wavSamples(stdout), wavRate(stdout));
}

function wavRate(wav: Buffer): number {
  return wav.readUInt32LE(24);
}

/** espeak-ng writes a 44-byte header and 16-bit mono to a pipe; the sizes in it are not to be trusted. */
function wavSamples(wav: Buffer): Int16Array {
  const count = Math.floor((wav.length - 44) / 2);
  return Int16Array.from({ length: count }, (_, at) => wav.readInt16LE(44 + at * 2));
}

/** Averages the source samples under each target sample: a plain low pass, good enough for speech. */
function resample(samples: Int16Array, rate: number): Int16Array {
  const ratio = rate / RATE;
  return Int16Array.from({ length: Math.floor(samples.length / ratio) }, (_, at) => {
    const from = Math.floor(at * ratio);
    const to = Math.max(from + 1, Math.floor((at + 1) * ratio));
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += samples[i] ?? 0;
    return Math.round(sum / (to - from));
  });
}
