import type { DoNotCallList } from "./do-not-call.ts";
import type { RoomLog } from "./ports.ts";
import type { Staging } from "./staging.ts";
import type { Uploads } from "./uploads.ts";

/** After a server that ended in the midst of a file. Whoever sent it got no answer, and may send it again. */
export async function finishFiles(
  staging: Staging,
  { uploads, doNotCall }: { readonly uploads: Uploads; readonly doNotCall: DoNotCallList },
  now: number,
  log: RoomLog,
): Promise<void> {
  for (const { organisation, id, purpose } of await staging.leftovers()) {
    try {
      if (purpose.kind === "contacts") await uploads.finish(organisation, id, purpose.campaign, purpose.upload, now);
      else await doNotCall.finish(organisation, id, purpose.reason, now);
    } catch (err) {
      log.error({ err, organisation }, "A file that was taken could not be used");
    }
  }
}
