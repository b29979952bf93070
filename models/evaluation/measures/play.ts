import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { type ActionFigures, ActionJudge } from '../judges/action-judge.ts';
import { Calibration } from '../judges/calibration.ts';
import { CrossView, type CrossViewFigures } from '../judges/cross-view.ts';
import { FrameQuality, type NextFrameFigures } from '../judges/frame-quality.ts';
import type { Judge } from '../judges/judge.ts';
import { type MotionFigures, MotionJudge } from '../judges/motion-judge.ts';
import { type PlayerFigures, PlayerJudge } from '../judges/player-judge.ts';
import { type Compared, type RevisitFigures, RevisitJudge } from '../judges/revisit-judge.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { type Observation, rollout } from '../rollout/rollout.ts';

/** Figures of scripted players in held-out worlds. */
export interface PlayFigures {
  /** Decibels; revisits are views of which 90 % was seen at least 70 ticks before. */
  revisit_psnr: Compared & { views: number };
  revisit_ssim: Compared;
  /** All views of play, including those that are no revisits. */
  all_psnr: { model: number; warp: number; views: number };
  /** Decibels of views drawn after true frames, every sixteenth tick. */
  next_frame_psnr: NextFrameFigures;
  /** Share of players that the frozen detector finds in generated frames, and in reference frames. */
  player_seen: PlayerFigures;
  /** How well the camera's motion is read from two consecutive frames; the ratio is the measure. */
  action_recovered: ActionFigures;
  /** One-step error in metres and as a share of a moving body's step. */
  motion_error: { metres: number; share: number };
  /** Share of steps that end inside something solid. */
  wall_violations: number;
  /** Share of views for which `imagine` ran. */
  imagined: number;
  /** Keyframes in memory at the end, mean over worlds. */
  keyframes: number;
  /** Share of the pixels with at least 90 % confidence that are within the tolerance. */
  calibration: { confident: number; right: number };
  /** Mean milliseconds of one worker for a view. */
  milliseconds_per_view: number;
  by_seed: { seed: number; revisit: RevisitFigures }[];
}

export interface PlayOptions {
  players: number;
  /** Ticks of play in each world. */
  ticks: number;
  /** Files of the frozen judges' graphs. */
  probes: { actions: string; players: string };
  /** Called for every world when its play has ended; `sheet` holds rows of pictures, see sheetRow. */
  ended?(played: PlayedWorld, sheet: Uint8Array[][]): Promise<void>;
}

export interface PlayedWorld {
  seed: number;
  revisit: RevisitFigures;
  motion: MotionFigures;
  /** Keyframes in memory at the end. */
  keyframes: number;
}

/** Ticks between the rows of a contact sheet. */
const sheetEvery = 50;

/**
 * Runs scripted players in every world in parallel, and judges their views. The second figures are
 * cross_view's in these worlds, of which nearly everything is known. Deterministic for a pack and its worlds,
 * except for times.
 */
export async function measurePlay(
  pack: Pack,
  generator: Generator,
  worlds: readonly HeldOutWorld[],
  { players, ticks, probes, ended = async () => {} }: PlayOptions,
): Promise<{ play: PlayFigures; wellKnown: CrossViewFigures }> {
  const { view, motion } = pack.manifest;
  const calibration = new Calibration();
  const crossView = new CrossView(view);
  const actions = await ActionJudge.load(probes.actions, view);
  const seen = await PlayerJudge.load(probes.players, view);

  const playIn = async (world: HeldOutWorld): Promise<PlayedWorld & { frames: FrameQuality }> => {
    const frames = new FrameQuality();
    const revisit = new RevisitJudge(view);
    const bodies = new MotionJudge(world.reference, motion.physics, 1 / view.rate);
    const judges: Judge[] = [revisit, frames, calibration, crossView, actions, seen];
    for (const judge of judges) judge.begin?.(world);
    const sheet: Uint8Array[][] = [];
    let keyframes = 0;
    for await (const tick of rollout({ pack, generator, world, players, ticks })) {
      for (const step of tick.steps) bodies.judge(step);
      for (const observation of tick.observations) {
        for (const judge of judges) await judge.judge(observation);
      }
      keyframes = tick.remembered;
      const [first] = tick.observations;
      if (first && first.tick % sheetEvery === sheetEvery - 1) sheet.push(sheetRow(first));
    }
    const played = { seed: world.seed, revisit: revisit.figures, motion: bodies.figures, keyframes };
    await ended(played, sheet);
    return { ...played, frames };
  };
  const played = await Promise.all(worlds.map(playIn));
  // In the order of the worlds: sums in the order of completion would differ in the last digit between runs.
  const frames = new FrameQuality();
  for (const world of played) frames.add(world.frames);

  // All worlds have equal weight, however many views of each were judged.
  const mean = (of: (world: PlayedWorld) => number) =>
    played.reduce((sum, world) => sum + of(world), 0) / played.length;
  const compared = (measure: 'psnr' | 'ssim'): Compared => ({
    model: mean(({ revisit }) => revisit[measure].model),
    warp: mean(({ revisit }) => revisit[measure].warp),
    copy: mean(({ revisit }) => revisit[measure].copy),
  });
  const { all, next, milliseconds, imagined } = frames.figures;
  const play: PlayFigures = {
    revisit_psnr: { ...compared('psnr'), views: played.reduce((sum, { revisit }) => sum + revisit.views, 0) },
    revisit_ssim: compared('ssim'),
    all_psnr: all,
    next_frame_psnr: next,
    player_seen: seen.figures,
    action_recovered: actions.figures,
    motion_error: {
      metres: mean((world) => world.motion.metres),
      share: mean((world) => world.motion.share),
    },
    wall_violations: mean((world) => world.motion.violations),
    imagined,
    keyframes: mean((world) => world.keyframes),
    calibration: calibration.figures,
    milliseconds_per_view: milliseconds,
    by_seed: played.map(({ seed, revisit }) => ({ seed, revisit })),
  };
  return { play, wellKnown: crossView.figures };
}

/** Drawn view, reprojection, nearest keyframe, reference. */
function sheetRow({ view, truth, nearest }: Observation): Uint8Array[] {
  return [view.rgb, view.warp ?? view.rgb, nearest.rgb, truth.rgb];
}
