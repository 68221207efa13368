import { defineConfig } from "vite";
import { declarations } from "./build/declarations.ts";
import { release } from "./build/release.ts";

/** Browsers of the last three years; older ones ignore the script and show the plain number. */
const target = ["es2022", "chrome105", "edge105", "firefox115", "safari16"];

/**
 * `vite build` makes the hosted script, `vite build --mode npm` the package. Both load the same parts when the button is
 * pressed; the package leaves other packages to the site's own bundler.
 */
export default defineConfig(({ mode }) => ({
  plugins: mode === "npm" ? [declarations()] : [release()],
  base: "./",
  publicDir: false,
  build: {
    outDir: mode === "npm" ? "dist/npm" : "dist/hosted",
    emptyOutDir: true,
    target,
    modulePreload: false,
    assetsInlineLimit: 0,
    minify: mode === "npm" ? false : "oxc",
    rolldownOptions: {
      input: mode === "npm" ? { index: "src/index.ts" } : { "belfry-call": "src/hosted.ts" },
      preserveEntrySignatures: "allow-extension",
      external: mode === "npm" ? [/^@privacybydesign\//, "uqr", "jssip"] : [],
      output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "parts/[name]-[hash].js" },
    },
  },
}));
