import type { QualityView } from "@belfry/phone";
import type { TFunction } from "i18next";

export interface QualityWords {
  /** 0: not known yet, 1: poor, 2: fair, 3: good. */
  readonly bars: 0 | 1 | 2 | 3;
  readonly label: string;
  /** There is something wrong to tell of. */
  readonly troubled: boolean;
  /** What is wrong, one sentence each; or that nothing is. */
  readonly reasons: readonly string[];
}

/** Above these, people begin to notice (ITU-T G.114 for the delay; loss and jitter by common practice). */
const SLOW_ROUND_TRIP = 300;
const ROUGH_JITTER = 30;
const NOTICED_LOSS_PERCENT = 2;
/** From here on a score is good, and fair (ITU-T G.107, Annex B). */
export const GOOD_SCORE = 4;
export const FAIR_SCORE = 3.5;

export function qualityWords(quality: QualityView | null, t: TFunction): QualityWords {
  if (quality === null || (quality.mos === null && quality.oneWay === null)) {
    return { bars: 0, label: t("quality.unknown"), troubled: false, reasons: [t("quality.unknownText")] };
  }
  const reasons: string[] = [];
  const { oneWay } = quality;
  if (oneWay !== null && oneWay !== "muted") reasons.push(t(`quality.${oneWay}`));
  if ((quality.lossPercent ?? 0) >= NOTICED_LOSS_PERCENT) reasons.push(t("quality.lossText"));
  if ((quality.rttMs ?? 0) >= SLOW_ROUND_TRIP) reasons.push(t("quality.delayText"));
  if ((quality.jitterMs ?? 0) >= ROUGH_JITTER) reasons.push(t("quality.jitterText"));
  const troubled = reasons.length > 0;
  if (oneWay === "muted") reasons.push(t("quality.mutedText"));
  else if (!troubled) reasons.push(t("quality.goodText"));
  const broken = oneWay !== null && oneWay !== "muted";
  if (broken || (quality.mos ?? GOOD_SCORE) < FAIR_SCORE)
    return { bars: 1, label: t("quality.poor"), troubled, reasons };
  if ((quality.mos ?? GOOD_SCORE) < GOOD_SCORE) return { bars: 2, label: t("quality.fair"), troubled, reasons };
  return { bars: 3, label: t("quality.good"), troubled, reasons };
}
