import { describe, expect, it } from 'vitest';
import { turnOrder } from '../../../server/world/turn-order.ts';
import { testManifest } from '../../../server/world/world.fixture.ts';
import { movingBodies, obstaclesFor } from '../../../server/world/world-state.ts';
import { neutralAction } from '../../../shared/action.ts';
import { defaultPhysics, stepBody } from '../../reference/physics.ts';
import { Random } from '../../reference/random.ts';
import { generateWorld } from '../../reference/world.ts';
import { playReference } from './reference-play.ts';
import { Walker } from './walker.ts';

const manifest = { ...testManifest, motion: { ...testManifest.motion, speedLimit: 9 } };
const roomSeed = 5;
const reference = generateWorld(1_700_011);
const ids = ['a', 'b', 'c', 'd'];

function populated() {
  const world = playReference({ reference, manifest, roomSeed });
  const players = ids.map((id) => world.join(id, id));
  return { world, players };
}

describe('reference play', () => {
  it('moves every body in the open as the reference does, in any turn order', async () => {
    const { world, players } = populated();
    const orders = new Set<string>();
    for (let tick = 1; tick <= 4; tick++) {
      const { state } = world;
      orders.add(
        turnOrder(players, roomSeed, tick)
          .map(({ id }) => id)
          .join(),
      );
      const expected = players.map(({ id, body }, i) => {
        const intent = { ...neutralAction, move: i % 2 === 0 ? 1 : 0, strafe: i < 2 ? 1 : -1 };
        world.setInput(id, { sequence: tick, action: intent });
        const { dx, dy, dz } = stepBody(
          reference,
          obstaclesFor(state, body),
          body,
          intent,
          defaultPhysics,
          1 / 12,
        );
        return { x: body.x + dx, y: body.y + dy, z: body.z + dz };
      });
      await world.advance();
      for (const [i, { body }] of players.entries()) {
        expect(
          Math.hypot(body.x - expected[i].x, body.y - expected[i].y, body.z - expected[i].z),
        ).toBeLessThan(1e-6);
      }
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  it('is deterministic, and leaves no body inside a wall', async () => {
    const play = async () => {
      const { world, players } = populated();
      const random = new Random(roomSeed);
      const walkers = players.map(() => new Walker(reference, random));
      const trace: number[] = [];
      for (let tick = 1; tick <= 300; tick++) {
        for (const [i, { id, body, pitch }] of players.entries()) {
          const action = { ...walkers[i].act(body, pitch, undefined), jump: random.next() < 0.05 };
          world.setInput(id, { sequence: tick, action });
        }
        await world.advance();
        for (const { x, y, z } of movingBodies(world.state)) {
          expect(reference.solidAt(Math.floor(x), Math.floor(z))).toBe(false);
          trace.push(x, y, z);
        }
      }
      return trace;
    };
    expect(await play()).toEqual(await play());
  });

  it('plays by the rules of rooms: a door in front opens in half a second', async () => {
    const { world, players } = populated();
    const [{ id, body }] = players;
    const [, door] = [...world.state.entities].find(([, entity]) => entity.kind === 'door') ?? [];
    if (door?.kind !== 'door') throw new Error('this world has no door');
    const { x, z } = door.closed;
    const away = [1.2, -1.2]
      .map((metres) => ({ x: x + Math.sin(door.yaw) * metres, z: z + Math.cos(door.yaw) * metres }))
      .find((place) => !reference.solidAt(Math.floor(place.x), Math.floor(place.z)));
    if (away === undefined) throw new Error('nobody can stand at this door');
    Object.assign(body, away, { heading: Math.atan2(x - away.x, z - away.z) });
    for (let tick = 1; tick <= 6; tick++) {
      world.setInput(id, { sequence: tick, action: { ...neutralAction, use: tick === 1 } });
      await world.advance();
      expect(door.state).toBeCloseTo(tick / 6);
    }
  });

  it('draws no views', async () => {
    const { world } = populated();
    await world.advance();
    await expect(world.draw()).rejects.toThrow('draws no views');
  });
});
