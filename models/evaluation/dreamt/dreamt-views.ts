import type { PictureSize } from '../../../server/contracts/picture.ts';
import type { PlannedGround } from '../../../server/contracts/planned-ground.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { isClear } from '../../../shared/geometry/solids.ts';
import { planHeights } from '../../../shared/plan.ts';
import { createFrame } from '../../reference/rendering/renderer.ts';
import { type OnePicture, onePicture } from '../endless/one-picture.ts';
import { lookPoses, PictureWalk } from '../endless/picture-walk.ts';
import type { WatchedModel } from '../endless/watched-model.ts';
import { type ComparedView, CrossView, type CrossViewFigures } from '../judges/cross-view.ts';
import { defaultControls } from '../rollout/held-out.ts';
import { beside } from '../rollout/second-view.ts';
import { ReferenceGround } from './reference-ground.ts';
import { type WallFigures, WallJudge } from './wall-judge.ts';

/** Metres that have to be free around a second player's camera. */
const elbowRoom = 0.15;

/** What people see of ground that a map made up, beside the same figures of the reference's own frames. */
export interface DreamtViewFigures {
  /** Of the pictures, as WxH. Surfaces of larger ones have a ray for each of their pixels, so views are smoother. */
  size: string;
  towns: number;
  /** Walks that got so far, and looks there that were drawn for two players, by metres from the start. */
  looks: Record<string, { walks: number; pairs: number }>;
  /**
   * How differently two players see a place: `imagined` are those that the room's one picture does not show, which the map
   * and the networks made up.
   */
  cross_view: CrossViewFigures & {
    /** Of `imagined` alone, by metres from the start. */
    by_metres: Record<string, number>;
    reference: CrossViewFigures;
    /** Of the same looks at the same made-up ground, as the reference would show it: what any pictures of it differ by. */
    same_ground: CrossViewFigures;
  };
  /** Walls of pictures against those of the map. */
  walls: WallFigures & { reference: WallFigures };
}

export interface DreamtViewOptions {
  towns: number;
  distances: readonly number[];
  /** Of the pictures that people look at. Views are judged in their own size. */
  size: PictureSize;
  progress?: (line: string) => void;
}

/** Walks outwards from one picture of each town, and looks around for two players at some distances. */
export async function measureDreamtViews(
  { pack, model }: { pack: Pack; model: WatchedModel },
  { towns, distances, size, progress = () => {} }: DreamtViewOptions,
): Promise<DreamtViewFigures> {
  const { view, motion } = pack.manifest;
  const judges = () => ({ crossView: new CrossView(view), walls: new WallJudge(view) });
  const [drawn, reference] = [judges(), judges()];
  const sameGround = new CrossView(view);
  const looks = new Map(distances.map((distance) => [distance, { walks: 0, pairs: 0 }]));
  const byMetres = new Map(distances.map((distance) => [distance, new CrossView(view)]));
  for (let town = 0; town < towns; town++) {
    const picture = onePicture(town, view, motion.eyeHeight);
    const crossViews = [drawn.crossView, reference.crossView, sameGround, ...byMetres.values()];
    for (const crossView of crossViews) crossView.begin(picture);
    judgeReference(picture, pack, reference);
    const walk = new PictureWalk(pack, model, picture, town);
    for (const [distance, counted] of looks) {
      if (!(await walk.goTo(distance))) break;
      counted.walks++;
      const ground = walk.world.map?.groundAround(walk.pose);
      const mapped = ground && new ReferenceGround(ground, picture.reference, view);
      for (const pose of lookPoses(walk.pose)) {
        const second = beside(pose);
        if (!isClear({ grid: walk.world.ground, obstacles: [] }, second.x, second.z, elbowRoom)) continue;
        counted.pairs++;
        const views = await drawForTwo(walk, pose, second, size);
        for (const crossView of [drawn.crossView, byMetres.get(distance)]) {
          crossView?.judge({ world: picture.seed, ...views });
        }
        if (ground) drawn.walls.judge(ground, views.view);
        const rendered = mapped?.view(pose);
        if (rendered) sameGround.judge({ world: picture.seed, view: rendered, second: mapped?.view(second) });
      }
    }
    walk.world.close();
    progress(
      `${size.width}x${size.height}, town ${town}: ${JSON.stringify([drawn, { crossView: sameGround }].map(({ crossView }) => crossView.figures))}`,
    );
  }
  return {
    size: `${size.width}x${size.height}`,
    towns,
    looks: Object.fromEntries(looks),
    cross_view: {
      ...drawn.crossView.figures,
      by_metres: Object.fromEntries(
        [...byMetres].map(([distance, { figures }]) => [distance, figures.imagined]),
      ),
      reference: reference.crossView.figures,
      same_ground: sameGround.figures,
    },
    walls: { ...drawn.walls.figures, reference: reference.walls.figures },
  };
}

/** The first player's view is remembered before the second's is drawn, as in play. */
async function drawForTwo(walk: PictureWalk, first: Pose, second: Pose, size: PictureSize) {
  const [view] = await walk.draw([first], size);
  walk.memory.write(view, 'first');
  const [other] = await walk.draw([second], size);
  return { view, second: other };
}

/** The same looks from the start of the town itself. */
function judgeReference(
  { seed, reference, renderer, pose }: OnePicture,
  { manifest }: Pack,
  { crossView, walls }: { crossView: CrossView; walls: WallJudge },
): void {
  const drawn = (camera: Pose): ComparedView => {
    const frame = createFrame(manifest.view);
    renderer.render(camera, reference.doors, defaultControls, frame);
    return { camera, ...frame };
  };
  const ground = groundOf(reference);
  for (const camera of lookPoses(pose)) {
    const view = drawn(camera);
    walls.judge(ground, view);
    const other = beside(camera);
    if (!isClear({ grid: reference, obstacles: [] }, other.x, other.z, elbowRoom)) continue;
    crossView.judge({ world: seed, view, second: drawn(other) });
  }
}

/** A reference world as a map that has seen nothing of it. */
export function groundOf({
  size,
  heights,
}: Pick<OnePicture['reference'], 'size' | 'heights'>): PlannedGround {
  const plane = () => new Uint8Array(new SharedArrayBuffer(size * size));
  const kinds = plane();
  for (const [cell, height] of heights.entries()) {
    kinds[cell] = planHeights.findIndex((metres) => metres >= height - 1e-3);
  }
  return { x: 0, z: 0, size, kinds, materials: plane(), given: plane(), sun: undefined };
}
