import { dataPaths, loadSettings } from "@belfry/settings";
import { HELP } from "./help.ts";
import { EXIT, Mistake, wrongUse } from "./mistake.ts";
import { org } from "./org/org.ts";
import { receipts } from "./receipts/receipts.ts";
import { Server } from "./server.ts";
import type { Surroundings } from "./surroundings.ts";

/** The running server that the settings name. */
export type Reach = (config: string | null) => Server;

type Command = (args: readonly string[], around: Surroundings, reach: Reach) => Promise<void>;
const COMMANDS: Readonly<Record<string, Command>> = { org, receipts };

/** Does what the words say; resolves with the exit code. */
export async function run(args: readonly string[], around: Surroundings): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined || word === "--help" || word === "-h" || word === "help") {
    around.say(HELP);
    return word === undefined ? EXIT.usage : EXIT.done;
  }
  try {
    const command = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
    if (command === undefined) throw wrongUse(`There is no command “${word}”. belfry --help lists what there is.`);
    await command(rest, around, (config) => reach(config, around));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    around.complain(error.message);
    return error.exit;
  }
}

function reach(config: string | null, { env, configFile }: Surroundings): Server {
  const loaded = loadSettings(env, configFile(config));
  if (!("settings" in loaded)) throw wrongUse(`The settings are not right:\n  ${loaded.mistakes.join("\n  ")}`);
  const { dataDir } = loaded.settings;
  return new Server(dataPaths(dataDir).commandSocket, dataDir);
}
