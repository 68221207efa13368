import { AgentClient, signIn, signOut } from "../src/index.ts";

// npm run example -w @belfry/agent-client -- http://127.0.0.1:8080 demo anna PASSWORD
const [address, organisation, login, password] = process.argv.slice(2);
if (address === undefined || organisation === undefined || login === undefined || password === undefined) {
  process.stderr.write("Say the address, the organisation, the user name and the password.\n");
  process.exit(2);
}
const say = (words: string) => process.stdout.write(`${words}\n`);

const { me, cookie } = await signIn(address, { organisation, login, password });
say(`${me.name} has signed in.`);

const client = new AgentClient({ address, cookie: cookie ?? undefined });
client.open();
const { snapshot } = await client.until(({ link }) => link === "live");
for (const { name, waiting } of snapshot?.queues ?? []) say(`${name}: ${waiting} waiting`);

const pause = snapshot?.pauses[0];
await client.command({ type: "signIn" });
if (pause !== undefined) {
  await client.command({ type: "pause", pause: pause.id });
  await client.until((state) => state.snapshot?.me?.state.state === "paused");
  say(`${me.name} is at: ${pause.name}`);
}
const refused = await client.command({ type: "hangUp" });
if (!refused.ok) say(`Hanging up was refused: ${refused.error.code}`);

await signOut(address, cookie);
await client.until(({ link }) => link === "ended");
say(`${me.name} has signed out.`);
client.close();
