import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { MediaCall } from "../media/media-call.ts";
import type { Who } from "./classifier.ts";
import type { Detector } from "./detector.ts";

export interface DetectOptions {
  readonly media: Pick<MediaCall, "listen" | "unlisten">;
  readonly detector: Pick<Detector, "begin">;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Who has answered on this leg. Always an answer by the timeout: what fails is `unknown`. */
export async function detect(
  leg: string,
  timeout: number,
  { media, detector, clock, log }: DetectOptions,
): Promise<Who> {
  let late: () => void = () => {};
  const deadline = new Promise<Who>((resolve) => {
    late = clock.at(clock.now() + timeout, () => resolve("unknown"));
  });
  const failed = (reason: string): Who => {
    log.warn({ leg, reason }, "nobody can listen to who answered");
    return "unknown";
  };
  const listened = async (): Promise<Who> => {
    const detection = await detector.begin(timeout);
    const heard = await media.listen([leg], [detection.port]);
    const [from] = heard.ok ? heard.value.from : [];
    if (from !== undefined) detection.hearFrom(from);
    const who = heard.ok ? await Promise.race([detection.verdict, deadline]) : failed(heard.failure.reason);
    detection.end();
    if (heard.ok) void media.unlisten(heard.value.id);
    return who;
  };
  const who = await Promise.race([
    listened().catch((error: unknown) => failed(error instanceof Error ? error.message : String(error))),
    deadline,
  ]);
  late();
  return who;
}
