import type { ReactNode } from "react";
import { useServerNow } from "../desk/use-desk.tsx";
import { formatDuration, isoDuration } from "../i18n/format.ts";

/** Time since an instant of the server's clock. Not a live region: it would be read every second. */
export function Since({ at, className }: { at: number; className?: string }): ReactNode {
  const elapsed = useServerNow() - at;
  return (
    <time className={className} dateTime={isoDuration(elapsed)}>
      {formatDuration(elapsed)}
    </time>
  );
}

/** Time until an instant of the server's clock. */
export function useTimeLeft(until: number | null): number | null {
  const now = useServerNow();
  return until === null ? null : Math.max(0, until - now);
}
