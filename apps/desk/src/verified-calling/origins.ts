export type OriginMistake = "scheme" | "path" | "wildcard" | "other" | "tooMany";

export interface OriginsRead {
  readonly origins: readonly string[];
  /** `origin`: what was meant, where that can be told. */
  readonly mistakes: readonly {
    readonly line: number;
    readonly text: string;
    readonly why: OriginMistake;
    readonly origin: string;
  }[];
}

const MOST = 50;

/** Websites as people write them, one per line: a slash at the end, capitals and empty lines do no harm. */
export function readOrigins(text: string): OriginsRead {
  const origins: string[] = [];
  const mistakes: OriginsRead["mistakes"][number][] = [];
  for (const [index, written] of text.split("\n").entries()) {
    const line = written.trim();
    if (line === "") continue;
    const wrong = (why: OriginMistake, origin = "") => mistakes.push({ line: index + 1, text: line, why, origin });
    if (line.includes("*")) wrong("wildcard");
    else if (!/^https?:\/\//i.test(line)) wrong("scheme");
    else if (!URL.canParse(line)) wrong("other");
    else {
      const url = new URL(line);
      const plain = url.username === "" && url.password === "" && !url.hostname.includes("[");
      if (!plain) wrong("other");
      else if (url.pathname !== "/" || url.search !== "" || url.hash !== "") wrong("path", url.origin);
      else if (origins.length >= MOST) wrong("tooMany");
      else if (!origins.includes(url.origin)) origins.push(url.origin);
    }
  }
  return { origins, mistakes };
}
