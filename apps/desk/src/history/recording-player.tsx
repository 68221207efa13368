import { Button } from "@mantine/core";
import { IconDownload, IconHeadphones } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { failureOf } from "../api/client.ts";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { downloadOf, type LoadedSound, useRecording, useSound } from "./use-recording.ts";

const HEIGHT = 32;

/** What was said in a call: nothing is loaded, and no listening written down, before somebody asks for it. */
export function RecordingPlayer({ call }: { call: string }): ReactNode {
  const { t } = useTranslation();
  const found = useRecording(call);
  const sound = useSound(call);
  if (found.data === undefined || found.data === null) return null;
  return (
    <>
      <h3 className="column-title">{t("player.title")}</h3>
      <div className="section">
        <p className="dim small">{t("player.sides")}</p>
        {sound.data === undefined ? (
          <WorkButton
            variant="default"
            leftSection={<IconHeadphones size={18} aria-hidden />}
            onClick={() => sound.mutate()}
            busy={sound.isPending}
          >
            {t("player.listen")}
          </WorkButton>
        ) : (
          <Player sound={sound.data} />
        )}{" "}
        <Button
          component="a"
          variant="default"
          href={downloadOf(call)}
          download
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {t("player.download")}
        </Button>
        <Refusal failure={sound.isError ? failureOf(sound.error) : null} />
      </div>
    </>
  );
}

function Player({ sound }: { sound: LoadedSound }): ReactNode {
  const { t } = useTranslation();
  const [played, setPlayed] = useState(0);
  return (
    <>
      {sound.waveform === null ? (
        <p className="dim small">{t("player.noWaveform")}</p>
      ) : (
        // Whoever listens has the player's own controls, which say where it is.
        <svg
          className="waveform"
          viewBox={`0 0 ${sound.waveform.agent.length} ${2 * HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden
        >
          <path d={barsOf(sound.waveform.agent, 0)} />
          <path d={barsOf(sound.waveform.caller, HEIGHT)} />
          <line x1={played * sound.waveform.agent.length} x2={played * sound.waveform.agent.length} y1="0" y2="64" />
        </svg>
      )}
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said. */}
      <audio
        className="player"
        controls
        autoPlay
        src={sound.url}
        aria-label={t("player.title")}
        onTimeUpdate={({ currentTarget: { currentTime, duration } }) =>
          setPlayed(duration > 0 && Number.isFinite(duration) ? currentTime / duration : 0)
        }
      />
    </>
  );
}

function barsOf(peaks: readonly number[], top: number): string {
  const middle = top + HEIGHT / 2;
  return peaks
    .map((peak, at) => {
      const half = Math.max(0.5, (peak * HEIGHT) / 2);
      return `M${at + 0.5} ${middle - half}V${middle + half}`;
    })
    .join("");
}
