import { type ReactNode, useEffect, useRef } from "react";

/** A bar that follows a level of 0 to 1. It moves ten times a second, past React: nothing else has to be drawn again. */
export function LevelMeter(props: {
  label: string;
  subscribe: (listener: (level: number) => void) => () => void;
}): ReactNode {
  const bar = useRef<HTMLDivElement>(null);
  const subscribe = useRef(props.subscribe);
  useEffect(
    () =>
      subscribe.current((level) => {
        // Loudness is heard in proportions: the square root makes quiet speech visible.
        if (bar.current !== null) bar.current.style.transform = `scaleX(${Math.sqrt(Math.min(1, Math.max(0, level)))})`;
      }),
    [],
  );
  return (
    <div>
      <div className="small dim">{props.label}</div>
      <div className="meter" role="img" aria-label={props.label}>
        <div ref={bar} style={{ transform: "scaleX(0)" }} />
      </div>
    </div>
  );
}
