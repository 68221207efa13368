import { ensurePackages, requireMachine, runWithNode24 } from "./lib/ground.mjs";

requireMachine();
await ensurePackages();
await runWithNode24("bench/main.ts", process.argv.slice(2));
