/** RFC 3261 table 4, in milliseconds. T1 is the round-trip time, T2 the longest repeat interval, T4 a message's life. */
export const T1 = 500;
export const T2 = 4_000;
export const T4 = 5_000;
/** Timers B, F, H, J, L, M, and how long a 2xx or a reliable provisional response is repeated. */
export const patience = 64 * T1;
/** Timer D on an unreliable transport: at least 32 s. */
export const timerD = 32_000;
/** What a UAS lets pass before it sends 100 by itself (RFC 3261 17.2.1) never comes into play: it sends it at once. */
export type TimerName = "A" | "B" | "D" | "E" | "F" | "G" | "H" | "I" | "J" | "K" | "L" | "M";
