import { expect, it } from 'vitest';
import { trunkCodes } from '../../../server/generation/drawing/trunk-drawer.ts';
import { defaultPackFolder, loadPack } from '../../../server/pack/pack.ts';
import { describeTrunks, measureTrunks } from './trunk-speed.ts';

it('times ONNX Runtime and every code of the native kernel', async () => {
  const times = await measureTrunks(await loadPack(defaultPackFolder), 1);
  const codes = trunkCodes().map(({ name, arithmetic }) => `${name}, ${arithmetic}`);
  expect(times.map(({ layers }) => layers)).toEqual(['ONNX Runtime', ...codes]);
  expect(times[0].ratio).toBe(1);
  for (const { milliseconds } of times) expect(milliseconds).toBeGreaterThan(0);
  expect(describeTrunks(times)).toHaveLength(1 + times.length);
});
