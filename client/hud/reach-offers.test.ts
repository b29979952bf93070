import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mirror } from '../../server/rooms/sync/state-mirror.ts';
import { TestMemory, TestModel, testManifest, testSeed } from '../../server/world/world.fixture.ts';
import { World } from '../../server/world/world.ts';
import { neutralAction } from '../../shared/action.ts';
import { mostBlocks } from '../../shared/geometry/reach.ts';
import { RoomState } from '../../shared/state.ts';
import { offersOf } from './reach-offers.ts';

type SeedEntity = ReturnType<typeof testSeed>['entities'][number];

function thing(kind: SeedEntity['kind'], x: number, z: number, given: Partial<SeedEntity> = {}): SeedEntity {
  return { kind, x, y: kind === 'orb' ? 0.9 : 0.4, z, yaw: 0, colour: 0, state: 0, ...given };
}

/**
 * A world in which Ann stands in the centre and looks along +z, and the offers that follow from its state.
 */
function worldWith(entities: SeedEntity[]) {
  const world = new World({
    pack: { manifest: testManifest },
    seed: testSeed(entities),
    generator: new TestModel(),
    memory: new TestMemory(),
    roomSeed: 5,
  });
  const ann = world.join('ann', 'Ann');
  const offers = () => {
    const state = new RoomState();
    mirror(world.state, state);
    return offersOf(state, 'ann');
  };
  const doors = () => [...world.state.entities.values()].filter((entity) => entity.kind === 'door');
  return { world, ann, offers, doors };
}

/** The room's refusals after Ann holds this button for a tick. */
async function refusalsOf(world: World, button: 'use' | 'place' | 'remove'): Promise<string[]> {
  world.setInput('ann', { sequence: 1, action: { ...neutralAction, [button]: true } });
  const { notices } = await world.step();
  return notices.map(({ notice }) => notice.code);
}

const place = fc.record({
  x: fc.double({ min: 7, max: 13, noNaN: true }),
  z: fc.double({ min: 7, max: 13, noNaN: true }),
});
const seedEntity = fc
  .tuple(
    fc.constantFrom('door', 'block', 'orb', 'ball'),
    place,
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.constantFrom(0, 1),
  )
  // Outside her own body, because depenetration would move her before the rules apply.
  .filter(([, { x, z }]) => Math.hypot(x - 10, z - 10) > 1.4)
  .map(([kind, { x, z }, yaw, state]) => thing(kind, x, z, { yaw, state: kind === 'door' ? state : 0 }));
const scene = fc.record({
  entities: fc.array(seedEntity, { maxLength: 6 }),
  heading: fc.double({ min: -3, max: 3, noNaN: true }),
});

describe('offersOf', () => {
  it('offers exactly the interactions that the room carries out', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ({ entities, heading }) => {
        for (const button of ['use', 'place', 'remove'] as const) {
          const { world, ann, offers, doors } = worldWith(entities);
          ann.body.heading = heading;
          const offer = offers().find((found) => found.button === button);
          const before = doors().map(({ opening }) => opening);
          const refusals = await refusalsOf(world, button);
          const byShuttingIn = refusals.some((text) => text.includes('shut somebody in'));
          expect(refusals.length === 0 || byShuttingIn).toBe(offer !== undefined);
          if (button !== 'use' || !offer) continue;
          const changed = doors().filter(({ opening }, i) => opening !== before[i]);
          expect(changed).toHaveLength(1);
          expect(changed[0].opening).toBe(offer.does === 'open');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('offers neither opening nor closing of a moving door', async () => {
    const { world, offers } = worldWith([thing('door', 10, 11.5)]);
    expect(offers()).toContainEqual({ button: 'use', does: 'open' });
    await refusalsOf(world, 'use');
    expect(offers()).toContainEqual({ button: 'use', does: 'openOrClose' });
    for (let tick = 0; tick < testManifest.view.rate; tick++) await world.step();
    expect(offers()).toContainEqual({ button: 'use', does: 'close' });
  });

  it('offers no block beyond the room’s limit, and nothing to spectators', () => {
    const full = Array.from({ length: mostBlocks }, (_, i) => thing('block', i + 0.5, 18.5));
    expect(worldWith(full.slice(1)).offers()).toEqual([{ button: 'place', does: 'place' }]);
    expect(worldWith(full).offers()).toEqual([]);
    expect(offersOf(new RoomState(), 'ann')).toEqual([]);
  });
});
