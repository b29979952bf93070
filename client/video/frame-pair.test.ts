import { describe, expect, test } from 'vitest';
import type { DepthMap } from '../../shared/depth-map.ts';
import type { FrameMark } from '../../shared/media.ts';
import { FramePair, layersOf } from './frame-pair.ts';

const map: DepthMap = { columns: 1, rows: 1, inverseDepth: new Float32Array([0.5]), rtpTimestamp: 0 };
const frame = (tick: number, view = 'me') => ({ mark: mark(tick, view), taken: true });

function mark(tick: number, view: string): FrameMark {
  return {
    view,
    rtpTimestamp: 7_500 * tick,
    tick,
    acknowledged: tick,
    pose: { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 },
    generation: 1,
    encoding: 1,
    times: { merged: 0, drawing: 0, drawn: 0, sent: 0 },
  };
}

describe('the displayed frame and the one before', () => {
  test('a frame is displayed at once with its map, without one if none is expected, and without one before it', () => {
    const pair = new FramePair();
    expect(pair.came(frame(1), undefined, true, 0)?.mark.tick).toBe(1);
    expect(pair.came(frame(2), undefined, false, 80)?.mark.tick).toBe(2);
    expect(pair.came(frame(3), map, true, 160)?.map).toBe(map);
    expect(pair.shown?.mark.tick).toBe(3);
  });

  test('a frame waits for its map, and is displayed with it', () => {
    const pair = new FramePair();
    pair.came(frame(1), map, true, 0);
    expect(pair.came(frame(2), undefined, true, 80)).toBeUndefined();
    expect(pair.waited(() => undefined, 100)).toBeUndefined();
    expect(pair.shown?.mark.tick).toBe(1);
    expect(pair.waited((at) => (at.tick === 2 ? map : undefined), 120)).toMatchObject({
      mark: { tick: 2 },
      map,
      since: 120,
    });
    expect(pair.waited(() => map, 140)).toBeUndefined();
  });

  test('a frame whose map is lost is left out for the next one, and displayed without one if there is none', () => {
    const pair = new FramePair();
    pair.came(frame(1), map, true, 0);
    pair.came(frame(2), undefined, true, 80);
    expect(pair.came(frame(3), map, true, 160)?.mark.tick).toBe(3);
    pair.came(frame(4), undefined, true, 240);
    pair.came(frame(5), undefined, true, 320);
    // The wait began with the first of them.
    expect(pair.waited(() => undefined, 489)).toBeUndefined();
    expect(pair.waited(() => undefined, 490)).toMatchObject({ mark: { tick: 5 }, map: undefined });
  });

  test('no frame of another view stands in for it, nor fades into it', () => {
    const pair = new FramePair();
    pair.came(frame(1), map, true, 0);
    expect(pair.came(frame(2, 'other'), undefined, true, 80)?.mark.view).toBe('other');
    pair.came(frame(3), map, true, 160);
    expect(pair.fading(170)).toBeUndefined();
  });

  test('the frame before shows through until the new one is opaque', () => {
    const pair = new FramePair();
    pair.came(frame(1), map, true, 0);
    expect(pair.fading(10)).toBeUndefined();
    pair.came(frame(2), map, true, 80);
    const opacities = [80, 100, 120, 149].map((now) => pair.fading(now)?.opacity ?? 1);
    expect(opacities).toEqual(opacities.toSorted((a, b) => a - b));
    expect(opacities[0]).toBe(0);
    expect(pair.fading(100)?.former.mark.tick).toBe(1);
    expect(pair.fading(151)).toBeUndefined();
  });

  test('are the picture’s layers, by their shares of it', () => {
    const pair = new FramePair();
    const first = pair.came(frame(1), map, true, 0);
    expect(first && layersOf(first, pair.fading(10))).toMatchObject([{ rtpTimestamp: 7_500, share: 1 }]);
    const second = pair.came(frame(2), map, true, 100);
    const layers = second ? layersOf(second, pair.fading(114)) : [];
    expect(layers.map(({ rtpTimestamp }) => rtpTimestamp)).toEqual([15_000, 7_500]);
    expect(layers[0].share).toBeCloseTo(14 / 70);
    expect(layers[0].share + layers[1].share).toBeCloseTo(1);
  });
});
