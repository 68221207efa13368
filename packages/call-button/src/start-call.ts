import { h, sheet } from "./dom.ts";
import { languageFor } from "./language.ts";
import { VARIABLES } from "./look.ts";
import { loadDialog } from "./parts.ts";
import { PublicDoor } from "./public-door.ts";
import type { StartCall } from "./types.ts";

/** There is no dialog to be had: show the number instead. `cause` says why. */
export class CallUnavailable extends Error {
  override readonly name = "CallUnavailable";
}

export const startCall: StartCall = async ({ server, organisation, purpose, language: wanted, texts = {} }) => {
  try {
    const door = new PublicDoor(server);
    const asked = languageFor(wanted, ["en", "nl", "fr", "uk"]);
    const [offer, Dialog] = await Promise.all([
      door.offer(organisation, purpose, asked, new AbortController().signal),
      loadDialog(),
    ]);
    const host = h("div");
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet(VARIABLES)];
    document.body.append(host);
    const language = languageFor(wanted, offer.languages);
    const dialog = new Dialog({ root, door, organisation, purpose, offer, language, texts });
    dialog.addEventListener("belfry-ended", () => host.remove());
    dialog.show();
    return dialog;
  } catch (cause) {
    throw new CallUnavailable("There is no button to be had here.", { cause });
  }
};
