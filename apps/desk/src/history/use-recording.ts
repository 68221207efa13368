import { API, type Recording, recording } from "@belfry/contracts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiError, get, getSound } from "../api/client.ts";
import { peaksOf } from "./peaks.ts";

const BARS = 150;
const RATE = 8000;
/** A longer one would take more memory than its picture is worth. */
const LONGEST_DRAWN = 30 * 60_000;

export interface LoadedSound {
  readonly url: string;
  /** Agent and caller; null where the browser cannot decode it, or it is too long. */
  readonly waveform: { readonly agent: readonly number[]; readonly caller: readonly number[] } | null;
}

const pathOf = (call: string) => `${API.recordings}/${encodeURIComponent(call)}`;

/** Null when there is none, or no longer. */
export function useRecording(call: string) {
  return useQuery<Recording | null>({
    queryKey: ["recording", call],
    queryFn: () =>
      get(pathOf(call), recording).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
    retry: false,
  });
}

export const downloadOf = (call: string): string => `${pathOf(call)}/audio?download=1`;

/** Fetched only when somebody wants to listen: that is what is written down. */
export function useSound(call: string) {
  const loading = useMutation<LoadedSound>({
    mutationFn: async () => {
      const sound = await getSound(`${pathOf(call)}/audio`);
      return { url: URL.createObjectURL(sound), waveform: await waveformOf(sound) };
    },
  });
  const url = loading.data?.url;
  useEffect(
    () => () => {
      if (url !== undefined) URL.revokeObjectURL(url);
    },
    [url],
  );
  return loading;
}

async function waveformOf(sound: Blob): Promise<LoadedSound["waveform"]> {
  // 32 kbit/s: from the size follows how long it is.
  if (sound.size > (LONGEST_DRAWN / 1000) * 4000) return null;
  try {
    const decoded = await new OfflineAudioContext(2, 1, RATE).decodeAudioData(await sound.arrayBuffer());
    const side = (channel: number) => peaksOf(decoded.getChannelData(channel), BARS);
    return { agent: side(0), caller: side(1) };
  } catch {
    return null;
  }
}
