// A process with a supervisor in it, for tests that kill it: `host.ts FOLDER SPEC-AS-JSON`.
import { Supervisor } from "../supervisor/supervisor.ts";

const [, , folder = "", text = "{}"] = process.argv;
const spec = JSON.parse(text);
const supervisor = new Supervisor({ logDir: `${folder}/logs`, runDir: `${folder}/run`, say: () => {}, grace: 1000 });
await supervisor.start({
  ...spec,
  probe: async () => (await fetch(`http://127.0.0.1:${spec.port}/`).catch(() => null))?.ok === true,
});
console.log("running");
