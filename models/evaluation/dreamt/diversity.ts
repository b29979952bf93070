import type { Pack } from '../../../server/pack/pack.ts';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import { createFrame } from '../../reference/rendering/renderer.ts';
import { onePicture } from '../endless/one-picture.ts';
import { PictureWalk } from '../endless/picture-walk.ts';
import type { WatchedModel } from '../endless/watched-model.ts';
import { referencePlans } from '../map/generated-plans.ts';
import { defaultControls } from '../rollout/held-out.ts';
import { fillGround, openedRoom, picturesOf, playedPlan } from './opened-room.ts';
import { mapDistance, pictureDistance } from './plan-distance.ts';

/** Directions that are compared, radians aside: none of them sees what a picture straight ahead shows. */
const aside = [(2 * Math.PI) / 3, Math.PI, (4 * Math.PI) / 3];
/** Room seeds of these are not those of others. */
const firstSeed = 7_000;

export interface DistanceFigures {
  mean: number;
  /** Of the two that are most alike. */
  least: number;
}

/** How two of a kind differ. */
export interface PairFigures {
  /** Share of cells of the map around the start that are of another kind. */
  map: DistanceFigures;
  /** Root mean square difference of colours (0 to 255) of looks from the start, at an eighth of the size. */
  picture: DistanceFigures;
}

export interface DiversityFigures {
  pairs: number;
  /** Two room seeds that begin with nothing, and two that begin with the same picture, without what it shows. */
  nothing: PairFigures;
  picture: PairFigures;
  /** Two held-out reference towns. */
  reference: PairFigures;
}

/** What is compared of a place. */
interface Place {
  kinds: Uint8Array;
  given?: Uint8Array;
  looks: readonly Uint8Array[];
}

/** Compares rooms of different seeds, and reference towns. */
export async function measureDiversity(
  { pack, model }: { pack: Pack; model: WatchedModel },
  pairs: number,
): Promise<DiversityFigures> {
  const { view } = pack.manifest;
  const of = async (place: (index: number) => Promise<Place> | Place) => {
    const distances: { map: number; picture: number }[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      distances.push(distanceOf(await place(2 * pair), await place(2 * pair + 1), view));
    }
    return {
      map: figuresOf(distances.map(({ map }) => map)),
      picture: figuresOf(distances.map(({ picture }) => picture)),
    };
  };
  return {
    pairs,
    nothing: await of((index) => roomOfNothing(pack, model, firstSeed + index)),
    picture: await of((index) => roomOfPicture(pack, model, index)),
    reference: await of((index) => referenceTown(pack, index)),
  };
}

function distanceOf(a: Place, b: Place, size: Intrinsics): { map: number; picture: number } {
  const given = a.given?.map((is, cell) => (is === 1 || b.given?.[cell] === 1 ? 1 : 0));
  const pictures = a.looks.map((look, i) => pictureDistance(look, b.looks[i], size));
  return {
    map: mapDistance(a, b, given),
    picture: pictures.reduce((sum, distance) => sum + distance, 0) / pictures.length,
  };
}

function figuresOf(distances: readonly number[]): DistanceFigures {
  return {
    mean: distances.reduce((sum, distance) => sum + distance, 0) / distances.length,
    least: Math.min(...distances),
  };
}

function posesAt(pose: Pose): Pose[] {
  return aside.map((turn) => ({ ...pose, yaw: pose.yaw + turn }));
}

async function roomOfNothing(pack: Pack, model: WatchedModel, roomSeed: number): Promise<Place> {
  const world = await openedRoom(pack, model, { roomSeed });
  const [start] = world.spawns;
  // The same directions in both rooms.
  const pose = { x: start.x, z: start.z, y: pack.manifest.motion.eyeHeight, yaw: 0, pitch: 0 };
  const looks = (await picturesOf(world, posesAt(pose))).map(({ rgb }) => rgb);
  const { kinds } = playedPlan(world, start);
  world.close();
  return { kinds, looks };
}

/** Two rooms of one picture come one after the other, with seeds of their own. */
async function roomOfPicture(pack: Pack, model: WatchedModel, index: number): Promise<Place> {
  const { view, motion } = pack.manifest;
  const picture = onePicture(Math.floor(index / 2), view, motion.eyeHeight);
  const { world } = new PictureWalk(pack, model, picture, firstSeed + index);
  world.leave('walker');
  await fillGround(world, picture.pose);
  const looks = (await picturesOf(world, posesAt(picture.pose))).map(({ rgb }) => rgb);
  const { kinds, given } = playedPlan(world, picture.pose);
  world.close();
  return { kinds, given, looks };
}

function referenceTown({ manifest }: Pack, index: number): Place {
  const { reference, renderer, pose } = onePicture(index, manifest.view, manifest.motion.eyeHeight);
  const looks = posesAt({ ...pose, yaw: 0 }).map((camera) => {
    const frame = createFrame(manifest.view);
    renderer.render(camera, reference.doors, defaultControls, frame);
    return frame.rgb;
  });
  const [{ kinds }] = referencePlans(1, index);
  return { kinds, looks };
}
