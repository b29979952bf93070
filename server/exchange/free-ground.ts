import { halfExtents } from '../../shared/entity.ts';
import type { Intrinsics } from '../../shared/geometry/camera.ts';
import { solidUnder } from '../../shared/geometry/footprint.ts';
import { isDrawn, type Keyframe } from '../contracts/keyframe.ts';
import { HeightGrid } from '../memory/height-grid.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';

type Spawn = WorldSeed['spawns'][number];

/** Most spawns: one for each seat. */
const mostSpawns = 8;
/** Distance between two spawns, and free radius around each, metres. */
const spacing = 1.5;
const clearance = halfExtents.player[0] + 0.15;
/** Camera heights in metres at which a person may have stood below the camera. */
const lowestEye = 0.4;
const highestEye = 2.6;
/** Radius around a camera in which ground is searched, and the step of the search, metres. */
const searchReach = 8;
const searchStep = 0.5;

/**
 * Spawns in a world shown by its keyframes. Positions under the cameras come first, because the photographer
 * stood there, then seen ground near them. Each spawn looks in the direction of its camera. Empty if
 * everything is solid.
 */
export function freeGround(keyframes: readonly Keyframe[], view: Intrinsics): Spawn[] {
  const grid = new HeightGrid(view);
  for (const keyframe of keyframes) {
    grid.add(keyframe.pose, keyframe.inverseDepth, isDrawn(keyframe) ? 'drawn' : 'seed');
  }
  const spawns: Spawn[] = [];
  const tryAt = (spawn: Spawn) => {
    if (spawns.length >= mostSpawns) return;
    if (spawns.some(({ x, z }) => Math.hypot(x - spawn.x, z - spawn.z) < spacing)) return;
    if (!solidUnder(grid, spawn.x, spawn.z, clearance)) spawns.push(spawn);
  };
  for (const { pose } of keyframes) {
    if (pose.y >= lowestEye && pose.y <= highestEye) tryAt({ x: pose.x, z: pose.z, yaw: pose.yaw });
  }
  for (let reach = searchStep; reach <= searchReach && spawns.length < mostSpawns; reach += searchStep) {
    for (const { pose } of keyframes) {
      for (const turn of [0, 0.4, -0.4, 0.8, -0.8]) {
        const x = pose.x + reach * Math.sin(pose.yaw + turn);
        const z = pose.z + reach * Math.cos(pose.yaw + turn);
        if (isFloor(grid, x, z)) tryAt({ x, z, yaw: pose.yaw });
      }
    }
  }
  return spawns;
}

function isFloor(grid: HeightGrid, x: number, z: number): boolean {
  return grid.cell(Math.floor(x / grid.cellSize), Math.floor(z / grid.cellSize)) === 'floor';
}
