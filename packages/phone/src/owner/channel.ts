/** A way to say something to the other tabs of the same browser and origin. */
export interface Channel {
  post(message: unknown): void;
  close(): void;
}

export type OpenChannel = (name: string, onMessage: (message: unknown) => void) => Channel;

/** Null where the browser has no BroadcastChannel, or denies it to this frame. */
export function browserChannel(): OpenChannel | null {
  if (typeof BroadcastChannel === "undefined") return null;
  return (name, onMessage) => {
    const channel = new BroadcastChannel(name);
    channel.onmessage = (event: MessageEvent<unknown>) => onMessage(event.data);
    return {
      post: (message) => channel.postMessage(message),
      close: () => channel.close(),
    };
  };
}
