import {
  IconAlertTriangle,
  IconBellRinging,
  IconCircleCheck,
  IconCircleDashed,
  IconCoffee,
  IconNotes,
  IconPhone,
  IconPlayerPause,
} from "@tabler/icons-react";
import type { CSSProperties, ReactNode } from "react";
import type { Tone } from "../desk/view/state-view.ts";

const ICONS = {
  available: IconCircleCheck,
  offered: IconBellRinging,
  inCall: IconPhone,
  held: IconPlayerPause,
  wrapUp: IconNotes,
  paused: IconCoffee,
  signedOut: IconCircleDashed,
  trouble: IconAlertTriangle,
} as const;

export function toneStyle(tone: Tone): CSSProperties {
  return { color: `var(--${tone}-ink)`, background: `var(--${tone}-fill)` };
}

export function ToneIcon({ tone, size = 16 }: { tone: Tone; size?: number }): ReactNode {
  const Icon = ICONS[tone];
  return <Icon size={size} aria-hidden stroke={1.8} />;
}

/** A state: colour, icon and word together, never a colour alone. */
export function StateBadge({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode {
  return (
    <span className="badge" data-tone={tone} style={toneStyle(tone)}>
      <ToneIcon tone={tone} size={14} />
      <span className="badge-text">{children}</span>
    </span>
  );
}
