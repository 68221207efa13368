import { launch } from "./launch.ts";
import { Refusal } from "./refusal.ts";

let code = 1;
try {
  code = await launch(process.argv.slice(2));
} catch (error) {
  if (error instanceof Refusal) console.error(`\n${error.message}`);
  else console.error("\nBelfry met a mistake of its own. Please report this:", error);
}
// At once, and not by running out of work: while Node clears up after itself it heeds no signal handler any more, and
// one Ctrl-C too many would be the end that is told instead of this one.
process.exit(code);
