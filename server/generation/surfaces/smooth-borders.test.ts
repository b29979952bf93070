import { describe, expect, test } from 'vitest';
import { SmoothBorders } from './smooth-borders.ts';
import type { FoundSurfaces, SurfaceFinder, SurfaceQuery } from './surface-finder.ts';

const picture = { width: 8, height: 4, focal: 6 };
const query: SurfaceQuery = {
  ground: {
    ...{ x: 0, z: 0, size: 0, sun: undefined },
    ...{ kinds: bytes(), materials: bytes(), given: bytes() },
  },
  camera: { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 },
  controls: [0.5, 0],
  picture,
  known: new Float32Array(picture.width * picture.height),
};

function bytes(): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(0));
}

/** What a picture shows on one side of a line. */
interface Side {
  colour: number;
  inverse: number;
  surface: number;
  brightness: number;
}

const black: Side = { colour: 0, inverse: 0.25, surface: 1, brightness: 1 };
const white: Side = { colour: 1, inverse: 0.5, surface: 2, brightness: 1 };

/** One thing to the right of a line that crosses the picture at `share` of its width, another to its left. */
function edge(share: number, left: Side, right: Side) {
  const asked: number[] = [];
  const finder: SurfaceFinder = {
    name: 'graph',
    async find({ picture: { width, height }, known, off }): Promise<FoundSurfaces> {
      const pixels = [...Array(width * height).keys()].filter(
        (pixel) => known[pixel] < Number.POSITIVE_INFINITY,
      );
      asked.push(pixels.length);
      const sides = pixels.map((pixel) =>
        ((pixel % width) + 0.5 + (off?.u ?? 0)) / width > share ? right : left,
      );
      return {
        count: pixels.length,
        pixels: Int32Array.from(pixels),
        inverse: Float32Array.from(sides, ({ inverse }) => inverse),
        colours: Float32Array.from(sides.flatMap(({ colour }) => [colour, colour, colour])),
        surfaces: Int32Array.from(sides, ({ surface }) => surface),
        brightness: Float32Array.from(sides, ({ brightness }) => brightness),
      };
    },
  };
  return { finder, asked };
}

/** The line crosses the fourth column a quarter of its width from its left. */
const crossing = (3 + 0.3) / 8;
/** Two columns of pixels are asked for three times more. */
const again = [32, 2 * 4, 2 * 4, 2 * 4];

describe('surfaces with smooth borders', () => {
  test('have the mean of four rays where two surfaces meet, and the depth of one', async () => {
    const { finder, asked } = edge(crossing, black, white);
    const { count, colours, inverse } = await new SmoothBorders(finder).find(query);
    expect(count).toBe(32);
    const row = Array.from({ length: 8 }, (_, column) => colours[3 * column]);
    // One of the four rays passes to the left of the line.
    expect(row).toEqual([0, 0, 0, 0.75, 1, 1, 1, 1]);
    expect([...inverse.subarray(0, 8)]).toEqual([0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(asked).toEqual(again);
  });

  test('follow an edge along a column in steps of a quarter of a pixel', async () => {
    const steps = [0.05, 0.2, 0.55, 0.7, 0.9].map(async (share) => {
      const { finder } = edge((3 + share) / 8, black, white);
      return (await new SmoothBorders(finder).find(query)).colours[3 * 3];
    });
    expect(await Promise.all(steps)).toEqual([1, 0.75, 0.5, 0.25, 0]);
  });

  test('are asked for once where two surfaces look alike', async () => {
    const { finder, asked } = edge(crossing, black, { ...white, colour: 0.01 });
    await new SmoothBorders(finder).find(query);
    expect(asked).toEqual([32]);
  });

  test('are the same when asked for again', async () => {
    const { finder, asked } = edge(crossing, black, white);
    const smooth = new SmoothBorders(finder);
    const first = (await smooth.find(query)).colours.slice();
    expect((await smooth.find(query)).colours).toEqual(first);
    expect(asked).toEqual([...again, ...again]);
  });

  test('have it where two surfaces meet at one depth', async () => {
    const { finder, asked } = edge(crossing, black, { ...white, inverse: black.inverse });
    await new SmoothBorders(finder).find(query);
    expect(asked).toEqual(again);
  });

  test('have it at the border of a shadow', async () => {
    const { finder, asked } = edge(crossing, { ...black, brightness: 0.6 }, { ...black, colour: 0.2 });
    await new SmoothBorders(finder).find(query);
    expect(asked).toEqual(again);
  });

  test('keep the pattern of one surface as one ray shows it', async () => {
    const { finder, asked } = edge(crossing, black, { ...black, colour: 1 });
    await new SmoothBorders(finder).find(query);
    expect(asked).toEqual([32]);
  });

  test('are asked for once where there is no border', async () => {
    const { finder, asked } = edge(0, black, white);
    await new SmoothBorders(finder).find(query);
    expect(asked).toEqual([32]);
  });
});
