import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SCENARIOS = fileURLToPath(new URL("../sip", import.meta.url));

/** Plays a scenario of tests/sip a few times with SIPp; rejects with what SIPp says when one call went another way. */
export async function sipp(
  scenario: string,
  to: { readonly host: string; readonly port: number; readonly number: string },
  from = "127.0.0.1",
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "belfry-sipp-"));
  const args = [`${to.host}:${to.port}`, "-sf", join(SCENARIOS, `${scenario}.xml`), "-s", to.number, "-i", from];
  // Two calls in a second stay far below what the edge takes for a flood.
  const pace = ["-m", "3", "-r", "2", "-timeout", "20s", "-timeout_error", "-nostdin", "-trace_err"];
  try {
    await promisify(execFile)("sipp", [...args, ...pace], { cwd: folder });
  } catch (cause) {
    const output = cause instanceof Error && "stdout" in cause ? String(cause.stdout).slice(-3000) : "";
    throw new Error(`the SIPp scenario ${scenario} failed:\n${output}`, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
