import type { BencodeDict } from "../rtpengine/bencode.ts";
import { badSdp, type MediaResult } from "./media-result.ts";
import { listenersAnswer, portsOf } from "./sdp.ts";
import { TO_LISTENER } from "./towards.ts";

/** The sound of legs, sent to ports of ours as well. */
export interface Subscription {
  readonly id: string;
  /** The port of 127.0.0.1 that each comes from. */
  readonly from: readonly number[];
}

type Request = (command: string, fields: BencodeDict) => Promise<MediaResult<BencodeDict>>;

export async function subscribe(
  request: Request,
  tags: readonly string[],
  ports: readonly number[],
): Promise<MediaResult<Subscription>> {
  const asked = await request("subscribe request", {
    ...TO_LISTENER,
    "from-tags": [...tags],
    codec: { transcode: ["PCMA"] },
  });
  if (!asked.ok) return asked;
  const offer = asked.value["sdp"];
  const id = asked.value["to-tag"];
  if (typeof offer !== "string" || typeof id !== "string") return badSdp("rtpengine gave no offer");
  const sdp = listenersAnswer(offer, ports);
  const answered = await request("subscribe answer", { "to-tag": id, sdp, flags: ["allow-transcoding"] });
  return answered.ok ? { ok: true, value: { id, from: portsOf(offer) } } : answered;
}
