export type StoreProblem = "locked" | "unreachable" | "incompatible" | "not-permitted" | "broken";

/** The database cannot be used. The message is a sentence for the person who starts the server. */
export class StoreError extends Error {
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StoreError";
    this.problem = problem;
  }
}

/** The SQLSTATE of a database error, looking through wrappers; undefined when there is none. */
export function sqlState(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
  }
  return undefined;
}

/** The unique constraint that a write ran into, or null. */
export function violatedUnique(error: unknown): string | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ("code" in cause && cause.code === "23505" && "constraint" in cause && typeof cause.constraint === "string") {
      return cause.constraint;
    }
  }
  return null;
}
