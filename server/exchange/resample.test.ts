import { describe, expect, test } from 'vitest';
import { psnr } from '../../models/evaluation/judges/image-quality.ts';
import { cameraAxes, type Intrinsics, type Pose } from '../../shared/geometry/camera.ts';
import { decodeDepth, skyCode } from '../../shared/geometry/inverse-depth.ts';
import { boxScene, renderScene } from '../memory/scene.fixture.ts';
import type { FramePictures } from './capture-pictures.ts';
import type { Lens } from './frames/lens.ts';
import { resample } from './resample.ts';

const view: Intrinsics = { width: 128, height: 72, focal: 88 };
const pose: Pose = { x: 0, y: 1.6, z: -2, yaw: 0.3, pitch: -0.1 };
const depthUnit = 0.001;
const rendered = renderScene(boxScene, view, pose);

function lensOf(
  { width, height, focal }: Intrinsics,
  distortion: Lens['distortion'] = [0, 0, 0, 0, 0],
): Lens {
  return {
    width,
    height,
    focalX: focal,
    focalY: focal,
    centreX: width / 2,
    centreY: height / 2,
    distortion,
  };
}

/** The picture of such a camera as in a capture: sky in a mask, depth in millimetres. */
function photograph(camera: Intrinsics, from: Pose): FramePictures {
  const { width, height } = camera;
  const { rgb, inverseDepth } = renderScene(boxScene, camera, from);
  const pixels = width * height;
  const colour = Uint8Array.from({ length: 3 * pixels }, (_, i) => rgb[(i % 3) * pixels + Math.floor(i / 3)]);
  const isSky = (code: number) => code === skyCode;
  const depth = Uint16Array.from(inverseDepth, (code) =>
    isSky(code) ? 0 : Math.round(decodeDepth(code) / depthUnit),
  );
  const sky = Uint8Array.from(inverseDepth, (code) => (isSky(code) ? 255 : 0));
  return {
    colour: { width, height, data: colour },
    depth: { width, height, data: depth },
    sky: { width, height, data: sky },
    mask: undefined,
  };
}

/** Share of the pixels whose inverse depth is within 3 % of the truth. */
function agreement(codes: Uint16Array, truth = rendered.inverseDepth): number {
  const near = codes.filter((code, i) => Math.abs(code - truth[i]) <= 0.03 * truth[i] + 1);
  return near.length / codes.length;
}

const options = { axes: cameraAxes(pose), pose, view, depthUnit, skyFrom: 1000 };

describe('resampling', () => {
  test('only rounds depth if the camera is the same', () => {
    const out = resample(photograph(view, pose), { ...options, lens: lensOf(view) });
    expect(out.rgb).toEqual(rendered.rgb);
    expect(agreement(out.inverseDepth)).toBe(1);
    expect(out.inverseDepth.filter((code) => code === skyCode)).toHaveLength(
      rendered.inverseDepth.filter((code) => code === skyCode).length,
    );
  });

  test('preserves angles with another size, focal length and principal point', () => {
    const camera = { width: 400, height: 300, focal: 200 };
    const wide = photograph(camera, pose);
    const out = resample(wide, { ...options, lens: lensOf(camera) });
    expect(agreement(out.inverseDepth)).toBeGreaterThan(0.97);
    expect(psnr(out.rgb, rendered.rgb)).toBeGreaterThan(20);
  });

  test('crops to an off-centre picture and leaves the rest unknown', () => {
    const lens = { ...lensOf(view), centreX: view.width / 2 + 20 };
    const out = resample(photograph(view, pose), { ...options, lens });
    const column = (x: number) => out.inverseDepth.filter((_, i) => i % view.width === x);
    expect(column(view.width - 1).every((code) => code === 0)).toBe(true);
    expect(column(view.width - 21).every((code) => code > 0)).toBe(true);
    expect(out.inverseDepth[0]).toBe(rendered.inverseDepth[20]);
  });

  test('removes the roll of a tilted camera and converts depth', () => {
    const camera = { width: 480, height: 480, focal: 200 };
    const turn = 0.4;
    // A camera with another direction at the same position sees the same surfaces.
    const elsewhere = { ...pose, yaw: pose.yaw + 0.15, pitch: pose.pitch + 0.2 };
    const plain = photograph(camera, elsewhere);
    const out = resample(plain, { ...options, axes: cameraAxes(elsewhere), lens: lensOf(camera) });
    expect(agreement(out.inverseDepth)).toBeGreaterThan(0.96);

    // Rolled axes read the picture turned: the centre stays, and a ray beside it moves around it.
    const a = cameraAxes(pose);
    const rolled = Float64Array.from({ length: 9 }, (_, i) => {
      if (i >= 6) return a[i];
      const [s, c] = [Math.sin(turn), Math.cos(turn)];
      return i < 3 ? c * a[i] + s * a[i + 3] : c * a[i] - s * a[i - 3];
    });
    const straight = photograph(camera, pose);
    const turned = turnPictures(straight, turn);
    const level = resample(turned, { ...options, axes: rolled, lens: lensOf(camera) });
    expect(agreement(level.inverseDepth)).toBeGreaterThan(0.95);
  });

  test('undoes the distortion of a lens', () => {
    const camera = { width: 480, height: 320, focal: 200 };
    const distortion = [-0.2, 0.05, 0, 0.002, -0.001] as const;
    const straight = photograph(camera, pose);
    const bent = distortPictures(straight, lensOf(camera, distortion));
    const out = resample(bent, { ...options, lens: lensOf(camera, distortion) });
    expect(agreement(out.inverseDepth)).toBeGreaterThan(0.95);
  });

  test('leaves masked pixels unknown and treats far ones as sky', () => {
    const pictures = photograph(view, pose);
    const data = new Uint8Array(view.width * view.height).fill(255);
    data[5 * view.width + 7] = 0;
    const mask = { width: view.width, height: view.height, data };
    const out = resample({ ...pictures, mask }, { ...options, lens: lensOf(view), skyFrom: 4 });
    expect(out.inverseDepth[5 * view.width + 7]).toBe(0);
    expect(Math.min(...out.inverseDepth.filter((code) => code > skyCode).map(decodeDepth))).toBeLessThan(4);
    expect(
      Math.max(
        ...Array.from(
          out.inverseDepth.filter((code) => code > skyCode),
          decodeDepth,
        ),
      ),
    ).toBeLessThan(4);
  });
});

/** Remaps each picture by `source`, in pixels from the centre, nearest neighbour. */
function remap(pictures: FramePictures, source: (x: number, y: number) => [number, number]): FramePictures {
  const { width, height } = pictures.depth;
  const index = (i: number) => {
    const [x, y] = source((i % width) + 0.5 - width / 2, Math.floor(i / width) + 0.5 - height / 2);
    const column = Math.floor(x + width / 2);
    const row = Math.floor(y + height / 2);
    return column < 0 || row < 0 || column >= width || row >= height ? -1 : row * width + column;
  };
  const from = Array.from({ length: width * height }, (_, i) => index(i));
  const take = (data: Uint8Array | Uint16Array) => from.map((i) => (i < 0 ? 0 : data[i]));
  return {
    colour: pictures.colour,
    depth: { width, height, data: Uint16Array.from(take(pictures.depth.data)) },
    sky: pictures.sky && { width, height, data: Uint8Array.from(take(pictures.sky.data)) },
    mask: undefined,
  };
}

/** The picture of a camera that is rolled by `turn`: right becomes cos right + sin up. */
function turnPictures(pictures: FramePictures, turn: number): FramePictures {
  const [s, c] = [Math.sin(turn), Math.cos(turn)];
  return remap(pictures, (x, y) => [c * x + s * y, c * y - s * x]);
}

/** The picture as a lens distorts it. The inverse is found by fixed-point iteration. */
function distortPictures(pictures: FramePictures, { focalX: f, distortion }: Lens): FramePictures {
  const [k1, k2, , p1, p2] = distortion;
  return remap(pictures, (u, v) => {
    let [x, y] = [u / f, v / f];
    for (let i = 0; i < 20; i++) {
      const r2 = x * x + y * y;
      const radial = 1 + r2 * (k1 + r2 * k2);
      const [dx, dy] = [2 * p1 * x * y + p2 * (r2 + 2 * x * x), p1 * (r2 + 2 * y * y) + 2 * p2 * x * y];
      x = (u / f - dx) / radial;
      y = (v / f - dy) / radial;
    }
    return [x * f, y * f];
  });
}
