import { quantile } from '../figures.ts';

declare global {
  interface Window {
    /** When the page displayed each frame of the view: milliseconds since the Unix epoch. */
    frameTimes?: number[];
  }
}

/** Notes when each frame of the view is displayed. Runs in a page before its own code, so it uses nothing from outside. */
export function installFrameTimes(): void {
  const times: number[] = [];
  window.frameTimes = times;
  let followed: HTMLVideoElement | undefined;
  setInterval(() => {
    const video = document.querySelector<HTMLVideoElement>('video[data-testid="view"]');
    if (!video || video === followed) return;
    followed = video;
    const next = () => {
      times.push(performance.timeOrigin + performance.now());
      if (video === followed) video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  }, 20);
}

/** Milliseconds between two frames of which the later one came from `from` on, and the earlier one before `to`. */
export function gapsWithin(times: readonly number[], from: number, to: number): number[] {
  const gaps: number[] = [];
  for (let i = 1; i < times.length; i++) {
    if (times[i] >= from && times[i - 1] < to) gaps.push(times[i] - times[i - 1]);
  }
  return gaps;
}

export interface GapFigures {
  /** Milliseconds. */
  p50: number;
  p95: number;
  most: number;
  count: number;
}

export function gapFigures(gaps: readonly number[]): GapFigures {
  return {
    ...{ p50: quantile(gaps, 0.5), p95: quantile(gaps, 0.95) },
    ...{ most: Math.max(0, ...gaps), count: gaps.length },
  };
}
