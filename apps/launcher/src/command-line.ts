import { parseArgs } from "node:util";
import { settingsHelp } from "@belfry/settings";
import { Refusal } from "./refusal.ts";

export interface CommandLine {
  readonly help: boolean;
  /** Neither Debian packages nor an account are made; what is missing is named and the start ends. */
  readonly noInstall: boolean;
  readonly config: string | null;
  /** Root has made everything ready and given its rights up; the pages are as they are. Not for people. */
  readonly prepared: boolean;
}

export function readCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h", default: false },
        "no-install": { type: "boolean", default: false },
        config: { type: "string" },
        prepared: { type: "boolean", default: false },
      },
    });
    const { help, prepared, config = null } = values;
    return { help, noInstall: values["no-install"], config, prepared };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(`${reason.split(". ")[0]}. npm start -- --help lists what can be said.`);
  }
}

export function helpText(): string {
  return `Starts Belfry: Kamailio, rtpengine and the server, until Ctrl-C.

npm start [-- OPTIONS]
  --config FILE   read settings from FILE instead of belfry.config.json
  --no-install    install nothing: say what is missing, and stop
  --help          show this

Settings, in the environment or in the config file:
${settingsHelp()}`;
}
