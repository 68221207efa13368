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

interface Greeting {
  readonly kind: "hello" | "taken";
  readonly tab: string;
  /** Tells the pages apart that carry the same tab name. */
  readonly page: string;
}

function isGreeting(message: unknown): message is Greeting {
  return typeof message === "object" && message !== null && "kind" in message && "tab" in message && "page" in message;
}

/**
 * The name of this tab: the same after a reload, so that the server knows the page that comes back, and another one in
 * a duplicated tab, whose sessionStorage the browser copies. The channel stays open for as long as the page lives, to
 * answer later duplicates; a page that the browser keeps frozen does not answer, and loses its name to the live one.
 */
export async function tabId(environment: TabIdEnvironment = browserEnvironment()): Promise<string> {
  const page = environment.random();
  const found = environment.storage.getItem(KEY);
  let tab = found ?? environment.random();
  if (environment.openChannel !== null) {
    let taken = false;
    const channel = environment.openChannel(CHANNEL, (message) => {
      if (!isGreeting(message) || message.page === page || message.tab !== tab) return;
      if (message.kind === "taken") taken = true;
      else channel.post({ kind: "taken", tab, page } satisfies Greeting);
    });
    if (found !== null) {
      channel.post({ kind: "hello", tab, page } satisfies Greeting);
      await environment.wait(ANSWER_WITHIN);
      if (taken) tab = environment.random();
    }
  }
  environment.storage.setItem(KEY, tab);
  return tab;
}
