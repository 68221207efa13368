import type { MicrophoneTest, PhoneApi } from "@belfry/phone";
import { Button, Group } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { LevelMeter } from "./level-meter.tsx";

const HEARD = 0.02;
const QUIET_AFTER = 4000;

/** Speak, see the bar move, and hear yourself. */
export function MicrophoneTrial({ phone }: { phone: PhoneApi }): ReactNode {
  const { t } = useTranslation();
  const [test, setTest] = useState<MicrophoneTest | null>(null);
  const [quiet, setQuiet] = useState(false);
  const [failed, setFailed] = useState(false);
  const running = useRef<MicrophoneTest | null>(null);
  useEffect(() => () => running.current?.close(), []);
  useEffect(() => {
    if (test === null) return;
    let heard = false;
    const stop = test.subscribe((level) => {
      if (level < HEARD || heard) return;
      heard = true;
      setQuiet(false);
    });
    const timer = setTimeout(() => setQuiet(!heard), QUIET_AFTER);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [test]);

  async function begin(): Promise<void> {
    setFailed(false);
    try {
      await phone.unlock();
      running.current = await phone.devices.testMicrophone();
      setTest(running.current);
    } catch {
      setFailed(true);
    }
  }
  function end(): void {
    running.current?.close();
    running.current = null;
    setTest(null);
    setQuiet(false);
  }

  return (
    <div style={{ marginTop: 8 }}>
      {test !== null && (
        <>
          <p className="dim">{t("audio.sayHello")}</p>
          <LevelMeter label={t("audio.level")} subscribe={(listener) => test.subscribe(listener)} />
        </>
      )}
      <p role="status" className="dim">
        {quiet && t("audio.quiet")}
        {failed && t("audio.notAllowed")}
      </p>
      <Group>
        <Button variant="default" size="xs" onClick={() => (test === null ? void begin() : end())}>
          {test === null ? t("audio.testMic") : t("audio.stopTest")}
        </Button>
        {test !== null && (
          <Button variant="default" size="xs" onClick={() => void test.playBack().catch(() => {})}>
            {t("audio.playBack")}
          </Button>
        )}
      </Group>
    </div>
  );
}

/** During a call: what goes out and what comes in. */
export function CallLevels({ phone }: { phone: PhoneApi }): ReactNode {
  const { t } = useTranslation();
  const { card } = useDesk();
  if (card === null || card.phase === "offered") return null;
  return (
    <section className="section" style={{ display: "grid", gap: 8 }}>
      <LevelMeter
        label={t("audio.level")}
        subscribe={(listener) => phone.levels.subscribe((levels) => listener(levels.input))}
      />
      <LevelMeter
        label={t("audio.outputLevel")}
        subscribe={(listener) => phone.levels.subscribe((levels) => listener(levels.output))}
      />
    </section>
  );
}
