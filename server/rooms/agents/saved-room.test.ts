import { expect, test, vi } from 'vitest';
import { createRoomSchema } from '../../../shared/messages.ts';
import { until } from '../room.fixture.ts';
import { startSavedApp, TestDisk } from '../saving/saved-app.fixture.ts';
import { joinAgent } from './agent-client.fixture.ts';

test('agents come into a saved room in which the bodies of former ones still stand', async () => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {});
  const disk = new TestDisk();
  const first = await startSavedApp(disk);
  const room = await first.app.lobby.create(createRoomSchema.parse({}));
  const former = await joinAgent(first.url, room, { name: 'Former' });
  await until('ticks', () => former.observations.length > 5);
  await first.app.drain(0);
  await first.app.close();
  const second = await startSavedApp(disk);
  const next = await joinAgent(second.url, room, { name: 'Next' });
  expect(next.last('seat')?.taken).toBe(true);
  await until('an observation', () => next.observations.length > 0);
  expect(next.observations[0].tick).toBeGreaterThan(5);
  expect(next.last('joined')?.id).not.toBe(former.last('joined')?.id);
  next.socket.close();
  await second.app.close();
});
