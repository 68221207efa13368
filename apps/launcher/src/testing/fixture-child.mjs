// A small program to be supervised. What it does is said by its arguments:
//   --listen PORT      answers every HTTP request with 200
//   --after MS         listens only after so long
//   --diary FILE       appends "NAME started" and "NAME ended" to a file
//   --name NAME
//   --stubborn         does not end on SIGTERM
//   --grandchild FILE  starts a process that would outlive it and writes its id to FILE
//   --fail MESSAGE     writes a fatal log line and this sentence, and ends with code 3
//   --while FILE       … but only while this file exists
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const text = { type: "string" };
const { values } = parseArgs({
  options: {
    listen: text,
    after: text,
    diary: text,
    name: text,
    stubborn: { type: "boolean" },
    grandchild: text,
    fail: text,
    while: text,
  },
});
const note = (what) => values.diary && appendFileSync(values.diary, `${values.name} ${what}\n`);

if (values.fail && (values.while === undefined || existsSync(values.while))) {
  console.log(JSON.stringify({ level: 60, msg: "it could not be started" }));
  console.error(values.fail);
  process.exit(3);
}
console.log(`hello from ${values.name}`);
if (values.grandchild) {
  const endless = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)"]);
  writeFileSync(values.grandchild, String(endless.pid));
}
process.on("SIGTERM", () => {
  if (values.stubborn) return;
  note("ended");
  process.exit(0);
});
const server = createServer((_, response) => response.end("ok"));
setTimeout(
  () => server.listen(Number(values.listen ?? 0), "127.0.0.1", () => note("started")),
  Number(values.after ?? 0),
);
