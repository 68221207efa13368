#!/usr/bin/env node
import { ensurePackages, requireMachine, root, runWithNode24 } from "./lib/ground.mjs";

requireMachine();
await ensurePackages({ noInstall: true });
// The settings' own paths are meant from Belfry's folder, as npm start takes them.
process.chdir(root);
await runWithNode24("apps/command/src/main.ts", process.argv.slice(2));
