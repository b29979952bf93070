import {
  ballColour,
  blockColours,
  type Entity,
  halfExtents,
  orbColour,
  playerColours,
} from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { Random } from '../../reference/random.ts';
import type { ReferenceWorld } from '../../reference/world.ts';

/** Random entities in view of a camera, because the networks draw whatever the state says. */
export function strangersBefore(camera: Pose, world: ReferenceWorld, random: Random): Entity[] {
  const strangers: Entity[] = [];
  const wanted = random.integer(4);
  for (let attempt = 0; attempt < 30 && strangers.length < wanted; attempt++) {
    const angle = camera.yaw + random.range(-0.7, 0.7);
    const distance = random.range(0.8, 8);
    const x = camera.x + Math.sin(angle) * distance;
    const z = camera.z + Math.cos(angle) * distance;
    if (world.solidAt(Math.floor(x), Math.floor(z))) continue;
    strangers.push(stranger(x, z, random));
  }
  return strangers;
}

function stranger(x: number, z: number, random: Random): Entity {
  const yaw = random.range(-Math.PI, Math.PI);
  const draw = random.next();
  if (draw < 0.6) {
    const y = halfExtents.player[1] + (random.next() < 0.15 ? random.range(0, 0.8) : 0);
    return { kind: 'player', x, y, z, yaw, colour: random.pick(playerColours), state: 0 };
  }
  if (draw < 0.75) {
    const cell = { x: Math.floor(x) + 0.5, z: Math.floor(z) + 0.5 };
    return {
      kind: 'block',
      ...cell,
      y: halfExtents.block[1],
      yaw: 0,
      colour: random.pick(blockColours),
      state: 0,
    };
  }
  if (draw < 0.87) return { kind: 'orb', x, y: 1, z, yaw, colour: orbColour, state: 0 };
  return {
    kind: 'ball',
    x,
    y: halfExtents.ball[1] + random.next() ** 3,
    z,
    yaw,
    colour: ballColour,
    state: 0,
  };
}
