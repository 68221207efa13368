/** Belfry cannot start or go on. The message is for people and says what to do; it is shown without a stack. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** The code of a system error such as `EACCES`, or null. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
