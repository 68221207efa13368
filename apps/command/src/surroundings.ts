/** What the command has of the world; tests hand in another one. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of the config file, or null where there is none. Throws a `Mistake` when it cannot be read. */
  readonly configFile: (path: string | null) => string | null;
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
  /** All of what is piped in. */
  readonly piped: () => Promise<string>;
  /** Asks at the terminal; null where there is none. */
  readonly ask: ((question: string) => Promise<string>) | null;
}
