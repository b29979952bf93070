import type { Intrinsics } from '../../shared/camera.ts';
import { lookNames } from '../reference/looks.ts';
import type { RenderControls } from '../reference/renderer.ts';
import { psnr } from './image-quality.ts';
import type { Judge } from './judge.ts';
import { Probe } from './probe.ts';
import type { Observation } from './rollout.ts';

/** How far a number that the probe reads may be from what was asked for, of a range of 1. */
export const controlTolerance = 0.15;

/** Shares of frames in which the probe reads what was asked for; `all`: all three at once. */
export interface ControlAccuracy {
  timeOfDay: number;
  fog: number;
  theme: number;
  all: number;
}

export interface ControlFigures {
  /** Of relit views, and of the reference's own frames under the same controls. */
  accuracy: { model: ControlAccuracy; reference: ControlAccuracy };
  /** Decibels of the same views of known places: as drawn, and relit, each against the reference under its controls. */
  revisit_psnr: { unchanged: number; changed: number; views: number };
  views: number;
}

const nothing = (): ControlAccuracy => ({ timeOfDay: 0, fog: 0, theme: 0, all: 0 });

/**
 * Whether views look as was asked (control accuracy) and as well as before (`revisit_psnr` after a
 * change): a frozen probe (models/training/control_probe.py) reads time of day, fog and theme off them.
 */
export class ControlJudge implements Judge {
  readonly #probe: Probe;
  readonly #right = { model: nothing(), reference: nothing() };
  readonly #decibels = { unchanged: 0, changed: 0, views: 0 };
  readonly #isKnown: (observation: Observation) => boolean;
  #views = 0;

  private constructor(probe: Probe, isKnown: (observation: Observation) => boolean) {
    this.#probe = probe;
    this.#isKnown = isKnown;
  }

  /** `isKnown` says of which views memory was shown the place. */
  static async load(
    file: string,
    intrinsics: Intrinsics,
    isKnown: (observation: Observation) => boolean,
  ): Promise<ControlJudge> {
    return new ControlJudge(await Probe.load(file, intrinsics), isKnown);
  }

  /** Judges views that were asked to look otherwise. */
  async judge(observation: Observation): Promise<void> {
    const { view, truth, asked } = observation;
    if (asked === undefined) return;
    const shown = view.shown ?? view.rgb;
    this.#views++;
    await this.#read(shown, asked.controls, this.#right.model);
    await this.#read(asked.truth.rgb, asked.controls, this.#right.reference);
    if (!this.#isKnown(observation)) return;
    this.#decibels.unchanged += psnr(view.rgb, truth.rgb);
    this.#decibels.changed += psnr(shown, asked.truth.rgb);
    this.#decibels.views++;
  }

  get figures(): ControlFigures {
    const share = ({ timeOfDay, fog, theme, all }: ControlAccuracy) => ({
      timeOfDay: timeOfDay / this.#views,
      fog: fog / this.#views,
      theme: theme / this.#views,
      all: all / this.#views,
    });
    const { unchanged, changed, views } = this.#decibels;
    return {
      accuracy: { model: share(this.#right.model), reference: share(this.#right.reference) },
      revisit_psnr: { unchanged: unchanged / views, changed: changed / views, views },
      views: this.#views,
    };
  }

  async #read(rgb: Uint8Array, asked: Required<RenderControls>, into: ControlAccuracy): Promise<void> {
    const [timeOfDay, fog, ...themes] = await this.#probe.read(rgb);
    const near = (read: number, value: number) => Math.abs(read - value) <= controlTolerance;
    const right = {
      timeOfDay: near(timeOfDay, asked.timeOfDay),
      fog: near(fog, asked.fog),
      theme: themes.indexOf(Math.max(...themes)) === lookNames.indexOf(asked.look),
    };
    if (right.timeOfDay) into.timeOfDay++;
    if (right.fog) into.fog++;
    if (right.theme) into.theme++;
    if (right.timeOfDay && right.fog && right.theme) into.all++;
  }
}

/** The figures as lines for people. */
export function describeControls({ accuracy, revisit_psnr: psnr, views }: ControlFigures): string {
  const line = (name: string, { timeOfDay, fog, theme, all }: ControlAccuracy) =>
    `${name.padEnd(20)}time ${timeOfDay.toFixed(3)}, fog ${fog.toFixed(3)}, theme ${theme.toFixed(3)}, all three ${all.toFixed(3)}`;
  return [
    line('controls, relit', accuracy.model),
    `${line('  reference frames', accuracy.reference)}  (${views} views, within ${controlTolerance})`,
    `  revisit_psnr      ${psnr.changed.toFixed(2)} dB after a change, ${psnr.unchanged.toFixed(2)} dB without  (${psnr.views} views)`,
  ].join('\n');
}
