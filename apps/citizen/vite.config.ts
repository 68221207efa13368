import { defineConfig } from "vite";

/** Pages for visitors, served under a policy of `default-src 'self'`: nothing may become an inline script. */
export default defineConfig({
  base: "/citizen/",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["demo-wallet.html"] },
  },
});
