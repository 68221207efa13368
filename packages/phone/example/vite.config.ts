import { defineConfig } from "vite";

const server = process.env["BELFRY_EXAMPLE_SERVER"] ?? "http://localhost:8080";

/** Serves the page and hands everything else to a Belfry server, so that the browser sees one origin. */
export default defineConfig({
  root: import.meta.dirname,
  server: {
    host: "localhost",
    proxy: {
      "/api": { target: server, changeOrigin: false },
      "/socket.io": { target: server, changeOrigin: false, ws: true },
      "/sip": { target: server, changeOrigin: false, ws: true },
    },
  },
});
