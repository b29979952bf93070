import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinAgent, type Seen } from '../server/rooms/agents/agent-client.fixture.ts';
import { type Picture, psnr } from './pixels.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';

let testBed: TestBed;

beforeAll(async () => {
  testBed = await openTestBed(undefined, { options: ['--lock-step=on'] });
});

afterAll(() => testBed?.close());

/** Planes of an rgb view, as pages' pictures are laid out. */
function pictureOf({ planes: [plane] }: Seen): Picture {
  const { width, height } = testBed.manifest.view;
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < rgb.length; i++) rgb[i] = plane[(i % 3) * width * height + Math.floor(i / 3)];
  return { width, height, rgb };
}

test.each(['real-time', 'lock-step'] as const)(
  'somebody at a page sees what an agent sees in a %s room',
  async (pace) => {
    const room = await testBed.createRoom({ pace });
    const agent = await joinAgent(testBed.url, room, { name: 'Robot', planes: ['rgb'] });
    const act = () => agent.send('act', { action: { turn: 0.2 } });
    // In real time an action has to be renewed; in lock-step the next tick waits for one.
    const acting = setInterval(act, 150);
    try {
      const sue = await testBed.open(room.watchLink, 'Sue');
      await sue.reaches('playing');
      const { seen, shown } = await until('both have a picture of the same tick', async () => {
        for (const tick of (await sue.ticks()).toReversed()) {
          const seen = agent.observations.find(({ picture }) => picture?.tick === tick);
          if (seen !== undefined) return { seen, shown: await sue.frameOf(tick) };
        }
        return undefined;
      });
      expect(shown.mark.view).toBe(agent.last('joined')?.id);
      // The page has it from a video encoder.
      expect(psnr(pictureOf(seen), shown.picture)).toBeGreaterThan(28);
      expect(testBed.pageErrors).toEqual([]);
      expect(testBed.serverErrors()).toEqual([]);
      await sue.page.close();
    } finally {
      clearInterval(acting);
      agent.socket.close();
    }
  },
);
