import { expect, test, vi } from 'vitest';
import { partSize, type ViewEmbedding } from '../../contracts/view-embedding.ts';
import { defaultPackFolder, loadPack } from '../../pack/pack.ts';
import { wordTowerOf } from '../../pack/word-tower.ts';
import { ViewWords } from './view-words.ts';

const pack = await loadPack(defaultPackFolder, { checksWorlds: false });
const { width, height } = pack.manifest.view;
const plane = (bytes: number) => new SharedArrayBuffer(width * height * bytes);
/** A view of the sky alone. */
const view = {
  ...{ room: 'r', view: 'ann', tick: 3, camera: { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 } },
  ...{ rgb: new Uint8Array(plane(3)), inverseDepth: new Uint16Array(plane(2)).fill(1) },
  ...{ entity: new Uint8Array(plane(1)), confidence: new Uint8Array(plane(1)) },
  ...{ coverage: new Uint8Array(plane(1)), imagined: false, milliseconds: 1 },
};

function opened(embed?: () => Promise<ViewEmbedding>) {
  const never = () => Promise.reject(new Error('nothing is drawn here'));
  const model = { generate: never, move: never, ...(embed && { embed }) };
  const warn = vi.fn();
  return { words: new ViewWords({ model, pack }, { warn }, () => []), warn };
}

async function embeddingOfNothing(): Promise<ViewEmbedding> {
  const tower = await wordTowerOf(pack);
  const [rows, columns, numbers] = [height / partSize, width / partSize, tower?.width ?? 0];
  return { width: numbers, rows, columns, values: new Float32Array(numbers * rows * columns) };
}

test('a view is embedded once, whoever asks how often', async () => {
  const embed = vi.fn(embeddingOfNothing);
  const { words } = opened(embed);
  const said = await Promise.all([words.describe(view), words.describe(view, ['brick'])]);
  expect(said).toEqual([
    { walls: [], ground: null, landmarks: [], words: [] },
    { walls: [], ground: null, landmarks: [], words: [{ words: 'brick', part: null }] },
  ]);
  expect(embed).toHaveBeenCalledTimes(1);
});

test('a description does without where the graph fails, and where there is none', async () => {
  const failing = opened(() => Promise.reject(new Error('out of memory')));
  expect(await failing.words.describe(view)).toBeUndefined();
  expect(failing.warn).toHaveBeenCalledTimes(1);
  const without = opened();
  expect(await without.words.describe(view)).toBeUndefined();
  expect(without.warn).not.toHaveBeenCalled();
});
