/** RFC 3261 table 4, in milliseconds. T1 is the round-trip time, T2 the longest repeat interval, T4 a message's life. */
export const T1 = 500;
export const T2 = 4_000;
export const T4 = 5_000;
/** Timers B, F, H, J, L, M, and how long a 2xx or a reliable provisional response is repeated. */
export const patience = 64 * T1;
/** Timer D on an unreliable transport: at least 32 s. */
export const timerD = 32_000;
/** How long a re-INVITE may stay without a final response; as long as a proxy would wait (timer C). */
export const reinviteLimit = 180_000;
