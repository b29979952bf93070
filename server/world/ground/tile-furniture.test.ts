import { describe, expect, test } from 'vitest';
import { planKind, planTile } from '../../../shared/plan.ts';
import { nothingGiven } from '../../map-generation/window.ts';
import { initialState, newPlayer } from '../spawn.ts';
import { testSeed } from '../world.fixture.ts';
import type { WorldEntity, WorldState } from '../world-state.ts';
import { PlacedTiles } from './placed-tiles.ts';
import { TileFurniture } from './tile-furniture.ts';

/** A strip of ground along x with a door and an orb in tile (20, 0), 160 m from the origin. */
function strip(kept: { x: number; z: number }[] = []) {
  const placed = new PlacedTiles(nothingGiven);
  const { high, door, orb, floor } = planKind;
  for (let x = 0; x <= 40; x++) {
    for (let z = -1; z <= 1; z++) {
      const kinds = new Uint8Array(planTile * planTile).fill(floor);
      if (x === 20 && z === 0) kinds.set([high, door, high, floor, orb], 0);
      placed.place({ x, z, kinds, materials: new Uint8Array(planTile * planTile) });
    }
  }
  const furniture = new TileFurniture(placed, ({ z }) => Math.abs(z) <= 1, kept);
  const state = initialState({ ...testSeed(), entities: [] });
  const grid = { cellSize: 0.5, solidAt: () => false };
  const { player } = newPlayer(
    { id: 'a', name: 'A', lastPose: undefined },
    { state, grid, spawns: testSeed().spawns, turn: 0 },
  );
  state.players.set('a', player);
  return { placed, furniture, state };
}

function add(state: WorldState, entities: readonly WorldEntity[]): void {
  for (const entity of entities) state.entities.set(`${entity.kind}-${state.nextEntity++}`, entity);
}

/** Six seconds with the player at a place. */
function stay(furniture: TileFurniture, state: WorldState, x: number): void {
  Object.assign(state.players.get('a')?.body ?? {}, { x, z: 4 });
  for (let i = 0; i < 72; i++) {
    state.tick++;
    furniture.tend(state);
  }
}

const kinds = (state: WorldState) => [...state.entities.values()].map(({ kind }) => kind);
const things = (state: WorldState) => [...state.entities.values()];

describe('doors and orbs of a tile', () => {
  test('go when everybody has left, and come again as they were with whoever is near', () => {
    const { furniture, state } = strip();
    add(state, furniture.furnish({ x: 20, z: 0 }));
    const before = structuredClone(things(state));
    expect(kinds(state)).toEqual(['door', 'orb']);
    stay(furniture, state, 100);
    expect(kinds(state)).toEqual(['door', 'orb']);
    stay(furniture, state, 20);
    expect(kinds(state)).toEqual([]);
    // They do not come with the tile again.
    expect(furniture.furnish({ x: 20, z: 0 })).toEqual([]);
    stay(furniture, state, 50);
    expect(kinds(state)).toEqual([]);
    stay(furniture, state, 80);
    expect(things(state)).toEqual(before);
    stay(furniture, state, 80);
    expect(kinds(state)).toEqual(['door', 'orb']);
  });

  test('stay where somebody left a door open or took an orb, and near places of the seed', () => {
    const open = strip();
    add(open.state, open.furniture.furnish({ x: 20, z: 0 }));
    const [door, orb] = things(open.state);
    if (door.kind !== 'door' || orb.kind !== 'orb') throw new Error('a door and an orb were to come');
    door.opening = true;
    stay(open.furniture, open.state, 0);
    expect(kinds(open.state)).toEqual(['door', 'orb']);
    door.opening = false;
    orb.returns = 10_000;
    stay(open.furniture, open.state, 0);
    expect(kinds(open.state)).toEqual(['door', 'orb']);
    orb.returns = undefined;
    stay(open.furniture, open.state, 0);
    expect(kinds(open.state)).toEqual([]);

    const kept = strip([{ x: 120, z: 0 }]);
    add(kept.state, kept.furniture.furnish({ x: 20, z: 0 }));
    stay(kept.furniture, kept.state, 0);
    expect(kinds(kept.state)).toEqual(['door', 'orb']);
  });

  test('that were away when a world was saved come with whoever is near', () => {
    const { furniture, placed, state } = strip();
    add(state, furniture.furnish({ x: 20, z: 0 }));
    const there = structuredClone(things(state));
    const again = () => new TileFurniture(placed, ({ z }) => Math.abs(z) <= 1, []);
    const saved = again();
    saved.restore(there);
    stay(saved, state, 160);
    expect(kinds(state)).toEqual(['door', 'orb']);

    state.entities.clear();
    const away = again();
    away.restore([]);
    stay(away, state, 20);
    expect(kinds(state)).toEqual([]);
    stay(away, state, 160);
    expect(things(state)).toEqual(there);
  });
});
