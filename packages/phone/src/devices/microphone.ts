import type { MicrophonePermission } from "../view.ts";

export type MicrophoneFailure = "denied" | "missing" | "busy";

export class MicrophoneError extends Error {
  readonly failure: MicrophoneFailure;

  constructor(failure: MicrophoneFailure, cause: unknown) {
    super(`The microphone is ${failure}.`, { cause });
    this.failure = failure;
  }
}

/** Audio alone: asking for a camera as well fails on every machine that has none. */
export function constraints(device: string): MediaStreamConstraints {
  const audio: MediaTrackConstraints = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    channelCount: { ideal: 1 },
  };
  if (device !== "default") audio.deviceId = { exact: device };
  return { audio, video: false };
}

export function failureOf(error: unknown): MicrophoneFailure {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return "busy";
}

/**
 * Opens the device, or the system's own choice when it has gone or does not start.
 * @throws {MicrophoneError} when no microphone can be opened.
 */
export async function openMicrophone(device: string): Promise<MediaStream> {
  const media: MediaDevices | undefined = navigator.mediaDevices;
  if (media === undefined) throw new MicrophoneError("denied", new Error("This page has no secure origin."));
  try {
    return await media.getUserMedia(constraints(device));
  } catch (error) {
    const failure = failureOf(error);
    if (failure === "denied" || device === "default") throw new MicrophoneError(failure, error);
  }
  try {
    return await media.getUserMedia(constraints("default"));
  } catch (error) {
    throw new MicrophoneError(failureOf(error), error);
  }
}

/** What the browser says of the permission; null where it does not say. */
export function permissionOf(state: string): MicrophonePermission | null {
  if (state === "granted") return "granted";
  if (state === "denied") return "denied";
  return state === "prompt" ? "unasked" : null;
}
