import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "inner",
          include: [
            "packages/**/*.test.{ts,tsx}",
            "apps/**/*.test.{ts,tsx}",
            "scripts/**/*.test.ts",
            "bench/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", "**/*.journey.test.ts", "**/*.browser.test.{ts,tsx}"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // These share one machine's daemons, browsers and ports: one file at a time, after the inner tests.
        test: {
          name: "outer",
          include: ["{packages,apps}/**/*.browser.test.{ts,tsx}", "tests/**/*.test.ts", "apps/**/*.journey.test.ts"],
          // Real browsers and real audio in real time: a machine that stalls for a second can fail a journey that is
          // sound. The second try is told in the report; what fails twice has failed.
          retry: 1,
          testTimeout: 180_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
