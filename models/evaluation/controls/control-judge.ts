import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { RenderControls } from '../../reference/rendering/renderer.ts';
import { psnr } from '../judges/image-quality.ts';
import type { Judge } from '../judges/judge.ts';
import { Probe } from '../judges/probe.ts';
import type { Observation } from '../rollout/rollout.ts';
import { ControlReading, type ControlsRight, controlTolerance } from './control-reading.ts';

/** Shares of requested controls that the probe reads correctly; `all`: all three at once. */
export interface ControlAccuracy {
  timeOfDay: number;
  fog: number;
  theme: number;
  all: number;
}

/** Accuracy on relit views, and on reference frames of the same places under the same controls. */
export interface ControlReadings {
  model: ControlAccuracy;
  reference: ControlAccuracy;
}

export interface ControlFigures {
  /**
   * Accuracy by setting, each read from all of its frames: what several players see after one change of the
   * controls.
   */
  accuracy: ControlReadings & { settings: number /** Mean number of frames of a setting. */; frames: number };
  /**
   * Accuracy by single frame. A near wall, which shows little of the time of day, counts as much as an open
   * view.
   */
  frame_accuracy: ControlReadings;
  /** Decibels of views of known places as drawn and relit, each against the reference under its controls. */
  revisit_psnr: { unchanged: number; changed: number; views: number };
  views: number;
}

interface Setting {
  asked: Required<RenderControls>;
  model: ControlReading;
  reference: ControlReading;
}

const begun = (asked: Required<RenderControls>): Setting => ({
  asked,
  model: new ControlReading(),
  reference: new ControlReading(),
});

const nothing = (): ControlAccuracy => ({ timeOfDay: 0, fog: 0, theme: 0, all: 0 });

/**
 * Measures whether views follow the requested controls (control accuracy), and whether they keep their
 * quality (`revisit_psnr` after a change). A frozen probe
 * (models/training/worldroom_training/probes/control.py) reads time of day, fog and theme from views.
 */
export class ControlJudge implements Judge {
  readonly #probe: Probe;
  readonly #right = {
    settings: { model: nothing(), reference: nothing() },
    frames: { model: nothing(), reference: nothing() },
  };
  /** The setting that is being read, by world. */
  readonly #open = new Map<number, Setting>();
  #settings = 0;
  readonly #decibels = { unchanged: 0, changed: 0, views: 0 };
  readonly #isKnown: (observation: Observation) => boolean;
  #views = 0;

  private constructor(probe: Probe, isKnown: (observation: Observation) => boolean) {
    this.#probe = probe;
    this.#isKnown = isKnown;
  }

  /** `isKnown` tells whether memory has seen the place of a view. */
  static async load(
    file: string,
    intrinsics: Intrinsics,
    isKnown: (observation: Observation) => boolean,
  ): Promise<ControlJudge> {
    return new ControlJudge(await Probe.load(file, intrinsics), isKnown);
  }

  /** Judges views with requested controls; the views of one setting must be consecutive. */
  async judge(observation: Observation): Promise<void> {
    const { world, view, truth, asked } = observation;
    if (asked === undefined) return;
    const shown = view.shown ?? view.rgb;
    this.#views++;
    const setting = this.#open.get(world) ?? begun(asked.controls);
    this.#open.set(world, setting);
    const { frames } = this.#right;
    await this.#read(shown, setting, 'model', frames.model);
    await this.#read(asked.truth.rgb, setting, 'reference', frames.reference);
    if (!this.#isKnown(observation)) return;
    this.#decibels.unchanged += psnr(view.rgb, truth.rgb);
    this.#decibels.changed += psnr(shown, asked.truth.rgb);
    this.#decibels.views++;
  }

  /** Ends the world's setting and reads its frames together. */
  settle(world: number): void {
    const setting = this.#open.get(world);
    if (!setting) return;
    const { asked, model, reference } = setting;
    this.#settings++;
    count(model.right(asked), this.#right.settings.model);
    count(reference.right(asked), this.#right.settings.reference);
    this.#open.delete(world);
  }

  get figures(): ControlFigures {
    const { settings, frames } = this.#right;
    const { unchanged, changed, views } = this.#decibels;
    return {
      accuracy: {
        ...shares(settings, this.#settings),
        settings: this.#settings,
        frames: this.#views / this.#settings,
      },
      frame_accuracy: shares(frames, this.#views),
      revisit_psnr: { unchanged: unchanged / views, changed: changed / views, views },
      views: this.#views,
    };
  }

  async #read(
    rgb: Uint8Array,
    setting: Setting,
    of: 'model' | 'reference',
    into: ControlAccuracy,
  ): Promise<void> {
    const logProbabilities = await this.#probe.read(rgb);
    const alone = new ControlReading();
    alone.add(logProbabilities);
    count(alone.right(setting.asked), into);
    setting[of].add(logProbabilities);
  }
}

function count({ timeOfDay, fog, theme }: ControlsRight, into: ControlAccuracy): void {
  if (timeOfDay) into.timeOfDay++;
  if (fog) into.fog++;
  if (theme) into.theme++;
  if (timeOfDay && fog && theme) into.all++;
}

function shares({ model, reference }: ControlReadings, of: number): ControlReadings {
  const share = ({ timeOfDay, fog, theme, all }: ControlAccuracy) => ({
    timeOfDay: timeOfDay / of,
    fog: fog / of,
    theme: theme / of,
    all: all / of,
  });
  return { model: share(model), reference: share(reference) };
}

/** The figures as text for people. */
export function describeControls(figures: ControlFigures): string {
  const { accuracy, frame_accuracy: single, revisit_psnr: psnr, views } = figures;
  const line = (name: string, { timeOfDay, fog, theme, all }: ControlAccuracy) =>
    `${name.padEnd(20)}time ${timeOfDay.toFixed(3)}, fog ${fog.toFixed(3)}, theme ${theme.toFixed(3)}, all three ${all.toFixed(3)}`;
  return [
    line('controls, relit', accuracy.model),
    `${line('  reference frames', accuracy.reference)}  (${accuracy.settings} settings, ${accuracy.frames.toFixed(1)} frames each, within ${controlTolerance})`,
    line('  relit, one frame', single.model),
    `${line('  reference, one', single.reference)}  (${views} views)`,
    `  revisit_psnr      ${psnr.changed.toFixed(2)} dB after a change, ${psnr.unchanged.toFixed(2)} dB without  (${psnr.views} views)`,
  ].join('\n');
}
