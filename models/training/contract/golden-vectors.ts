import { revealedShare } from '../../../server/generation/imagination.ts';
import { carriedFrom } from '../../../server/generation/view-tensors.ts';
import { phraseBuckets } from '../../../server/pack/prompt-encoder.ts';
import {
  type Entity,
  entityFeatures,
  entityKinds,
  playerColours,
  writeEntity,
} from '../../../shared/entity.ts';
import {
  type Intrinsics,
  type Pose,
  project,
  type Vector3,
  writeTransform,
} from '../../../shared/geometry/camera.ts';
import { decodeDepth, encodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import { relightCameraFeatures, writeRelightCamera } from '../../../shared/geometry/relight-camera.ts';
import {
  type BodyState,
  motionFeatures,
  motionOutputs,
  scanRange,
  scanRays,
  writeMotionFeatures,
  writeMotionTargets,
} from '../../../shared/motion-features.ts';
import { Random } from '../../reference/random.ts';

/**
 * Rows that the engine writes for given inputs. The trainer's tests compare them with Python's. Inputs are
 * 64-bit numbers, which JSON holds exactly. Outputs are the bits of 32-bit numbers in hexadecimal, as tensors
 * hold them.
 */
export function goldenVectors() {
  const random = new Random(20_260);
  return {
    entities: entityVectors(random),
    transforms: transformVectors(random),
    projections: projectionVectors(random),
    relightCameras: relightCameraVectors(random),
    motionFeatures: motionFeatureVectors(random),
    motionTargets: motionTargetVectors(random),
    inverseDepth: inverseDepthVectors(),
    revealedShares: revealedShareVectors(),
    carriedFrom: [0, 0.1, 0.5, 0.6, 0.75, 0.9, 1].map((confidence) => ({
      confidence,
      code: carriedFrom(confidence),
    })),
    phrases: phraseVectors(),
  };
}

/** Bits of 32-bit numbers, eight hexadecimal digits each. */
function bits(values: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(4));
  const digits = Array.from(values, (value) => {
    view.setFloat32(0, value);
    return view.getUint32(0).toString(16).padStart(8, '0');
  });
  return digits.join(' ');
}

/** The bits of the `length` numbers that `write` writes. */
function row(length: number, write: (out: Float32Array) => void): string {
  const out = new Float32Array(length);
  write(out);
  return bits(out);
}

const still: Pose = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };

function poseOf(random: Random): Pose {
  return {
    x: random.range(-20, 20),
    y: random.range(0.5, 3),
    z: random.range(-20, 20),
    yaw: random.range(-Math.PI, Math.PI),
    pitch: random.range(-0.5, 0.5),
  };
}

function near(random: Random, { x, y, z }: Vector3, metres: number): Vector3 {
  const off = () => random.range(-metres, metres);
  return { x: x + off(), y: y + off(), z: z + off() };
}

function entityVectors(random: Random) {
  const cameras = [still, ...Array.from({ length: 3 }, () => poseOf(random))];
  return cameras.flatMap((camera) =>
    entityKinds.map((kind, i) => {
      const entity: Entity = {
        kind,
        ...near(random, camera, 6),
        yaw: camera === still ? 0 : random.range(-Math.PI, Math.PI),
        colour: playerColours[(i * 3) % playerColours.length],
        state: kind === 'door' ? random.next() : 0,
      };
      return { camera, entity, row: row(entityFeatures, (out) => writeEntity(camera, entity, out, 0)) };
    }),
  );
}

function transformVectors(random: Random) {
  const pairs = [
    { source: still, target: still },
    { source: { ...still, x: 1, z: -2 }, target: still },
    ...Array.from({ length: 10 }, () => ({ source: poseOf(random), target: poseOf(random) })),
  ];
  return pairs.map((pair) => ({
    ...pair,
    row: row(12, (out) => writeTransform(pair.source, pair.target, out, 0)),
  }));
}

function projectionVectors(random: Random) {
  const views: Intrinsics[] = [
    { width: 256, height: 144, focal: 176 },
    { width: 512, height: 288, focal: 352 },
  ];
  return views.flatMap((intrinsics) =>
    Array.from({ length: 6 }, () => {
      const camera = poseOf(random);
      const point = near(random, camera, 8);
      const { u, v, depth } = project(intrinsics, camera, point);
      return { intrinsics, camera, point, row: bits([u, v, depth]) };
    }),
  );
}

function relightCameraVectors(random: Random) {
  return Array.from({ length: 4 }, (_, i) => {
    const camera = poseOf(random);
    const sun = i === 0 ? undefined : random.range(-Math.PI, Math.PI);
    const written = row(relightCameraFeatures, (out) => writeRelightCamera(camera, sun, out, 0));
    return { camera, sun: sun ?? null, row: written };
  });
}

function bodyOf(random: Random, kind: BodyState['kind']): BodyState {
  return {
    kind,
    x: random.range(0, 20),
    y: random.pick([0, 0.0009, 0.001, random.range(0, 2)]),
    z: random.range(0, 20),
    heading: random.range(-Math.PI, Math.PI),
    vx: random.range(-4, 4),
    vy: random.range(-6, 5),
    vz: random.range(-4, 4),
  };
}

function motionFeatureVectors(random: Random) {
  return Array.from({ length: 10 }, (_, i) => {
    const body = bodyOf(random, i % 2 === 0 ? 'player' : 'ball');
    const intent = { move: random.range(-1, 1), strafe: random.range(-1, 1), jump: i % 3 === 0 };
    const physics = {
      gravity: random.range(4, 16),
      friction: random.range(0, 4),
      bounce: random.range(0, 1),
    };
    // Some are beyond the range, where distances have no effect.
    const scan = Array.from({ length: scanRays }, () => random.range(0, 1.5 * scanRange));
    const timeStep = 1 / random.pick([12, 20, 60]);
    const written = row(motionFeatures, (out) =>
      writeMotionFeatures(body, intent, physics, scan, timeStep, out, 0),
    );
    return { body, intent, physics, scan, timeStep, row: written };
  });
}

function motionTargetVectors(random: Random) {
  return Array.from({ length: 6 }, () => {
    const number = () => random.range(-3, 3);
    const change = {
      dx: number(),
      dy: number(),
      dz: number(),
      vx: number(),
      vy: number(),
      vz: number(),
      ground: random.next(),
      contact: random.next(),
    };
    const heading = random.range(-Math.PI, Math.PI);
    return { heading, change, row: row(motionOutputs, (out) => writeMotionTargets(heading, change, out, 0)) };
  });
}

/** Depths with their codes, and codes with their depths; null is infinity. */
function inverseDepthVectors() {
  const depths = [0.05, 0.2, 0.2000001, 0.5, 1, 1.6, 2.5, 7.77, 31.4, 100, 9000, 40_000];
  const codes = [1, 2, 100, 1311, 13_107, 40_000, 65_534, 65_535];
  return {
    encoded: [
      ...depths.map((depth) => ({ depth, code: encodeDepth(depth) })),
      { depth: null, code: encodeDepth(Number.POSITIVE_INFINITY) },
    ],
    decoded: codes.map((code) => ({ code, depth: bits([decodeDepth(code)]) })),
  };
}

function revealedShareVectors() {
  return [1, 2, 3, 5, 8, 12].map((steps) => ({
    steps,
    shares: bits(Array.from({ length: steps }, (_, step) => revealedShare(step, steps))),
  }));
}

function phraseVectors() {
  const [longest, buckets] = [4, 8192];
  return ['a', 'noon', 'thick fog', 'red quarter', 'crépuscule', 'high noon today'].map((phrase) => ({
    phrase,
    longest,
    buckets,
    rows: phraseBuckets(phrase, longest, buckets),
  }));
}
