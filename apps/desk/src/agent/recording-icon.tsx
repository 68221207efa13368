import {
  IconAlertTriangle,
  IconCircleDashed,
  IconPlayerPauseFilled,
  IconPlayerRecordFilled,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { RecordingView } from "../desk/view/call-card-view.ts";

/** Each state has a shape of its own: colour alone tells nobody anything. */
export function RecordingIcon({ state }: { state: RecordingView["state"] }): ReactNode {
  if (state === "on") return <IconPlayerRecordFilled size={16} aria-hidden />;
  if (state === "failed") return <IconAlertTriangle size={16} aria-hidden />;
  if (state === "ready") return <IconCircleDashed size={16} aria-hidden />;
  return <IconPlayerPauseFilled size={16} aria-hidden />;
}
