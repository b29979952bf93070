import { cameraAxes, type Pose } from '../../shared/geometry/camera.ts';
import { eyeHeight } from './player.ts';
import type { Random } from './random.ts';
import { faces, RayCaster } from './rendering/ray-cast.ts';
import type { ReferenceWorld } from './world.ts';

/** Candidate poses for each chosen one. */
const candidatesPerPose = 12;
/** Poses chosen from the candidates of one round. */
const round = 40;
/** Share of the candidates that stand at a spawn. */
const atSpawns = 0.3;
/** Rays of a candidate, over a field of view like a player's: slopes to the sides and up. */
const columns = 20;
const rows = 12;
const slopeX = 0.72;
const slopeY = 0.4;
/** Metres beyond which a picture shows too little of a surface. */
const reach = 12;
/** Remaining value of a patch after it was seen once, as a share of the value before. */
const worthAgain = 0.35;

/**
 * `count` poses at eye height over open floor that together see as much of the compound as possible. Greedily
 * takes the candidate with the largest gain (Nemhauser, Wolsey and Fisher, 1978), where half-metre patches of
 * floor and walls count less each time they were seen. Doors count as open. Candidates are drawn in rounds,
 * so that the first poses of a world do not depend on `count`.
 */
export function seedPoses(world: ReferenceWorld, count: number, random: Random): Pose[] {
  const caster = new RayCaster(world);
  const worth = new Float32Array(caster.padded.length * patchesPerCell).fill(1);
  const chosen: Pose[] = [];
  while (chosen.length < count) {
    const wanted = Math.min(round, count - chosen.length);
    const tried = wanted * candidatesPerPose;
    const candidates = Array.from({ length: tried }, (_, i) =>
      i < tried * atSpawns ? spawnCandidate(world, random) : candidate(world, random),
    );
    chosen.push(...mostWorth(caster, candidates, wanted, worth));
  }
  return chosen;
}

/** The `count` candidates with the largest gains; lowers the remaining value of the patches that they see. */
function mostWorth(
  caster: RayCaster,
  candidates: readonly Pose[],
  count: number,
  worth: Float32Array,
): Pose[] {
  const seen = candidates.map((pose) => visiblePatches(caster, pose));
  const gain = (index: number) => {
    const { patches, weights } = seen[index];
    let sum = 0;
    for (let i = 0; i < patches.length; i++) sum += weights[i] * worth[patches[i]];
    return sum;
  };
  // Gains only decrease, so an old gain is an upper bound: a candidate is best if its fresh gain exceeds all
  // others.
  const bounds = candidates.map((_, i) => gain(i));
  const chosen: Pose[] = [];
  while (chosen.length < count) {
    let best = bounds.indexOf(Math.max(...bounds));
    for (;;) {
      bounds[best] = gain(best);
      const next = bounds.indexOf(Math.max(...bounds));
      if (next === best) break;
      best = next;
    }
    chosen.push(candidates[best]);
    bounds[best] = -1;
    const { patches, weights } = seen[best];
    for (let i = 0; i < patches.length; i++) worth[patches[i]] *= 1 - (1 - worthAgain) * weights[i];
  }
  return chosen;
}

/** Eye height, any yaw, mostly looking a little down. */
function looking(x: number, z: number, random: Random): Pose {
  const pitch = random.next() < 0.75 ? -random.range(0, 0.22) : random.range(0, 0.2);
  return { x, y: eyeHeight, z, yaw: random.range(-Math.PI, Math.PI), pitch };
}

function spawnCandidate(world: ReferenceWorld, random: Random): Pose {
  const spawn = random.pick(world.spawns);
  return looking(spawn.x, spawn.z, random);
}

function candidate(world: ReferenceWorld, random: Random): Pose {
  const margin = 0.35;
  for (;;) {
    const x = random.range(1, world.size - 1);
    const z = random.range(1, world.size - 1);
    const clear = [-margin, margin].every((dx) =>
      [-margin, margin].every((dz) => !world.solidAt(Math.floor(x + dx), Math.floor(z + dz))),
    );
    if (clear) return looking(x, z, random);
  }
}

/** A cell has five faces, each divided into 2 x 8 patches of half a metre. */
const patchesPerCell = 5 * 16;

/** Patches that rays from a pose hit, and the quality of each: 0 to 1, less at a distance. */
function visiblePatches(caster: RayCaster, pose: Pose): { patches: Int32Array; weights: Float32Array } {
  const axes = cameraAxes(pose);
  const best = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const b = slopeY * (1 - (2 * row + 1) / rows);
    for (let column = 0; column < columns; column++) {
      const a = slopeX * ((2 * column + 1) / columns - 1);
      const dx = axes[6] + axes[0] * a + axes[3] * b;
      const dy = axes[7] + axes[1] * a + axes[4] * b;
      const dz = axes[8] + axes[2] * a + axes[5] * b;
      const face = caster.cast(pose.x, pose.y, pose.z, dx, dy, dz);
      const depth = caster.hit[0];
      if (face === faces.sky || depth > reach) continue;
      const x = half(pose.x + dx * depth);
      const y = half(pose.y + dy * depth);
      const z = half(pose.z + dz * depth);
      const within = face === faces.top ? (x & 1) + 2 * (z & 1) : ((face < 2 ? z : x) & 1) + 2 * (y & 7);
      const patch = caster.hitCell[0] * patchesPerCell + face * 16 + within;
      const weight = 1 / (1 + (depth * depth) / 50);
      if (weight > (best.get(patch) ?? 0)) best.set(patch, weight);
    }
  }
  return { patches: Int32Array.from(best.keys()), weights: Float32Array.from(best.values()) };
}

function half(metres: number): number {
  return Math.floor(metres * 2);
}
