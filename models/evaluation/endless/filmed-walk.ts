import { type Picture, type PictureSize, sharedCopy } from '../../../server/contracts/picture.ts';
import { pictureOf } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { World } from '../../../server/world/world.ts';
import type { Player } from '../../../server/world/world-state.ts';
import { type Action, neutralAction } from '../../../shared/action.ts';
import { type Intrinsics, intrinsicsAt } from '../../../shared/geometry/camera.ts';
import { createFrame, Renderer } from '../../reference/rendering/renderer.ts';
import { defaultControls } from '../rollout/held-out.ts';
import { type OnePicture, onePicture } from './one-picture.ts';
import { OutwardWalker } from './outward-walker.ts';
import { watchedModel } from './watched-model.ts';

/** Seconds for which the walker stands before the only picture. */
const standing = 2;
/** Share of the turn that the walker wants, of what it turned before, and of the speed of a turn that looks calm. */
const calm = { wanted: 0.3, before: 0.7, most: 0.6 } as const;
/** Metres of the goal, so that no wall on the way ends the walk. */
const far = 400;

export interface FilmedWalkOptions {
  /** Number of the held-out town. */
  town: number;
  roomSeed: number;
  /** Radians between the way that is walked and where the picture looks. */
  turn: number;
  seconds: number;
  size: PictureSize;
}

/** What a player sees who walks away from the only picture of a held-out town, as people are shown it. */
export async function* filmedWalk(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move' | 'fillTile'>,
  { town, roomSeed, turn: aside, seconds, size }: FilmedWalkOptions,
): AsyncGenerator<Picture> {
  const { manifest } = pack;
  const picture = onePicture(town, manifest.view, manifest.motion.eyeHeight);
  const { pose } = picture;
  const model = watchedModel(generator);
  const memory = new RoomMemory(manifest);
  const world = new World({
    pack,
    seed: inSize(picture, intrinsicsAt(manifest.view, size.width)),
    generator: model,
    memory,
    roomSeed,
    map: {},
  });
  world.join('walker', 'walker');
  const yaw = pose.yaw + aside;
  const goal = { x: pose.x + far * Math.sin(yaw), z: pose.z + far * Math.cos(yaw) };
  const walker = new OutwardWalker(world, goal);
  const { rate } = manifest.view;
  // Ground around the picture is there before people come, as in a room.
  for (let tick = 0; tick < standing * rate; tick++) {
    await world.advance();
    await model.filled();
  }
  let turn = 0;
  for (let tick = 1; tick <= seconds * rate; tick++) {
    const player = walkerOf(world);
    const wanted = tick > standing * rate ? walker.act(player, tick) : neutralAction;
    turn = calm.before * turn + calm.wanted * Math.max(-calm.most, Math.min(calm.most, wanted.turn));
    const action: Action = { ...wanted, turn };
    world.setInput('walker', { sequence: tick, action });
    world.pictureSizes.set('walker', size);
    await world.advance();
    await model.filled();
    const [view] = await world.draw();
    yield pictureOf(view, manifest.view);
  }
}

/** The room's seed, whose picture has this size as well. */
function inSize({ worldSeed, reference, pose }: OnePicture, intrinsics: Intrinsics): WorldSeed {
  const frame = createFrame(intrinsics);
  new Renderer(reference, intrinsics).render(pose, [], defaultControls, frame);
  const { width, height } = intrinsics;
  const fine = { width, height, rgb: sharedCopy(frame.rgb) };
  return { ...worldSeed, keyframes: worldSeed.keyframes.map((keyframe) => ({ ...keyframe, fine })) };
}

function walkerOf(world: World): Player {
  const player = world.state.players.get('walker');
  if (!player) throw new Error('the walker left');
  return player;
}
