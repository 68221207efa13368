import { browserChannel, type OpenChannel } from "./channel.ts";

/** The parts of the browser that a tab needs to name itself. */
export interface TabIdEnvironment {
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly openChannel: OpenChannel | null;
  readonly random: () => string;
  /** Resolves after so many milliseconds. */
  readonly wait: (duration: number) => Promise<void>;
}

const KEY = "belfry-tab";
const CHANNEL = "belfry-tab";
/** Tabs of one browser answer within a few milliseconds; a busy one may need longer. */
const ANSWER_WITHIN = 150;

function browserEnvironment(): TabIdEnvironment {
  return {
    storage: browserStorage(),
    openChannel: browserChannel(),
    random: () => crypto.randomUUID(),
    wait: (duration) => new Promise((resolve) => setTimeout(resolve, duration)),
  };
}

/** A frame of another site may be denied storage: then the name lasts as long as the page. */
function browserStorage(): TabIdEnvironment["storage"] {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}

/** `hello`: is the page of this name alive? */
interface Greeting {
  readonly kind: "hello" | "alive";
  readonly tab: string;
}

function isGreeting(message: unknown): message is Greeting {
  return typeof message === "object" && message !== null && "kind" in message && "tab" in message;
}

export interface TabId {
  /** The name of this page, another one after every reload: the calls of a page end with it. */
  readonly tab: string;
  /** The name of the page that was in this tab before a reload or a crash; null when there was none. */
  readonly former: string | null;
}

/**
 * Names this page and the one before it in the same tab. A duplicated tab, whose sessionStorage the browser copies, is
 * not the page before: that one lives, and says so. The channel stays open for as long as the page lives, to answer
 * later duplicates; a page that the browser keeps frozen does not answer, and counts as gone.
 */
export async function tabId(environment: TabIdEnvironment = browserEnvironment()): Promise<TabId> {
  const tab = environment.random();
  const found = environment.storage.getItem(KEY);
  let alive = false;
  const channel = environment.openChannel?.(CHANNEL, (message) => {
    if (!isGreeting(message)) return;
    if (message.kind === "alive") alive ||= message.tab === found;
    else if (message.tab === tab) channel?.post({ kind: "alive", tab } satisfies Greeting);
  });
  if (channel !== undefined && found !== null) {
    channel.post({ kind: "hello", tab: found } satisfies Greeting);
    await environment.wait(ANSWER_WITHIN);
  }
  environment.storage.setItem(KEY, tab);
  return { tab, former: alive ? null : found };
}
