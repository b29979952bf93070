import { expect, onTestFinished, test } from 'vitest';
import { trialRequest } from '../../server/generation/conditioning/parity.ts';
import { Generator } from '../../server/generation/generator.ts';
import { RemoteViews } from '../../server/generation/remote/remote-views.ts';
import { defaultPackFolder, loadPack } from '../../server/pack/pack.ts';
import { Mlserver } from './mlserver.ts';

/** Milliseconds. */
const deadline = 60_000;
const logger = { info: () => {}, warn: () => {}, error: () => {} };

test('another server of the protocol than Triton draws the same views', async () => {
  const { manifest, ...pack } = await loadPack(defaultPackFolder);
  // Graphs alone: what the native kernel computes in another order differs in the last bit of some levels.
  const server = await Mlserver.start('--conditioning', 'graph');
  onTestFinished(() => server.close());
  expect((await server.client.server(deadline)).name).not.toBe('triton');
  const views = new RemoteViews(server.client, manifest);
  await views.identify(deadline);
  const generator = await Generator.create(
    { manifest, ...pack },
    { provider: 'cpu', workers: 1, conditioning: 'graph', logger },
  );
  onTestFinished(() => generator.close());
  const seen = trialRequest(manifest);
  const requests = [seen, { ...seen, view: 'open', keyframes: [], previous: undefined }];
  const [here, there] = [
    await generator.generate(requests),
    await views.draw(requests, deadline, { priority: 1 }),
  ];
  expect(here.map(({ imagined }) => imagined)).toContain(true);
  for (const [i, view] of here.entries()) {
    expect(there[i]?.imagined).toBe(view.imagined);
    for (const plane of ['rgb', 'inverseDepth', 'entity', 'confidence', 'coverage'] as const) {
      expect(there[i]?.[plane], `${plane} of view ${i}`).toEqual(view[plane]);
    }
  }
});
