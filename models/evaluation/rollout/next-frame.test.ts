import { beforeAll, describe, expect, it } from 'vitest';
import type { GeneratedView, ViewRequest } from '../../../server/contracts/view.ts';
import { loadPack } from '../../../server/pack/pack.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { createFrame, type Frame } from '../../reference/rendering/renderer.ts';
import { NextFrame } from './next-frame.ts';

let manifest: Manifest;
beforeAll(async () => {
  ({ manifest } = await loadPack('models/arena'));
});

const camera = { x: 4, y: 1.5, z: 4, yaw: 0, pitch: 0 };

/** A grey wall, 3 m away, with an entity in its first pixel. */
function wall(grey: number): Frame {
  const frame = createFrame(manifest.view);
  frame.rgb.fill(grey);
  frame.inverseDepth.fill(4369);
  frame.entity[0] = 1;
  return frame;
}

function request(view: string, tick: number): ViewRequest {
  return {
    room: 'r',
    view,
    roomSeed: 1,
    tick,
    camera,
    previous: undefined,
    keyframes: [],
    entities: [],
    controls: [],
  };
}

/** Records its requests and draws black. */
function recorder() {
  const asked: ViewRequest[] = [];
  const generate = (requests: readonly ViewRequest[]) => {
    asked.push(...requests);
    const black = { rgb: new Uint8Array(new SharedArrayBuffer(3)) };
    return Promise.resolve(requests.map(() => black as unknown as GeneratedView));
  };
  return { asked, generator: { generate } };
}

describe('next frame', () => {
  it('knows all true frames of earlier ticks and none of its own, the newest first', async () => {
    const { asked, generator } = recorder();
    const next = new NextFrame(generator, manifest, { keyframes: [] });
    for (const tick of [14, 15]) {
      for (const view of ['ann', 'bob'])
        expect(await next.draw(request(view, tick), wall(tick))).toBeUndefined();
    }
    await next.draw(request('ann', 16), wall(16));
    const drawn = await next.draw(request('bob', 16), wall(16));
    const [trueMemory, ownMemory] = asked.slice(2);
    expect(trueMemory.previous?.rgb[0]).toBe(15);
    expect(trueMemory.keyframes[0]).toMatchObject({ tick: 15, author: 'bob' });
    expect(trueMemory.keyframes.every(({ tick }) => tick < 16)).toBe(true);
    expect(new Set(trueMemory.keyframes.map(({ rgb }) => rgb)).size).toBe(trueMemory.keyframes.length);
    expect(trueMemory.keyframes.length).toBeLessThan(manifest.memory.slots);
    expect(ownMemory.keyframes).toEqual([]);
    expect(ownMemory.previous?.rgb[0]).toBe(15);
    expect(drawn?.copy[0]).toBe(15);
  });

  it('removes entities from memory', async () => {
    const { asked, generator } = recorder();
    const next = new NextFrame(generator, manifest, { keyframes: [] });
    for (const tick of [15, 16]) await next.draw(request('ann', tick), wall(tick));
    expect(asked[0].keyframes[0].inverseDepth[0]).toBe(0);
    expect(asked[0].keyframes[0].inverseDepth[1]).toBe(4369);
    expect(asked[0].previous?.inverseDepth[0]).toBe(4369);
  });

  it.each([
    ['stands still', {}, false],
    ['turns by a hundredth of a radian', { yaw: 0.01 }, true],
    ['looks up', { pitch: 0.02 }, true],
    ['walks', { z: 4.05 }, true],
    ['trembles by less than a pixel', { yaw: 0.001, x: 4.002 }, false],
  ])('says whether the camera moved: it %s', async (_, change, moved) => {
    const { generator } = recorder();
    const next = new NextFrame(generator, manifest, { keyframes: [] });
    await next.draw(request('ann', 15), wall(90));
    const frames = await next.draw({ ...request('ann', 16), camera: { ...camera, ...change } }, wall(90));
    expect(frames?.moved).toBe(moved);
  });
});
