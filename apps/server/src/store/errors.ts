import { Refusal } from "@belfry/contracts";

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

/**
 * A statement that the database refused. It holds what is needed to act and to search, and none of the values:
 * the driver's own error carries whole rows, which must not reach a log.
 */
export class QueryError extends Error {
  /** SQLSTATE, or the code of a broken connection. */
  readonly code: string;
  readonly constraint: string | null;
  /** The statement with placeholders. */
  readonly statement: string;

  constructor(code: string, constraint: string | null, statement: string) {
    super(`The database refused a statement: ${code}${constraint === null ? "" : `, ${constraint}`}`);
    this.name = "QueryError";
    this.code = code;
    this.constraint = constraint;
    this.statement = statement;
  }
}

/** Makes a `QueryError` of what the driver or the query builder threw; anything else stays what it is. */
export function withoutValues(error: unknown): unknown {
  // A refusal has a code too, one of ours.
  if (!(error instanceof Error) || error instanceof Refusal) return error;
  const statement = "query" in error && typeof error.query === "string" ? error.query : null;
  const cause = statement === null ? error : error.cause;
  if (!(cause instanceof Error)) return error;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : null;
  if (code === null && statement === null) return error;
  const constraint = "constraint" in cause && typeof cause.constraint === "string" ? cause.constraint : null;
  return new QueryError(code ?? cause.message, constraint, statement ?? "");
}

/** The SQLSTATE of a database error; undefined when it is none. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof QueryError ? error.code : undefined;
}

/** The unique constraint that a write ran into, or null. */
export function violatedUnique(error: unknown): string | null {
  return error instanceof QueryError && error.code === "23505" ? error.constraint : null;
}

/** SQLSTATE classes 22 and 23 (data, constraints) and 42501 (row-level security): trying again will not help. */
export function isAboutData(error: unknown): boolean {
  const state = sqlState(error) ?? "";
  return state.startsWith("22") || state.startsWith("23") || state === "42501";
}
