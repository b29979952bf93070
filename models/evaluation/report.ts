import { type ControlFigures, describeControls } from './controls/control-judge.ts';
import type { CrossViewFigures } from './judges/cross-view.ts';
import type { PlaceFigures } from './judges/place-judge.ts';
import { describeLatent, type LatentFigures } from './latent/latent.ts';
import { describeMap, type MapReport } from './map/map.ts';
import type { AblationFigures } from './measures/ablation.ts';
import type { DriftFigures } from './measures/drift.ts';
import type { FineFigures } from './measures/fine-pictures.ts';
import type { DriftReport } from './measures/kept-drift.ts';
import type { PlayFigures } from './measures/play.ts';
import type { PhysicsFigures } from './physics/physics.ts';
import { describePhysics } from './physics/physics-table.ts';
import { describeSketch, type SketchFigures } from './sketch/sketch.ts';
import { type Machine, machineLine } from './speed/machine.ts';
import type { ViewTime } from './speed/view-time.ts';
import type { TruthReport } from './truth/truth-run.ts';
import { describeTruth } from './truth/truth-table.ts';

/** The report of `npm run evaluate`; models/arena/report.json is one. */
export interface Report extends PlayFigures {
  pack: { name: string /** SHA-256 by graph. */; graphs: Record<string, string> };
  quick: boolean;
  /** Held-out worlds, ticks of play on each and players in each. */
  seeds: number[];
  ticks: number;
  players: number;
  /**
   * Share of never-seen views that a frozen probe classifies as the world's own, with those of reprojections
   * and reference frames.
   */
  imagine_plausible: PlaceFigures;
  /** The last minute of long rollouts and the first, at the same places; omitted by quick runs. */
  drift?: DriftReport;
  /** What people are shown in the pack's largest size; left out for packs without larger sizes. */
  fine_pictures?: FineFigures;
  /** Decibels of revisits by what a view is drawn from; left out of quick runs. */
  ablation?: AblationFigures;
  /** The same play drawn by other packs, by name, for example packs trained without an ingredient. */
  variants?: Record<string, number>;
  /**
   * How differently a place is drawn for two players: in partly known worlds, and in play in well-known ones,
   * where hardly anything but edges is imagined.
   */
  cross_view: CrossViewFigures & { well_known: CrossViewFigures };
  /** The laws of motion, inside and outside the trained physics. */
  physics: PhysicsFigures;
  /** How well relit views follow the requested controls; omitted for packs that cannot relight. */
  controls?: ControlFigures;
  /** How never-seen places follow a host's sketch. */
  sketch?: SketchFigures;
  /** Plans of unseen ground; omitted for packs without a plan graph. */
  map?: MapReport;
  /** Actions that a linear probe reads from codes learnt without labels; omitted by quick runs. */
  latent_action?: LatentFigures;
  /** Whether pictures show what the rules say happened, for all players; missing in older reports. */
  truth?: TruthReport & { /** Where it was measured by itself. */ machine?: Machine };
  /** Time for a single view, and that of bare ONNX Runtime. */
  view_time: ViewTime;
  /** The machine that times were measured on; missing in older reports. */
  machine?: Machine;
}

const figures = (value: number, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : '–');

/** One line of named decibels; no line without values. */
function decibelLine(heading: string, decibels: Readonly<Record<string, number>> = {}): string[] {
  const named = Object.entries(decibels).map(([name, value]) => `${name} ${figures(value)} dB`);
  return named.length > 0 ? [`${heading.padEnd(20)}${named.join(', ')}`] : [];
}

/** Lines on the pack's largest size. */
export function describeFine({
  size,
  psnr,
  revisit_psnr: revisit,
  near_detail: near,
  near_accepted: accepted,
}: FineFigures): string[] {
  return [
    `${size.padEnd(20)}${figures(psnr.model)} dB  (warp ${figures(psnr.warp)}, enlarged without detail ${figures(psnr.enlarged)}; ${psnr.views} views)`,
    `revisit_psnr        ${figures(revisit.model)} dB  (warp ${figures(revisit.warp)}; at the view's own size ${figures(revisit.view.model)}, warp ${figures(revisit.view.warp)}; ${revisit.views} views)`,
    `near_detail         ${figures(near.model, 3)}  of the reference's gradients (enlarged without detail ${figures(near.enlarged, 3)}; ${near.blocks} blocks)`,
    `near crops          ${figures(accepted.model, 3)}  are taken for the world's own (enlarged without detail ${figures(accepted.enlarged, 3)}, reference ${figures(accepted.reference, 3)}; ${accepted.crops} crops)`,
  ];
}

/** The report as lines for people. */
export function describeReport(report: Report): string {
  const drift = (name: string, { ratio, first, last, wandering, inWalls }: DriftFigures) =>
    `drift, ${name.padEnd(12)} ${figures(ratio, 3)}  (${figures(first)} dB in the first minute, ${figures(last)} dB at the same places in the last of ${report.drift?.ticks} ticks; before that ${figures(wandering.aged)} dB, from the world seed alone ${figures(wandering.fresh)} dB${inWalls > 0 ? `; on ${inWalls} ticks inside something solid, not judged` : ''})`;
  const { imagine_plausible: places, next_frame_psnr: next, view_time: time } = report;
  const { revisit_psnr: psnr, revisit_ssim: ssim, player_seen: seen, motion_error: motion } = report;
  return [
    `${report.pack.name}: ${report.seeds.length} held-out worlds, ${report.ticks} ticks, ${report.players} players each`,
    '',
    '                     model    warp    copy',
    `revisit_psnr (dB)   ${figures(psnr.model).padStart(6)}  ${figures(psnr.warp).padStart(6)}  ${figures(psnr.copy).padStart(6)}   over ${psnr.views} views`,
    `revisit_ssim        ${figures(ssim.model, 3).padStart(6)}  ${figures(ssim.warp, 3).padStart(6)}  ${figures(ssim.copy, 3).padStart(6)}`,
    `all views (dB)      ${figures(report.all_psnr.model).padStart(6)}  ${figures(report.all_psnr.warp).padStart(6)}`,
    `next_frame_psnr     ${figures(next.model).padStart(6)}          ${figures(next.copy).padStart(6)}   over ${next.views} views; ${figures(next.ownMemory)} when only the last frame is true`,
    ...(next.moved
      ? [
          `  camera moved      ${figures(next.moved.model).padStart(6)}          ${figures(next.moved.copy).padStart(6)}   over ${next.moved.views} views`,
        ]
      : []),
    '',
    `player_seen         ${figures(seen.model, 3)}  (the same detector on reference frames: ${figures(seen.reference, 3)}; ${seen.sightings} sightings)`,
    `imagine_plausible   ${figures(places.model, 3)}  (warp ${figures(places.warp, 3)}, reference frames ${figures(places.reference, 3)}; ${places.views} views)`,
    ...(report.drift ? [drift('idle', report.drift.idle), drift('active', report.drift.active)] : []),
    ...(report.fine_pictures ? describeFine(report.fine_pictures) : []),
    ...decibelLine('drawn from', report.ablation),
    ...decibelLine('drawn by', report.variants),
    `cross_view          ${figures(report.cross_view.ratio, 2)}  (imagined places differ by ${figures(report.cross_view.imagined, 1)} of 255, remembered ones by ${figures(report.cross_view.remembered, 1)}; ${figures(report.cross_view.well_known.ratio, 2)} at the edges that are imagined of well-known worlds)`,
    `action_recovered    ${figures(report.action_recovered.ratio, 3)}  (the probe reads ${figures(report.action_recovered.model, 3)} of generated, ${figures(report.action_recovered.reference, 3)} of reference motion; ${report.action_recovered.pairs} pairs)`,
    `motion_error        ${figures(motion.metres * 1000, 1)} mm a step, ${figures(motion.share * 100, 1)} % of a moving body's step`,
    `wall_violations     ${figures(report.wall_violations, 4)}`,
    `calibration         ${figures(report.calibration.right, 3)} of the pixels called sure are right (${figures(report.calibration.confident * 100, 0)} % are called so)`,
    `imagined views      ${figures(report.imagined * 100, 1)} %`,
    `time                ${figures(report.milliseconds_per_view, 1)} ms of one worker a view in play; alone ${figures(time.engine, 1)} ms (bare ONNX Runtime ${figures(time.bare, 1)}), and ${figures(time.imagining, 1)} more when imagined`,
    ...(report.machine ? [`on                  ${machineLine(report.machine)}`] : []),
    '',
    ...(report.controls ? [describeControls(report.controls)] : []),
    describePhysics(report.physics),
    ...(report.sketch ? ['', describeSketch(report.sketch)] : []),
    ...(report.map ? ['', describeMap(report.map)] : []),
    ...(report.latent_action ? ['', describeLatent(report.latent_action)] : []),
    ...(report.truth ? ['', describeTruth(report.truth)] : []),
  ].join('\n');
}
