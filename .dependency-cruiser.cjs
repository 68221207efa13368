/**
 * Who may import whom. scripts/check/imports.test.ts plants one violation of each rule and sees it caught.
 * NOTE: dependency-cruiser cannot read TypeScript through TypeScript 7; `parser: "swc"` does. Without a
 * parser it would cruise nothing and succeed, so scripts/check.mjs treats zero modules as a failure.
 */
const ours = "^(packages|apps)/";
const serverRooms =
  "door|switchboard|line|recording|directory|campaigns|single-sign-on|visits|outbox|history|store|sound|csv";

module.exports = {
  forbidden: [
    {
      name: "contracts-and-sip-stand-alone",
      comment: "packages/contracts and packages/sip import nothing of ours.",
      severity: "error",
      from: { path: "^packages/(contracts|sip)/" },
      to: { path: ours, pathNot: "^packages/$1/" },
    },
    {
      name: "floor-knows-only-contracts",
      comment: "packages/floor imports packages/contracts and nothing else of ours.",
      severity: "error",
      from: { path: "^packages/floor/" },
      to: { path: ours, pathNot: "^packages/(floor|contracts)/" },
    },
    {
      name: "packages-never-import-apps",
      comment: "A package must be usable without any of our apps.",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^apps/" },
    },
    {
      name: "apps-never-import-apps",
      comment: "Apps meet over the wire, by packages/contracts.",
      severity: "error",
      from: { path: "^apps/([^/]+)/" },
      to: { path: "^apps/", pathNot: "^apps/$1/" },
    },
    {
      name: "server-rooms-stay-apart",
      comment:
        "A room of the server takes what it needs from main.ts; it never reaches into another room but these three.",
      severity: "error",
      from: { path: `^apps/server/src/(${serverRooms})/`, pathNot: "\\.test\\.ts$|/testing/" },
      to: { path: `^apps/server/src/(${serverRooms})/`, pathNot: "^apps/server/src/($1|store|sound|csv)/" },
    },
    {
      name: "only-keepers-know-the-store",
      comment: "Rooms that keep data speak to the database; the door, the switchboard and the line do not.",
      severity: "error",
      from: {
        path: "^apps/server/src/(door|switchboard|line|metrics|single-sign-on)/",
        pathNot: "\\.test\\.ts$|/testing/",
      },
      to: { path: "^apps/server/src/store/" },
    },
    {
      name: "only-main-wires",
      comment: "apps/server/src/main.ts is the end of the line: nothing imports it.",
      severity: "error",
      from: {},
      to: { path: "^apps/server/src/main\\.ts$" },
    },
    {
      name: "no-deep-imports",
      comment: "Other workspaces are imported by their name, through what they export.",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: ours, pathNot: ["^$1/$2/", "^(packages|apps)/[^/]+/src/index\\.ts$"], dependencyTypes: ["local"] },
    },
    {
      name: "no-cycles",
      comment: "Two files that need each other are one file, or miss a third. Types alone may refer to each other.",
      severity: "error",
      from: { path: "^(packages|apps|tests|bench|scripts)/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "nothing-unresolvable",
      comment: "Every import leads somewhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-test-tools-in-the-product",
      comment: "What runs in production needs no development dependency.",
      severity: "error",
      from: { path: "^(packages|apps)/[^/]+/src/", pathNot: "\\.test\\.tsx?$|/testing/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm", "npm-peer", "type-only"] },
    },
    {
      name: "cores-touch-nothing",
      comment: "The cores get bytes, inputs and time handed in; they use no module of Node.",
      severity: "error",
      from: { path: "^packages/(sip|floor|contracts)/src/", pathNot: "\\.(test|bench)\\.ts$|/testing/" },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(packages|apps|bench|tests)/[^/]+/(dist|fixtures)/" },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".css"],
    },
  },
};
