import type { DiallerInput } from "@belfry/floor";
import type { Store } from "../store/store.ts";
import { Contacts } from "./contacts.ts";
import { Dialling } from "./dialling.ts";
import { DoNotCallList } from "./do-not-call.ts";
import { finishFiles } from "./finish-files.ts";
import type { CallsMade, CampaignDirectory, RoomLog } from "./ports.ts";
import { Progress } from "./progress.ts";
import { recoverTaken } from "./recover.ts";
import { Staging } from "./staging.ts";
import { Uploads } from "./uploads.ts";

export interface CampaignRoom {
  readonly contacts: Contacts;
  readonly uploads: Uploads;
  readonly doNotCall: DoNotCallList;
  readonly progress: Progress;
  readonly dialling: Dialling;
  /** Of contacts that a process before this one had in its hands; to be done before the first call. */
  recover(): Promise<{ readonly untouched: number; readonly cutOff: number }>;
  /** Uses the files that a process before this one has read to their end, and forgets the others; before the first file. */
  finishFiles(): Promise<void>;
}

/** Everything of this room, joined together; `post` gives the floor an input. */
export function openCampaigns(options: {
  readonly store: Store;
  readonly directory: CampaignDirectory;
  readonly calls: CallsMade;
  readonly post: (organisation: string, input: DiallerInput) => void;
  readonly now: () => number;
  readonly log: RoomLog;
}): CampaignRoom {
  const { store, directory, now } = options;
  const dialling = new Dialling(options);
  const withdrawn = (organisation: string, ids: readonly string[]) => dialling.withdraw(organisation, ids);
  const added = (organisation: string, campaign: string) => dialling.announce(organisation, campaign);
  const contacts = new Contacts(store, directory, { added, withdrawn });
  const staging = new Staging(store);
  const uploads = new Uploads(contacts, staging);
  const doNotCall = new DoNotCallList(store, directory, staging, withdrawn);
  return {
    contacts,
    uploads,
    doNotCall,
    progress: new Progress(store, now),
    dialling,
    finishFiles: () => finishFiles(staging, { uploads, doNotCall }, now(), options.log),
    recover: () => recoverTaken(store, directory, options.calls, now()),
  };
}
