import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Entity, halfExtents, playerColours } from '../../../shared/entity.ts';
import { type Pose, project, toCamera, unproject, type Vector3 } from '../../../shared/geometry/camera.ts';
import { decodeDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { generateWorld, type ReferenceWorld } from '../world.ts';
import { createFrame, type Frame, Renderer } from './renderer.ts';

const view = { width: 128, height: 72, focal: 88 };
const controls = { timeOfDay: 0.4, fog: 0.1 };
const worlds = [3, 4, 5].map((seed) => {
  const world = generateWorld(seed);
  return { world, renderer: new Renderer(world, view) };
});

function draw(renderer: Renderer, pose: Pose, entities: readonly Entity[] = [], light = controls): Frame {
  const frame = createFrame(view);
  renderer.render(pose, entities, light, frame);
  return frame;
}

function spawnPose(world: ReferenceWorld, index: number, over: Partial<Pose> = {}): Pose {
  const { x, z, yaw } = world.spawns[index];
  return { x, y: 1.6, z, yaw, pitch: 0, ...over };
}

function centreOf(pixel: number): [number, number] {
  return [(pixel % view.width) + 0.5, Math.floor(pixel / view.width) + 0.5];
}

/** Tolerance of inverse depth: half a pixel of slope on a wall or floor changes it by about this much. */
function slopeTolerance(inverseDepth: number): number {
  return 0.012 + 0.06 * inverseDepth;
}

/** Whether a border between surfaces of different depths runs between a pixel and one of its neighbours. */
function isAtBorder(frame: Frame, column: number, row: number): boolean {
  const inverseDepthAt = (u: number, v: number) => 1 / decodeDepth(frame.inverseDepth[v * view.width + u]);
  const own = inverseDepthAt(column, row);
  for (let v = Math.max(0, row - 1); v <= Math.min(view.height - 1, row + 1); v++) {
    for (let u = Math.max(0, column - 1); u <= Math.min(view.width - 1, column + 1); u++) {
      const other = inverseDepthAt(u, v);
      if (Math.abs(other - own) > slopeTolerance(Math.min(other, own))) return true;
    }
  }
  return false;
}

/** Metres from a point to the nearest surface of the height grid. */
function distanceToSurface(world: ReferenceWorld, { x, y, z }: Vector3): number {
  const heightAt = (cx: number, cz: number) =>
    world.solidAt(cx, cz) ? (world.heights[cz * world.size + cx] ?? 0) : 0;
  const cx = Math.floor(x);
  const cz = Math.floor(z);
  let nearest = Number.POSITIVE_INFINITY;
  for (let j = -1; j <= 1; j++) {
    for (let i = -1; i <= 1; i++) {
      const height = heightAt(cx + i, cz + j);
      const outX = Math.max(cx + i - x, 0, x - (cx + i + 1));
      const outZ = Math.max(cz + j - z, 0, z - (cz + j + 1));
      nearest = Math.min(nearest, Math.hypot(outX, y - height, outZ));
      if (height === 0 || y > height + 0.05) continue;
      // Sides of the box, for points in front of them or just behind.
      const inX = Math.min(Math.abs(x - (cx + i)), Math.abs(x - (cx + i + 1)));
      const inZ = Math.min(Math.abs(z - (cz + j)), Math.abs(z - (cz + j + 1)));
      nearest = Math.min(nearest, Math.hypot(inX, outZ), Math.hypot(inZ, outX));
    }
  }
  return nearest;
}

const poses = fc.record({
  which: fc.nat(worlds.length - 1),
  spawn: fc.nat(9),
  yaw: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
  pitch: fc.double({ min: -0.52, max: 0.52, noNaN: true }),
  rise: fc.double({ min: 0, max: 0.9, noNaN: true }),
});

test('the same pose gives the same bytes, also from another renderer of the same seed', () => {
  const { world, renderer } = worlds[0];
  const entities = [...world.doors, ...world.orbs, ...world.blocks, world.ball];
  const first = draw(renderer, spawnPose(world, 0), entities);
  draw(renderer, spawnPose(world, 1, { pitch: 0.3 }), []);
  const again = draw(new Renderer(generateWorld(3), view), spawnPose(world, 0), entities);
  expect(again).toEqual(first);
  expect(draw(renderer, spawnPose(world, 0), entities)).toEqual(first);
});

describe('depth', () => {
  test('alone has the bytes of a whole frame', () => {
    const { world, renderer } = worlds[0];
    const entities = [...world.doors, ...world.orbs, ...world.blocks, world.ball];
    const frame = draw(renderer, spawnPose(world, 0), entities);
    const alone = createFrame(view);
    renderer.renderDepth(spawnPose(world, 0), entities, controls, alone);
    expect(alone.inverseDepth).toEqual(frame.inverseDepth);
    expect(alone.entity).toEqual(frame.entity);
  });

  test('places every static pixel on a surface of the height grid', () => {
    fc.assert(
      fc.property(poses, ({ which, spawn, yaw, pitch, rise }) => {
        const { world, renderer } = worlds[which];
        const pose = spawnPose(world, spawn, { yaw, pitch, y: 1.6 + rise });
        const frame = draw(renderer, pose);
        for (let pixel = 0; pixel < frame.inverseDepth.length; pixel += 7) {
          const code = frame.inverseDepth[pixel];
          expect(code).toBeGreaterThan(0);
          if (code === skyCode) continue;
          const depth = decodeDepth(code);
          const point = unproject(view, pose, ...centreOf(pixel), depth);
          expect(distanceToSurface(world, point)).toBeLessThan(0.002 + 1e-4 * depth * depth);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('agrees between two poses where both see the same point', () => {
    fc.assert(
      fc.property(
        poses,
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        ({ which, spawn, yaw, pitch }, shift) => {
          const { world, renderer } = worlds[which];
          const from = spawnPose(world, spawn, { yaw, pitch });
          const to = { ...from, x: from.x + shift, z: from.z - shift / 2, yaw: yaw + shift };
          const source = draw(renderer, from);
          const target = draw(renderer, to);
          let inView = 0;
          let agree = 0;
          let hidden = 0;
          for (let pixel = 0; pixel < source.inverseDepth.length; pixel++) {
            if (source.inverseDepth[pixel] === skyCode) continue;
            const point = unproject(view, from, ...centreOf(pixel), decodeDepth(source.inverseDepth[pixel]));
            const { u, v, depth } = project(view, to, point);
            if (depth < 0.1 || u < 0 || v < 0 || u >= view.width || v >= view.height) continue;
            // At a border, the point and the pixel's centre can lie on different surfaces.
            if (isAtBorder(target, Math.floor(u), Math.floor(v))) continue;
            const there = 1 / decodeDepth(target.inverseDepth[Math.floor(v) * view.width + Math.floor(u)]);
            inView++;
            if (Math.abs(there - 1 / depth) < slopeTolerance(1 / depth)) agree++;
            else if (there > 1 / depth) hidden++;
          }
          if (inView < 500) return;
          expect((agree + hidden) / inView).toBeGreaterThan(0.99);
          expect(agree / inView).toBeGreaterThan(0.6);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('entities', () => {
  const { world, renderer } = worlds[1];
  const pose = spawnPose(world, 0, { pitch: -0.3 });
  const ahead = (distance: number, side = 0) => ({
    x: pose.x + Math.sin(pose.yaw) * distance + Math.cos(pose.yaw) * side,
    z: pose.z + Math.cos(pose.yaw) * distance - Math.sin(pose.yaw) * side,
  });
  const empty = draw(renderer, pose);
  const shapes: Entity[] = [
    { kind: 'player', ...ahead(2), y: 0.9, yaw: 1, colour: playerColours[0], state: 0 },
    { kind: 'block', ...ahead(2), y: 0.4, yaw: 0, colour: [0.3, 0.7, 0.35], state: 0 },
    { kind: 'orb', ...ahead(1.5), y: 0.9, yaw: 0, colour: [1, 0.88, 0.35], state: 0 },
    { kind: 'ball', ...ahead(2), y: 0.3, yaw: 0.5, colour: [0.95, 0.95, 0.95], state: 0 },
    { kind: 'door', ...ahead(2), y: 1.1, yaw: 0.3, colour: [0.55, 0.38, 0.22], state: 0 },
  ];

  test.each(shapes)(
    'a $kind is visible where it projects, nearer than its background, and only there',
    (entity) => {
      const frame = draw(renderer, pose, [entity]);
      const centre = project(view, pose, entity);
      const radius = Math.hypot(...halfExtents[entity.kind]);
      let masked = 0;
      for (let pixel = 0; pixel < frame.entity.length; pixel++) {
        const [u, v] = centreOf(pixel);
        if (frame.entity[pixel] === 0) {
          expect(frame.inverseDepth[pixel]).toBe(empty.inverseDepth[pixel]);
          continue;
        }
        masked++;
        const depth = decodeDepth(frame.inverseDepth[pixel]);
        expect(frame.inverseDepth[pixel]).toBeGreaterThanOrEqual(empty.inverseDepth[pixel]);
        const point = unproject(view, pose, u, v, depth);
        expect(Math.hypot(point.x - entity.x, point.y - entity.y, point.z - entity.z)).toBeLessThan(
          radius + 0.01,
        );
      }
      expect(masked).toBeGreaterThan(20);
      expect(frame.entity[Math.floor(centre.v) * view.width + Math.floor(centre.u)]).toBe(255);
    },
  );

  test('colours of pixels away from an entity do not depend on it', () => {
    const frame = draw(renderer, pose, shapes);
    const { width } = view;
    const pixels = frame.entity.length;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const around = [0, -1, 1, -width, width].map((offset) => frame.entity[pixel + offset] ?? 0);
      if (around.some((mask) => mask > 0)) continue;
      for (let plane = 0; plane < 3; plane++) {
        expect(frame.rgb[pixel + plane * pixels]).toBe(empty.rgb[pixel + plane * pixels]);
      }
    }
  });

  test('a wall hides entities behind it', () => {
    let distance = 0;
    const solid = () => {
      const { x, z } = ahead(distance);
      return world.solidAt(Math.floor(x), Math.floor(z));
    };
    while (!solid()) distance += 0.1;
    const hidden: Entity = {
      kind: 'orb',
      ...ahead(distance + 0.5),
      y: 0.4,
      yaw: 0,
      colour: [1, 1, 0],
      state: 0,
    };
    expect(draw(renderer, pose, [hidden]).entity.some((mask) => mask > 0)).toBe(false);
  });

  test('entities behind the camera are not visible', () => {
    const behind: Entity = {
      kind: 'player',
      ...ahead(-2),
      y: 0.9,
      yaw: 0,
      colour: playerColours[1],
      state: 0,
    };
    expect(toCamera(pose, behind).z).toBeLessThan(0);
    expect(draw(renderer, pose, [behind]).entity.some((mask) => mask > 0)).toBe(false);
  });

  test.each(playerColours.map((colour, i) => [i, colour] as const))(
    'player colour %i is unique',
    (own, colour) => {
      const noon = { timeOfDay: 0.5, fog: 0 };
      const frame = draw(renderer, pose, [{ ...shapes[0], colour }], noon);
      const sums = [0, 0, 0];
      let count = 0;
      for (let pixel = 0; pixel < frame.entity.length; pixel++) {
        if (frame.entity[pixel] === 0) continue;
        count++;
        for (let plane = 0; plane < 3; plane++) sums[plane] += frame.rgb[pixel + plane * frame.entity.length];
      }
      const mean = sums.map((sum) => sum / count);
      const direction = (c: readonly number[]) => {
        const grey = (c[0] + c[1] + c[2]) / 3;
        const off = c.map((value) => value - grey);
        const length = Math.hypot(...off);
        return off.map((value) => value / length);
      };
      const likeness = playerColours.map((other) => {
        const a = direction(other);
        const b = direction(mean);
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
      });
      expect(likeness.indexOf(Math.max(...likeness))).toBe(own);
    },
  );
});

test('time of day and fog change colours, never depth', () => {
  const { world, renderer } = worlds[2];
  const pose = spawnPose(world, 2);
  const noon = draw(renderer, pose, [], { timeOfDay: 0.5, fog: 0 });
  const dusk = draw(renderer, pose, [], { timeOfDay: 1, fog: 0 });
  const fog = draw(renderer, pose, [], { timeOfDay: 0.5, fog: 1 });
  expect(dusk.inverseDepth).toEqual(noon.inverseDepth);
  expect(fog.inverseDepth).toEqual(noon.inverseDepth);
  const difference = (a: Frame, b: Frame) =>
    a.rgb.reduce((sum, value, i) => sum + Math.abs(value - b.rgb[i]), 0) / a.rgb.length;
  expect(difference(noon, dusk)).toBeGreaterThan(10);
  expect(difference(noon, fog)).toBeGreaterThan(10);
});

test('a camera inside a wall is rejected', () => {
  const { renderer } = worlds[0];
  expect(() => draw(renderer, { x: 0.5, y: 1.6, z: 0.5, yaw: 0, pitch: 0 })).toThrow(/lies in a wall/);
});
