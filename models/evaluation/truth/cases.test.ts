import { beforeAll, describe, expect, it } from 'vitest';
import type { ViewRequest } from '../../../server/contracts/view.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import { loadPack, type Pack } from '../../../server/pack/pack.ts';
import { blockColours, type Entity } from '../../../shared/entity.ts';
import { doorway } from '../../../shared/geometry/door.ts';
import { Random } from '../../reference/random.ts';
import { heldOutWorld } from '../rollout/held-out.ts';
import type { CaseMaker } from './case-maker.ts';
import type { CaseVerdict } from './case-verdict.ts';
import { persistenceCases, syncCases } from './edit-cases.ts';
import { isolationCases } from './isolation-cases.ts';
import { raceCases } from './races.ts';
import { type Painting, referencePainter } from './reference-painter.fixture.ts';
import { revisitCases } from './revisit-cases.ts';
import type { Scenery } from './stage.ts';

let pack: Pack;
let scenery: Scenery;
beforeAll(async () => {
  pack = await loadPack('models/arena');
  const held = heldOutWorld(2_000_101, pack.manifest.view);
  const memory = new RoomMemory(pack.manifest);
  for (const keyframe of held.worldSeed.keyframes) memory.remember(keyframe);
  scenery = { held, memory, view: pack.manifest.view };
});

/** The first case of a kind that can be made, played with pictures of the reference. */
async function play<Kind extends string>(
  make: CaseMaker<Kind>,
  kind: Kind,
  { painting, swapped = false, salt = 0 }: { painting?: Painting; swapped?: boolean; salt?: number } = {},
): Promise<CaseVerdict> {
  const generator = referencePainter(scenery.held, scenery.view, painting);
  for (let attempt = 0; attempt < 30; attempt++) {
    const random = new Random(1000 * salt + attempt);
    const setting = { parts: { pack, generator }, scenery, random, roomSeed: 7 + salt, swapped };
    const verdict = await make(kind, setting);
    if (typeof verdict !== 'string') return verdict;
  }
  throw new Error(`no case of ${kind} was made`);
}

const painted = (change: (entities: readonly Entity[], request: ViewRequest) => Entity[]): Painting => {
  return (request) => ({ camera: request.camera, entities: change(request.entities, request) });
};
/** Pictures in which nothing of an edit is left: no blocks and orbs, and doors stay shut. */
const forgetful = painted((entities) =>
  entities.flatMap((entity) => {
    if (entity.kind === 'door') return [{ ...entity, ...doorway(entity), state: 0 }];
    return entity.kind === 'block' ? [] : [entity];
  }),
);
const swappedColours = painted((entities) =>
  entities.map((entity) => {
    const colour = blockColours.indexOf(entity.colour);
    return entity.kind === 'block' ? { ...entity, colour: blockColours[[1, 0, 3, 2][colour]] } : entity;
  }),
);

describe('persistence', () => {
  it.each(['place', 'remove', 'open', 'close', 'take', 'push'] as const)(
    'reads the edit %s in true pictures, whoever looks',
    async (kind) => {
      for (const swapped of [false, true]) {
        expect((await play(persistenceCases, kind, { swapped })).right.model).toBe(true);
      }
    },
  );

  it.each(['place', 'open'] as const)('reads that the edit %s was forgotten', async (kind) => {
    expect((await play(persistenceCases, kind, { painting: forgetful })).right.model).toBe(false);
  });
});

describe('state sync', () => {
  it('needs both pictures to be true', async () => {
    expect((await play(syncCases, 'open')).right.model).toBe(true);
    for (const liedTo of ['editor', 'other']) {
      const painting: Painting = (request) =>
        request.view === liedTo ? forgetful(request) : { camera: request.camera, entities: request.entities };
      expect((await play(syncCases, 'open', { painting })).right.model).toBe(false);
    }
  });
});

describe('control isolation', () => {
  it.each(['in sight', 'elsewhere'] as const)('is kept by true pictures of an actor %s', async (kind) => {
    for (const salt of [1, 2]) expect((await play(isolationCases, kind, { salt })).right.model).toBe(true);
  });

  it('notices that the watcher’s picture turns', async () => {
    const first = new Map<string, number>();
    const painting: Painting = ({ camera, entities, view, tick }) => {
      if (!first.has(view)) first.set(view, tick);
      // Two pixels a tick, as if the other's inputs leaked.
      const turn = view === 'watcher' ? (2 / scenery.view.focal) * (tick - (first.get(view) ?? tick)) : 0;
      return { camera: { ...camera, yaw: camera.yaw + turn }, entities };
    };
    expect((await play(isolationCases, 'in sight', { painting })).right.model).toBe(false);
  });

  it('notices that the actor’s picture stays', async () => {
    const first = new Map<string, ViewRequest['camera']>();
    const painting: Painting = ({ camera, entities, view }) => {
      if (!first.has(view)) first.set(view, camera);
      return { camera: view === 'actor' ? (first.get(view) ?? camera) : camera, entities };
    };
    expect((await play(isolationCases, 'elsewhere', { painting })).right.model).toBe(false);
  });

  it('notices what changes in a picture of an unmoved camera', async () => {
    const painting = painted((entities, { view, tick, camera }) => {
      // A view in which nothing changes is not drawn again: the actor is in sight.
      if (view !== 'watcher' || tick < 6) return [...entities];
      const ahead = { x: camera.x + 1.5 * Math.sin(camera.yaw), z: camera.z + 1.5 * Math.cos(camera.yaw) };
      const ball = { kind: 'ball', ...ahead, y: 1.6, yaw: 0, colour: [1, 1, 1], state: 0 } as const;
      return [...entities, ball];
    });
    expect((await play(isolationCases, 'in sight', { painting })).right.model).toBe(false);
  });
});

describe('races', () => {
  it.each(['place', 'remove', 'door', 'orb'] as const)(
    'for %s have one result, which is read',
    async (kind) => {
      for (const salt of [1, 2, 3]) expect((await play(raceCases, kind, { salt })).right.model).toBe(true);
    },
  );

  it('are read as wrong if the other player’s block is drawn', async () => {
    expect((await play(raceCases, 'place', { painting: swappedColours })).right.model).toBe(false);
  });
});

describe('revisit identity', () => {
  it.each(['place', 'door', 'orb', 'block'] as const)('of a %s is read in true pictures', async (kind) => {
    for (const salt of [1, 2]) expect((await play(revisitCases, kind, { salt })).right.model).toBe(true);
  });

  it('notices a place that was swapped for another', async () => {
    const other = scenery.held.worldSeed.spawns[0];
    const painting: Painting = ({ camera, entities, tick }) =>
      tick < 70 ? { camera, entities } : { camera: { ...camera, x: other.x, z: other.z }, entities };
    const verdicts: boolean[] = [];
    // Some of them by chance: the other place may look more like the true one than those it is compared with.
    for (let salt = 1; salt <= 4; salt++)
      verdicts.push((await play(revisitCases, 'place', { painting, salt })).right.model);
    expect(verdicts.filter(Boolean).length).toBeLessThan(verdicts.length / 2);
  });

  it('notices a block that was swapped for one of another colour', async () => {
    expect((await play(revisitCases, 'block', { painting: swappedColours })).right.model).toBe(false);
  });
});
