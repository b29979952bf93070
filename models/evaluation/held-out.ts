import type { WorldSeed } from '../../server/memory/world-seed.ts';
import type { Intrinsics } from '../../shared/camera.ts';
import { ballColour, blockColours, type Entity, entityKinds } from '../../shared/entity.ts';
import { Random } from '../reference/random.ts';
import { createFrame, Renderer } from '../reference/renderer.ts';
import { seedPoses } from '../reference/seed-poses.ts';
import { generateWorld, type ReferenceWorld } from '../reference/world.ts';

/** Worlds from this seed on are never trained on; see models/training/simulator.py. */
export const firstHeldOutSeed = 1_000_000;
/** Keyframes of a held-out world seed, as many as the shipped ones have. */
export const seedKeyframes = 40;

/** The conditions that the default pack's rooms start with. */
export const defaultControls = { timeOfDay: 0.4, fog: 0.15 };

export interface HeldOutWorld {
  seed: number;
  reference: ReferenceWorld;
  renderer: Renderer;
  worldSeed: WorldSeed;
}

/** A world nobody trained on, with its world seed captured as the shipped ones are. */
export function heldOutWorld(seed: number, intrinsics: Intrinsics): HeldOutWorld {
  const reference = generateWorld(seed);
  const renderer = new Renderer(reference, intrinsics);
  const keyframes = seedPoses(reference, seedKeyframes, new Random(seed)).map((pose, id) => {
    const frame = createFrame(intrinsics);
    renderer.render(pose, [], defaultControls, frame);
    return {
      id,
      pose,
      rgb: shared(frame.rgb),
      inverseDepth: shared(frame.inverseDepth),
      tick: 0,
      author: '',
    };
  });
  const things = [...reference.doors, ...reference.blocks, ...reference.orbs, reference.ball];
  const worldSeed: WorldSeed = {
    title: `Held-out world ${seed}`,
    source: `reference world ${seed}`,
    spawns: reference.spawns.map(({ x, z, yaw }) => ({ x, z, yaw })),
    entities: things.map(seedEntity),
    controls: { ...defaultControls },
    keyframes,
  };
  return { seed, reference, renderer, worldSeed };
}

function seedEntity(entity: Entity): WorldSeed['entities'][number] {
  const { kind, x, y, z, yaw, state } = entity;
  if (kind === 'player') throw new Error(`a world seed has no ${entityKinds[0]}s`);
  const palette = kind === 'block' ? blockColours : [entity.colour ?? ballColour];
  return { kind, x, y, z, yaw, state, colour: Math.max(0, palette.indexOf(entity.colour)) };
}

function shared(bytes: Uint8Array): Uint8Array<SharedArrayBuffer>;
function shared(codes: Uint16Array): Uint16Array<SharedArrayBuffer>;
function shared(plane: Uint8Array | Uint16Array): Uint8Array | Uint16Array {
  const buffer = new SharedArrayBuffer(plane.byteLength);
  const copy = plane instanceof Uint8Array ? new Uint8Array(buffer) : new Uint16Array(buffer);
  copy.set(plane);
  return copy;
}
