import type { Sound } from "../media/sound.ts";
import type { MicrophoneTest } from "../ports.ts";

/** How often the listeners hear of the level, in milliseconds. */
const LEVEL_EVERY = 100;

/** Lets a person see and hear their own microphone, with no call and no camera. */
export function startMicrophoneTest(stream: MediaStream, sound: Sound): MicrophoneTest {
  const { context } = sound;
  const meter = sound.meter(stream);
  const listeners = new Set<(level: number) => void>();
  const recorder = new MediaRecorder(stream);
  let chunks: Blob[] = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  recorder.start();
  const tell = setInterval(() => {
    const level = meter.level();
    for (const listener of listeners) listener(level);
  }, LEVEL_EVERY);
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    playBack: async () => {
      if (recorder.state === "recording") {
        await new Promise((done) => {
          recorder.onstop = done;
          recorder.stop();
        });
      }
      const recording = new Blob(chunks, { type: recorder.mimeType });
      chunks = [];
      await sound.playSamples(await context.decodeAudioData(await recording.arrayBuffer()));
      if (stream.active) recorder.start();
    },
    close: () => {
      clearInterval(tell);
      listeners.clear();
      recorder.onstop = null;
      if (recorder.state !== "inactive") recorder.stop();
      meter.close();
      for (const track of stream.getTracks()) track.stop();
    },
  };
}
