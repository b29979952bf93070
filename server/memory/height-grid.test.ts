import { describe, expect, it } from 'vitest';
import { heldOutWorld } from '../../models/evaluation/rollout/held-out.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import { rangeScan } from '../../shared/geometry/range-scan.ts';
import { HeightGrid } from './height-grid.ts';
import { type Box, boxScene, renderScene } from './scene.fixture.ts';

const view = { width: 256, height: 144, focal: 176 };
const eye = 1.6;

function look(x: number, z: number, yaw: number, pitch = -0.1): Pose {
  return { x, y: eye, z, yaw, pitch };
}

function gridOf(boxes: readonly Box[], poses: readonly Pose[]): HeightGrid {
  const grid = new HeightGrid(view);
  for (const pose of poses) grid.add(pose, renderScene(boxes, view, pose).inverseDepth, 'seed');
  return grid;
}

function solidCells(grid: HeightGrid): Set<string> {
  const cells = new Set<string>();
  for (let x = -60; x < 60; x++)
    for (let z = -60; z < 60; z++) if (grid.solidAt(x, z)) cells.add(`${x},${z}`);
  return cells;
}

const cellOf = (x: number, z: number) => [Math.floor(x / 0.125), Math.floor(z / 0.125)] as const;
const around = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => (i * Math.PI) / 4);

describe('height grid', () => {
  const grid = gridOf(
    boxScene,
    around.map((yaw) => look(0, 0, yaw)),
  );

  it('knows walls and the floor before them, and nothing behind them', () => {
    expect(grid.cell(...cellOf(-6.05, -2))).toBe('solid');
    expect(grid.cell(...cellOf(-5.5, -2))).toBe('floor');
    expect(grid.cell(...cellOf(-7, -2))).toBe('unknown');
    expect(grid.solidAt(...cellOf(-7, -2))).toBe(false);
  });

  it('knows a pillar and a low wall', () => {
    expect(grid.cell(...cellOf(2.05, 2.4))).toBe('solid');
    expect(grid.cell(...cellOf(-2.5, 1.05))).toBe('solid');
  });

  it('marks no empty cell as solid', () => {
    const inside = (box: Box, x: number, z: number) =>
      x > box.minimum[0] - 1e-6 &&
      x < box.maximum[0] + 1e-6 &&
      z > box.minimum[2] - 1e-6 &&
      z < box.maximum[2] + 1e-6;
    let wrong = 0;
    for (let cellX = -60; cellX < 60; cellX++) {
      for (let cellZ = -60; cellZ < 60; cellZ++) {
        if (!grid.solidAt(cellX, cellZ)) continue;
        const corners = [0, 1].flatMap((i) => [0, 1].map((j) => [(cellX + i) / 8, (cellZ + j) / 8]));
        const middle = [(cellX + 0.5) / 8, (cellZ + 0.5) / 8];
        if (![...corners, middle].some(([x, z]) => boxScene.some((box) => inside(box, x, z)))) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  it('gives range scans that agree with the walls', () => {
    const scan = new Float32Array(32);
    rangeScan(grid, [], 3.5, 0, Math.PI / 2, scan);
    expect(Math.abs(scan[0] - 2.5)).toBeLessThan(0.13);
  });

  it('ignores surfaces above the head and below the knee', () => {
    const beam: Box = { minimum: [-2, 2.3, 3], maximum: [2, 2.6, 3.3], colour: [1, 1, 1] };
    const step: Box = { minimum: [-2, 0, 4], maximum: [2, 0.2, 4.3], colour: [1, 1, 1] };
    const above = gridOf([beam, step], [look(0, 0, 0, 0.2), look(0, 0, 0)]);
    expect(above.solidAt(...cellOf(0, 3.05))).toBe(false);
    expect(above.solidAt(...cellOf(0, 4.05))).toBe(false);
  });

  it('lets many observations of ground outvote one wrong wall', () => {
    const ghost: Box = { minimum: [-0.5, 0, 3], maximum: [0.5, 2, 3.3], colour: [1, 1, 1] };
    const pose = look(0, 0, 0, -0.2);
    const seen = new HeightGrid(view);
    seen.add(pose, renderScene([ghost], view, pose).inverseDepth, 'seed');
    expect(seen.solidAt(...cellOf(0, 3.05))).toBe(true);
    for (let i = 0; i < 8; i++) seen.add(pose, renderScene([], view, pose).inverseDepth, 'seed');
    expect(seen.solidAt(...cellOf(0, 3.05))).toBe(false);
  });

  it('is stable under drawn depths with errors of a few per cent', () => {
    const seen = gridOf(
      boxScene,
      around.map((yaw) => look(0, 0, yaw)),
    );
    const before = solidCells(seen);
    for (let i = 0; i < 60; i++) {
      const pose = look(Math.sin(i) * 2, Math.cos(i) * 2 - 1, i * 0.7);
      const { inverseDepth } = renderScene(boxScene, view, pose);
      const wrong = inverseDepth.map(
        (code, p) => code * (1 + 0.02 * Math.sin((p % 256) / 20 + i) + 0.02 * Math.sin(2 * i)),
      );
      seen.add(pose, wrong, 'drawn');
    }
    const after = solidCells(seen);
    const lost = [...before].filter((cell) => !after.has(cell));
    expect(lost.length / before.size).toBeLessThan(0.01);
    let far = 0;
    for (const cell of after) {
      const [x, z] = cell.split(',').map(Number);
      const near = boxScene.some(
        ({ minimum, maximum }) =>
          x / 8 > minimum[0] - 0.4 &&
          x / 8 < maximum[0] + 0.4 &&
          z / 8 > minimum[2] - 0.4 &&
          z / 8 < maximum[2] + 0.4,
      );
      if (!near) far++;
    }
    expect(far).toBe(0);
  });

  it('keeps what the seed showed, however often a model draws nothing there', () => {
    const pose = look(0, 0, 0, -0.2);
    const wall: Box = { minimum: [-0.5, 0, 3], maximum: [0.5, 2, 3.3], colour: [1, 1, 1] };
    const seen = gridOf([wall], [pose]);
    const before = solidCells(seen);
    const empty = renderScene([], view, pose).inverseDepth;
    for (let i = 0; i < 400; i++) seen.add(pose, empty, 'drawn');
    expect(before.size).toBeGreaterThan(4);
    expect(solidCells(seen)).toEqual(before);
  });

  it('skips unknown pixels', () => {
    const blind = new HeightGrid(view);
    blind.add(look(0, 0, 0), new Uint16Array(256 * 144), 'seed');
    expect(blind.cell(0, 8)).toBe('unknown');
  });

  it('finds the walls of a reference world from its seed with almost no false ones', () => {
    const { reference, worldSeed } = heldOutWorld(1_000_001, view);
    const seen = new HeightGrid(view);
    for (const { pose, inverseDepth } of worldSeed.keyframes) seen.add(pose, inverseDepth, 'seed');
    const perMetre = 1 / seen.cellSize;
    const truth = (cellX: number, cellZ: number) =>
      reference.solidAt(Math.floor(cellX / perMetre), Math.floor(cellZ / perMetre));
    const sides = [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ];
    const found = { faces: 0, known: 0, missed: 0, free: 0, invented: 0 };
    for (let cellX = perMetre; cellX < (reference.size - 1) * perMetre; cellX++) {
      for (let cellZ = perMetre; cellZ < (reference.size - 1) * perMetre; cellZ++) {
        const kind = seen.cell(cellX, cellZ);
        if (!truth(cellX, cellZ)) {
          found.free++;
          if (kind === 'solid') found.invented++;
        } else if (sides.some(([x, z]) => !truth(cellX + x, cellZ + z))) {
          found.faces++;
          if (kind !== 'unknown') found.known++;
          if (kind === 'floor') found.missed++;
        }
      }
    }
    expect(found.known / found.faces).toBeGreaterThan(0.8);
    expect(found.missed / found.faces).toBeLessThan(0.005);
    expect(found.invented / found.free).toBeLessThan(0.002);
  });

  it('counts nothing for a level surface at the height of walls, which has no side', () => {
    // Powers of two, so that the surface's slope along the view is exactly 0.
    const intrinsics = { width: 32, height: 64, focal: 128 };
    const codes = new Uint16Array(32 * 64);
    for (let row = 33; row < 64; row++) codes.fill(512 * (2 * row - 63), row * 32, (row + 1) * 32);
    const grid = new HeightGrid(intrinsics);
    // Far from the cell 0, 0.
    grid.add({ x: 40.4, y: 1.6, z: 40.4, yaw: 0, pitch: 0 }, codes, 'seed');
    for (const { key } of grid.snapshot()) {
      expect(Math.abs(Math.floor(key / 2 ** 21) - 2 ** 20 - 5)).toBeLessThan(4);
      expect(Math.abs((key % 2 ** 21) - 2 ** 20 - 5)).toBeLessThan(4);
    }
  });
});

describe('a height grid of endless ground', () => {
  const pose = look(0, 0, 0);
  const { inverseDepth } = renderScene(boxScene, view, pose);
  const far = (metres: number): Pose => ({ ...pose, x: metres });
  /** The chunks around the first place, and those of so many others along x. */
  function walked(places: number): HeightGrid {
    const grid = new HeightGrid(view);
    for (let i = 0; i < 8; i++) grid.add(pose, inverseDepth, 'drawn');
    for (let i = 1; i <= places; i++) grid.add(far(i * 40), inverseDepth, 'drawn');
    return grid;
  }
  const kindsNear = (grid: HeightGrid) => {
    const found: string[] = [];
    for (let x = -60; x < 60; x++) for (let z = -60; z < 60; z++) found.push(grid.cell(x, z));
    return found;
  };
  const evidenceAt = (grid: HeightGrid) =>
    grid.snapshot().reduce((most, { sums }) => Math.max(most, ...sums.drawn.ground), 0);

  it('forgets how surely it knows what was drawn long ago, and not what it knows', () => {
    const near = walked(0);
    const long = walked(400);
    const kept = kindsNear(near);
    expect(new Set(kept)).toEqual(new Set(['unknown', 'floor', 'solid']));
    expect(kindsNear(long)).toEqual(kept);
    // Only the first place was seen eight times.
    const once = new HeightGrid(view);
    once.add(pose, inverseDepth, 'drawn');
    expect(evidenceAt(near)).toBeGreaterThan(4 * evidenceAt(once));
    expect(evidenceAt(long)).toBeLessThan(2 * evidenceAt(once));
    // It goes on from what it knows, and the same after it was saved.
    const again = HeightGrid.restore(view, structuredClone(long.snapshot()));
    for (const grid of [long, again]) {
      expect(grid.add(pose, inverseDepth, 'drawn').length).toBeLessThan(3 * 40);
      expect(grid.solidAt(...cellOf(-6.05, -2))).toBe(near.solidAt(...cellOf(-6.05, -2)));
    }
  });

  it('keeps all that a world seed shows', () => {
    const grid = new HeightGrid(view);
    grid.add(pose, inverseDepth, 'seed');
    const before = grid.snapshot()[0].sums.seed.ground.slice();
    for (let i = 1; i <= 400; i++) grid.add(far(i * 40), inverseDepth, 'drawn');
    expect(grid.snapshot()[0].sums.seed.ground).toEqual(before);
  });

  it('keeps what a world seed shows of ground that was drawn before, and of no other ground', () => {
    const drawn = walked(8);
    const seeded = HeightGrid.restore(view, structuredClone(drawn.snapshot()));
    seeded.add(pose, inverseDepth, 'seed');
    const seedSums = (grid: HeightGrid) =>
      grid.snapshot().map(({ sums: { seed } }) => Math.max(...seed.wall, ...seed.ground));
    const fresh = new HeightGrid(view);
    fresh.add(pose, inverseDepth, 'seed');
    const among = (sums: number[]) => sums.filter((sum) => sum > 0).toSorted();
    expect(among(seedSums(seeded))).toEqual(among(seedSums(fresh)));
    expect(among(seedSums(seeded)).length).toBeLessThan(seeded.snapshot().length);
    expect(among(seedSums(drawn))).toEqual([]);
    expect(kindsNear(seeded)).toEqual(
      kindsNear(HeightGrid.restore(view, structuredClone(seeded.snapshot()))),
    );
  });

  it('does not change what another grid shares with it', () => {
    const first = walked(0);
    const fork = first.fork();
    const before = evidenceAt(first);
    for (let i = 1; i <= 400; i++) fork.add(far(i * 40), inverseDepth, 'drawn');
    expect(evidenceAt(first)).toBe(before);
    expect(evidenceAt(fork)).toBeLessThan(before);
  });
});
