/** What scripts can tell apart by the exit code. */
export const EXIT = { done: 0, refused: 1, usage: 2, notRunning: 3 } as const;

/** The command could not do what was asked. The message is for people and says what to do. */
export class Mistake extends Error {
  override readonly name = "Mistake";
  readonly exit: number;

  constructor(exit: number, message: string) {
    super(message);
    this.exit = exit;
  }
}

/** What was typed is not right. */
export function wrongUse(message: string): Mistake {
  return new Mistake(EXIT.usage, message);
}
