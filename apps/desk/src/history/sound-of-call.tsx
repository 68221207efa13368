import type { QualitySample } from "@belfry/contracts";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatDuration } from "../i18n/format.ts";
import { soundOf, TOP_SCORE } from "./sound-figures.ts";

const WIDTH = 300;
const HEIGHT = 48;

/** What one agent's phone measured during the call: a sentence, the score over time, and the figures. */
export function SoundOfCall(props: {
  /** Null where one agent had the whole call. */
  agent: string | null;
  samples: readonly QualitySample[];
  startedAt: number;
}): ReactNode {
  const { t } = useTranslation();
  const { agent, samples, startedAt } = props;
  const sound = soundOf(samples);
  const figures = [
    { name: t("quality.mos"), unit: "", ...sound.mos },
    { name: t("quality.loss"), unit: " %", ...sound.lossPercent },
    { name: t("quality.jitter"), unit: " ms", ...sound.jitterMs },
    { name: t("quality.rtt"), unit: " ms", ...sound.rttMs },
  ];
  const { worst } = sound;
  return (
    <div className="section">
      {agent !== null && <div>{agent}</div>}
      {worst !== null && (
        <>
          <p>{t(`calls.sound.${worst.grade}`, { time: formatDuration(worst.at - startedAt) })}</p>
          <svg
            className="sound-chart"
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={t("calls.sound.chart", { low: worst.mos, high: sound.best })}
          >
            <line x1="0" x2={WIDTH} y1={heightOf(sound.poorBelow)} y2={heightOf(sound.poorBelow)} />
            <polyline points={sound.line.map(([x, mos]) => `${x * WIDTH},${heightOf(mos)}`).join(" ")} />
          </svg>
        </>
      )}
      <table className="sound-figures small">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("calls.sound.usual")}</th>
            <th scope="col">{t("calls.sound.worst")}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map(({ name, unit, usual, worst: extreme }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{usual === null ? "–" : `${usual}${unit}`}</td>
              <td>{extreme === null ? "–" : `${extreme}${unit}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function heightOf(mos: number): number {
  return HEIGHT - ((mos - 1) / (TOP_SCORE - 1)) * HEIGHT;
}
