import { VisuallyHidden } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcementsBetween, type Picture } from "./announcements.ts";
import { useDesk } from "./use-desk.tsx";

/** A text that was said must be said again when it happens again, so each has its own key. */
interface Said {
  readonly key: number;
  readonly text: string;
}

const KEPT = 4;

/** The two live regions of the page. They stay mounted, for a region that appears with its text is often not read. */
export function Announcer(): ReactNode {
  const { t } = useTranslation();
  const { link, me, state, card, muted, endedAway, declined, preview } = useDesk();
  const last = useRef<Picture | null>(null);
  const count = useRef(0);
  const [polite, setPolite] = useState<readonly Said[]>([]);
  const [assertive, setAssertive] = useState<Said | null>(null);

  useEffect(() => {
    const next = preview === null ? null : { contact: preview.contact.id, who: preview.who };
    const ended = endedAway?.text ?? null;
    const picture: Picture = { link, me, state, card, muted, endedAway: ended, declined, preview: next };
    const before = last.current;
    last.current = picture;
    if (before === null) return;
    const news = announcementsBetween(before, picture, t);
    if (news.polite.length > 0) {
      const said = news.polite.map((text) => ({ key: ++count.current, text }));
      setPolite((old) => [...old, ...said].slice(-KEPT));
    }
    if (news.assertive !== null) setAssertive({ key: ++count.current, text: news.assertive });
    else if (card === null) setAssertive(null);
  }, [link, me, state, card, muted, endedAway, declined, preview, t]);

  return (
    <VisuallyHidden>
      <div role="log" aria-live="polite" aria-relevant="additions" data-testid="announce-polite">
        {polite.map((one) => (
          <p key={one.key}>{one.text}</p>
        ))}
      </div>
      <div role="alert" aria-live="assertive" data-testid="announce-assertive">
        {assertive !== null && <p key={assertive.key}>{assertive.text}</p>}
      </div>
    </VisuallyHidden>
  );
}
