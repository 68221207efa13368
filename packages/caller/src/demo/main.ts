import { parseArgs } from "node:util";
import { clip, RATE } from "../audio/tone.ts";
import type { EndpointCall } from "../call.ts";
import { Endpoint } from "../endpoint.ts";
import { type Language, LINES, speak } from "./speech.ts";

const HELP = `A demo caller: rings a number of a Belfry, speaks, and repeats what it hears.

  --server HOST:PORT   the SIP side of Belfry (127.0.0.1:5060)
  --number NUMBER      the number to call (+31201230001)
  --from NUMBER        the caller's own number (+31612345678)
  --language LANGUAGE  en, nl, fr or uk (en)
  --minutes MINUTES    hang up after this long (5)`;

/** How long the caller listens before it repeats what it heard. */
const LISTEN_SECONDS = 4;

/** The options as they were written; a mistake in them is told in one sentence. */
function readOptions() {
  try {
    return parseArgs({
      options: {
        server: { type: "string", default: "127.0.0.1:5060" },
        number: { type: "string", default: "+31201230001" },
        from: { type: "string", default: "+31612345678" },
        language: { type: "string", default: "en" },
        minutes: { type: "string", default: "5" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    // What follows in Node's message explains how to write positional arguments, and there are none.
    const reason = cause instanceof Error ? cause.message.split(". ")[0] : String(cause);
    tell(`${reason}. Run \`npm run demo:call -- --help\` to see what can be given.`);
    return null;
  }
}

function isLanguage(text: string): text is Language {
  return text in LINES;
}

function tell(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

/** Takes turns for as long as the call lasts: hello, listen, repeat what was heard, a last line, and again. */
async function converse(call: EndpointCall, language: Language): Promise<void> {
  const lines = LINES[language];
  const [hello, repeat] = await Promise.all([speak(lines.hello, language), speak(lines.repeat, language)]);
  const over = call.ended.then(() => "over" as const);
  const say = (samples: Int16Array) =>
    Promise.race([over, new Promise<"said">((resolve) => call.say(clip(samples, () => resolve("said"))))]);
  const listen = () => say(new Int16Array(LISTEN_SECONDS * RATE));
  for (;;) {
    if ((await say(hello)) === "over") return;
    if ((await listen()) === "over") return;
    if ((await say(call.ear.last(LISTEN_SECONDS * RATE))) === "over") return;
    if ((await say(repeat)) === "over") return;
    if ((await listen()) === "over") return;
  }
}

async function main(): Promise<number> {
  const values = readOptions();
  if (values === null) return 2;
  if (values.help) {
    tell(HELP);
    return 0;
  }
  const [, host, digits = "5060"] = /^([^\s:]+)(?::(\d{1,5}))?$/.exec(values.server) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) {
    tell(`--server ${values.server}: give the host and the port of Belfry's SIP, like 127.0.0.1:5060.`);
    return 2;
  }
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) {
    tell(`--minutes ${values.minutes}: give a number above 0.`);
    return 2;
  }
  const { language } = values;
  if (!isLanguage(language)) {
    tell(`--language ${language}: choose en, nl, fr or uk.`);
    return 2;
  }
  const endpoint = await Endpoint.open({ host, server: { host, port } });
  try {
    tell(`Calling ${values.number} as ${values.from} …`);
    const call = await endpoint.call(values.number, { from: values.from });
    const stop = setTimeout(() => call.hangUp(), minutes * 60_000);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => call.hangUp());
    call.answered.then(
      () => {
        tell("The call is up: the caller hears the queue, or an agent. Answer it in the desk.");
        converse(call, language).catch((cause: unknown) =>
          tell(`The caller cannot speak (is espeak-ng installed?): ${String(cause)}`),
        );
      },
      () => {},
    );
    const end = await call.ended;
    clearTimeout(stop);
    if (end.by === "refused") {
      tell(
        `The call was refused (SIP ${end.status ?? "time-out"}). Is Belfry running, and is ${values.number} one of its numbers?`,
      );
      return 1;
    }
    tell(end.by === "remote" ? "The other side hung up." : "The call is over.");
    // The BYE is on its way: its answer is worth a moment, no more.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return 0;
  } finally {
    endpoint.close();
  }
}

process.exitCode = await main();
