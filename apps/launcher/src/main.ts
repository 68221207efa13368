import { launch } from "./launch.ts";
import { Refusal } from "./refusal.ts";

try {
  process.exitCode = await launch(process.argv.slice(2));
} catch (error) {
  if (error instanceof Refusal) console.error(`\n${error.message}`);
  else console.error("\nBelfry met a mistake of its own. Please report this:", error);
  process.exitCode = 1;
}
