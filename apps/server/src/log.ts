import pino, { type DestinationStream, type Logger } from "pino";

/**
 * The only fields that may hold personal data or secrets; they never reach the log, at the top of a line or one level
 * down. Whatever tells of a person or a call carries its id instead.
 */
const MARKED: ReadonlySet<string> = new Set([
  ...["address", "authorization", "caller", "callerId", "callerName", "cookie", "credentials", "dialled", "digits"],
  ...["login", "name", "note", "number", "password", "secret", "target", "token", "user", "userAgent"],
]);

/** What else an error may carry into the log besides its name, message and stack. */
const ABOUT_ERRORS = ["code", "constraint", "statement", "problem", "syscall", "port"];

/** The log of the server: JSON lines, marked fields taken off. Every part of it writes through a child of this one. */
export function createLog(level: string, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      // Not by pino's own redaction: that costs a line some 7 µs, and a call writes ten lines.
      serializers: { ...Object.fromEntries([...MARKED].map((field) => [field, () => undefined])), err: tellError },
      formatters: { log: withoutNested },
    },
    destination,
  );
}

/** One level down; marked fields at the top of a line have serializers that tell nothing. */
function withoutNested(fields: Record<string, unknown>): Record<string, unknown> {
  const records = Object.entries(fields).filter(([, value]) => isRecord(value));
  if (records.length === 0) return fields;
  const told = records.map(([key, value]) => [
    key,
    Object.fromEntries(Object.entries(value ?? {}).filter(([inner]) => !MARKED.has(inner))),
  ]);
  return { ...fields, ...Object.fromEntries(told) };
}

/** Errors, dates and lists are told in their own way. */
function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Drivers and libraries hang whole rows, requests and configurations on their errors: none of that is told. */
function tellError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const told = Object.entries(error).filter(([key]) => ABOUT_ERRORS.includes(key));
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...Object.fromEntries(told),
    ...(error.cause === undefined ? {} : { cause: tellError(error.cause) }),
  };
}
