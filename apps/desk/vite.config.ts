import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const scriptedPhone = fileURLToPath(new URL("src/testing/scripted-phone.ts", import.meta.url));

/**
 * The pages are served under a policy of `default-src 'self'`: nothing may become a data address or an inline script.
 * `--mode rehearsal` builds the same pages with a phone that plays a part, for looking at every state.
 */
export default defineConfig(({ mode }) => ({
  base: "/",
  plugins: [react()],
  worker: { format: "es" },
  resolve: { alias: mode === "rehearsal" ? { "@belfry/phone": scriptedPhone } : {} },
  build: {
    outDir: mode === "rehearsal" ? "../../.cache/desk-rehearsal" : "dist",
    emptyOutDir: true,
    target: "es2023",
    // Colours are written with `light-dark()`, which must reach the browser as it is.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
}));
