import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const FUNCTIONS = `
/** Makes \`<belfry-call>\` known. */
export declare const defineCallButton: DefineCallButton;
/** Shows the dialog, for a button of your own. */
export declare const startCall: StartCall;
/** There is no dialog to be had: show the number instead. \`cause\` says why. */
export declare class CallUnavailable extends Error {}

declare global {
  interface HTMLElementTagNameMap {
    "belfry-call": CallButtonElement;
  }
}
`;

/** What the package declares stands in one file of ours, which imports nothing. */
export function declarations(): Plugin {
  return {
    name: "belfry-declarations",
    generateBundle() {
      const types = readFileSync(join(import.meta.dirname, "../src/types.ts"), "utf8");
      this.emitFile({ type: "asset", fileName: "index.d.ts", source: types + FUNCTIONS });
    },
  };
}
