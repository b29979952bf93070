import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import type { GeneratedView, RequestedLook, ViewRequest } from '../contracts/view.ts';
import { perfectView } from '../memory/view.fixture.ts';
import { relitManifest } from '../world/world.fixture.ts';
import { Relighting } from './relighting.ts';

const camera = { x: 1, y: 1.6, z: 2, yaw: Math.PI / 2, pitch: 0 };
const pixels = relitManifest.view.width * relitManifest.view.height;

function request(look?: RequestedLook): ViewRequest {
  const common = { room: 'room', view: 'ann', roomSeed: 1, tick: 1, camera, keyframes: [], entities: [] };
  return { ...common, previous: undefined, controls: [0.25], ...(look && { look }) };
}

/** Fills each view with its first requested number times guidance, in hundredths. Records its inputs. */
function fakeGraph() {
  const fed: Record<string, Tensor>[] = [];
  const run = async (feeds: Record<string, Tensor>, fetches: Record<string, Tensor>) => {
    fed.push(feeds);
    const shown = fetches.shown.data as Uint8Array;
    const asked = feeds.asked.data as Float32Array;
    const guidance = feeds.guidance.data as Float32Array;
    const numbers = asked.length / guidance.length;
    for (const [i, scale] of guidance.entries()) {
      shown.fill(Math.round(100 * asked[i * numbers] * scale), i * 3 * pixels, (i + 1) * 3 * pixels);
    }
    return {};
  };
  return { fed, graph: { run } as Pick<InferenceSession, 'run'> };
}

const view = (): GeneratedView => perfectView(relitManifest, camera);

test('a view that nobody asked to look otherwise costs nothing', async () => {
  const { fed, graph } = fakeGraph();
  const drawn = view();
  await new Relighting(graph, relitManifest).relight([request()], [drawn]);
  expect(fed).toHaveLength(0);
  expect(drawn.shown).toBeUndefined();
});

test('a pack without the graph shows what it draws', async () => {
  const drawn = view();
  const look = { asked: [1, 0, 1, 0], guidance: 1, sun: undefined };
  await new Relighting(undefined, relitManifest).relight([request(look)], [drawn]);
  expect(drawn.shown).toBeUndefined();
});

test('views of a batch are relit each by its own look and guidance, and stay as drawn beside that', async () => {
  const { fed, graph } = fakeGraph();
  const views = [view(), view(), view()];
  const before = views.map(({ rgb }) => Uint8Array.from(rgb));
  const requests = [
    request({ asked: [0.5, 1, 0, 0], guidance: 1, sun: Math.PI / 2 }),
    request(),
    request({ asked: [0.5, 0, 0, 1], guidance: 2, sun: undefined }),
  ];
  await new Relighting(graph, relitManifest).relight(requests, views);
  expect(views.map(({ shown }) => shown?.[0])).toEqual([50, undefined, 100]);
  expect(views.map(({ rgb }) => Uint8Array.from(rgb))).toEqual(before);
  const [{ camera: told, controls, rgb }] = fed;
  expect(rgb.dims).toEqual([2, 3, relitManifest.view.height, relitManifest.view.width]);
  expect([...(controls.data as Float32Array)]).toEqual([0.25, 0.25]);
  // Up; the sun, straight ahead of a camera that looks east and unknown for the other; the eye height.
  const numbers = Array.from(told.data as Float32Array, (value) => Math.round(value * 100) / 100 + 0);
  expect(numbers).toEqual([0, 1, 0, 0, 0, 1, 1.6, 0, 1, 0, 0, 0, 0, 1.6]);
});
