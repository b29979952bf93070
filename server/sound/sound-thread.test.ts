import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { HeardMoment } from './heard.ts';
import type { SoundPacket } from './sound-messages.ts';
import { SoundThread } from './sound-thread.ts';

const logger = pino({ level: 'silent' });
const patience = { timeout: 30_000 };

describe('SoundThread', () => {
  let thread: SoundThread;
  afterEach(() => thread.close());

  function open() {
    const packets: SoundPacket[] = [];
    return { packets, mix: thread.open((packet) => packets.push(packet)) };
  }

  test('sends each mix a packet a frame until it is closed', async () => {
    thread = new SoundThread(logger);
    const [one, other] = [open(), open()];
    await vi.waitFor(() => expect(one.packets.length).toBeGreaterThan(10), patience);
    for (const { packets } of [one, other]) {
      const frames = packets.map(({ frame }) => frame);
      expect(frames).toEqual([...new Set(frames)].sort((a, b) => a - b));
    }
    one.mix.close();
    one.mix.close();
    const had = one.packets.length;
    const others = other.packets.length;
    await vi.waitFor(() => expect(other.packets.length).toBeGreaterThan(others + 10), patience);
    expect(one.packets.length).toBe(had);
  });

  test('is replaced when it dies: the mixes go on, and their frames do not go back', async () => {
    thread = new SoundThread(logger, new URL('./fixtures/mortal-sound-worker.ts', import.meta.url));
    const { packets, mix } = open();
    await vi.waitFor(() => expect(packets.length).toBeGreaterThan(5), patience);
    const before = packets.length;
    const fatal: HeardMoment = {
      ear: { x: 13, y: 1.6, z: 0, yaw: 0 },
      began: [],
      rolling: [],
      air: { openness: 0, timeOfDay: 0 },
    };
    mix.hear(fatal);
    await vi.waitFor(() => expect(packets.length).toBeGreaterThan(before + 20), patience);
    const frames = packets.map(({ frame }) => frame);
    expect(frames).toEqual([...new Set(frames)].sort((a, b) => a - b));
  });

  test('takes no more once it is closed', async () => {
    thread = new SoundThread(logger);
    const { packets, mix } = open();
    await thread.close();
    mix.hear({
      ear: { x: 0, y: 0, z: 0, yaw: 0 },
      began: [],
      rolling: [],
      air: { openness: 0, timeOfDay: 0 },
    });
    expect(packets.length).toBe(0);
    expect(() => open()).toThrow('closed');
  });
});
