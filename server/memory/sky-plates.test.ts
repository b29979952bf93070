import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { cameraAxes, type Pose } from '../../shared/geometry/camera.ts';
import { encodeDepth, skyCode } from '../../shared/geometry/inverse-depth.ts';
import { sampleKeyframe } from './keyframe-samples.ts';
import { SkyPlates } from './sky-plates.ts';

vi.mock('./keyframe-samples.ts', { spy: true });

const view = { width: 64, height: 36, focal: 44 };
const pixels = view.width * view.height;

/** A smooth sky with a colour for every direction, over a wall up to `wall` radians above the horizon. */
function picture(pose: Pose, wall = -1) {
  const rgb = new Uint8Array(new SharedArrayBuffer(3 * pixels));
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * pixels));
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [x, y, z] = direction(pose, pixel);
    const sky = y > Math.sin(wall);
    inverseDepth[pixel] = sky ? skyCode : encodeDepth(5);
    const colour = sky ? skyColour(x, y, z) : [255, 0, 255];
    for (let channel = 0; channel < 3; channel++) rgb[channel * pixels + pixel] = colour[channel];
  }
  return { pose, rgb, inverseDepth };
}

function direction(pose: Pose, pixel: number): [number, number, number] {
  const a = cameraAxes(pose);
  const u = ((pixel % view.width) + 0.5 - view.width / 2) / view.focal;
  const v = (view.height / 2 - Math.floor(pixel / view.width) - 0.5) / view.focal;
  const ray = [0, 1, 2].map((axis) => a[axis] * u + a[3 + axis] * v + a[6 + axis]);
  const length = Math.hypot(...ray);
  return [ray[0] / length, ray[1] / length, ray[2] / length];
}

function skyColour(x: number, y: number, z: number): number[] {
  return [128 + 100 * x, 128 + 100 * y, 128 + 100 * z];
}

function at(x: number, z: number, yaw: number, pitch = 0.2): Pose {
  return { x, y: 1.6, z, yaw, pitch };
}

describe('sky plates', () => {
  it('are unknown at first, and learn nothing from a picture without sky', () => {
    const plates = new SkyPlates(view, -1);
    expect(plates.facing(at(0, 0, 0))).toEqual([]);
    plates.add(picture(at(0, 0, 0), 2));
    expect(plates.facing(at(0, 0, 0))).toEqual([]);
  });

  it('show seen sky from any position, and never a wall', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3.1, max: 3.1, noNaN: true }),
        fc.double({ min: -0.3, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 0.4, noNaN: true }),
        (yaw, pitch, wall) => {
          const plates = new SkyPlates(view, -1);
          plates.add(picture(at(3, -2, yaw, pitch), wall));
          for (const plate of plates.facing(at(-8, 5, yaw))) {
            expect(plate.pose).toMatchObject({ x: -8, y: 1.6, z: 5 });
            for (let pixel = 0; pixel < pixels; pixel++) {
              if (plate.inverseDepth[pixel] === 0) continue;
              expect(plate.inverseDepth[pixel]).toBe(skyCode);
              const expected = skyColour(...direction(plate.pose, pixel));
              for (let channel = 0; channel < 3; channel++) {
                expect(Math.abs(plate.rgb[channel * pixels + pixel] - expected[channel])).toBeLessThan(2);
              }
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('grow with later pictures and keep what was seen first', () => {
    const plates = new SkyPlates(view, -1);
    plates.add(picture(at(0, 0, 0)));
    const known = () => {
      const [plate] = plates.facing(at(0, 0, 0.5));
      return plate.inverseDepth.filter((code) => code !== 0).length;
    };
    const before = known();
    plates.add(picture(at(0, 0, 0.8)));
    expect(known()).toBeGreaterThan(before);
    const repainted = picture(at(0, 0, 0));
    repainted.rgb.fill(0);
    const [plate] = plates.facing(at(0, 0, 0));
    const colours = plate.rgb.slice();
    plates.add(repainted);
    expect(plate.rgb).toEqual(colours);
  });

  it('are sampled once for any number of requests and positions, and again after they have grown', () => {
    const sampled = vi.mocked(sampleKeyframe);
    const facing = (plates: SkyPlates, camera: Pose) => {
      sampled.mockClear();
      const found = plates.facing(camera);
      const { length } = sampled.mock.calls;
      // Identical to sampling each plate at the requested position.
      for (const { pose, inverseDepth, samples } of found) {
        expect(samples).toEqual(sampleKeyframe(view, pose, inverseDepth));
      }
      return { found, samplings: length };
    };
    const plates = new SkyPlates(view, -1);
    plates.add(picture(at(0, 0, 0), 0.1));
    const first = facing(plates, at(0, 0, 0.1));
    expect(first.samplings).toBe(first.found.length);
    expect(facing(plates, at(4, -3, 0.1)).samplings).toBe(0);
    // A wall hides all of the sky, so the plates do not change.
    plates.add(picture(at(0, 0, 0), 2));
    expect(facing(plates, at(0, 0, 0.1)).samplings).toBe(0);
    const growth = () => {
      plates.add(picture(at(0, 0, 0), walls.pop()));
      return facing(plates, at(0, 0, 0.1));
    };
    const walls = [-1, 0.05];
    const grown = growth();
    expect(grown.samplings).toBeGreaterThan(0);
    const fork = plates.fork();
    expect(growth().samplings).toBeGreaterThan(0);
    expect(facing(fork, at(0, 0, 0.1))).toEqual({ ...grown, samplings: 0 });
  });

  it('leave out the edge of objects in front of the sky', () => {
    const plates = new SkyPlates(view, -1);
    const pole = picture(at(0, 0, 0));
    for (let row = 0; row < view.height; row++) {
      for (const column of [31, 32]) {
        const pixel = row * view.width + column;
        pole.inverseDepth[pixel] = encodeDepth(2);
      }
      // The pole's colour bleeds one pixel into the sky.
      for (const column of [30, 31, 32, 33]) pole.rgb[row * view.width + column] = 255;
    }
    plates.add(pole);
    const plate = plates.facing(at(0, 0, 0)).find(({ pose }) => pose.yaw === 0);
    expect(plate).toBeDefined();
    for (let pixel = 0; pixel < pixels; pixel++) {
      if (plate && plate.inverseDepth[pixel] !== 0) expect(plate.rgb[pixel]).toBeLessThan(240);
    }
  });
});
