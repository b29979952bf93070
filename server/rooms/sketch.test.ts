import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRoomSchema } from '../../shared/messages.ts';
import type { PlanSketch, SketchAnswer } from '../../shared/sketch.ts';
import { sketchAnswerSchema } from '../../shared/sketch.ts';
import type { App } from '../app.ts';
import { Generator } from '../generation/generator.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import { loadPack } from '../pack/pack.ts';
import { testSeed } from '../world/world.fixture.ts';
import { joinRoom, startTestApp, tokenOf, until } from './room.fixture.ts';

/** Far from where the players stand, so that nobody has seen it. */
const plan: PlanSketch = {
  kind: 'plan',
  area: { from: { x: 100, z: 100 }, to: { x: 108, z: 108 } },
  walls: [{ from: { x: 101, z: 106 }, to: { x: 107, z: 106 }, height: 2.5, thickness: 0.5 }],
};

describe('sketches in a room', { timeout: 120_000 }, () => {
  let app: App;
  let url: string;
  let generator: Generator;
  const memories: RoomMemory[] = [];

  beforeAll(async () => {
    const pack = await loadPack(join(import.meta.dirname, '../generation/fixtures/pack'));
    generator = await Generator.create(pack, {
      provider: 'cpu',
      workers: 1,
      logger: pino({ level: 'silent' }),
    });
    ({ app, url } = await startTestApp(
      {},
      {
        pack: { folder: pack.folder, manifest: pack.manifest, seed: async () => testSeed() },
        model: generator,
        createMemory: (manifest) => {
          const memory = new RoomMemory(manifest);
          memories.push(memory);
          return memory;
        },
      },
    ));
  }, 120_000);

  afterAll(async () => {
    await app?.close();
    await generator?.close();
  });

  /** A room with its host and a guest; `heard` is what the room says of sketches to each. */
  async function openRoom() {
    const room = await app.lobby.create(createRoomSchema.parse({}));
    const host = await joinRoom(url, room.id, { role: 'host', token: tokenOf(room.hostLink), name: 'Ann' });
    const guest = await joinRoom(url, room.id, { name: 'Ben' });
    const heard = [host, guest].map(({ session }) => {
      const answers: SketchAnswer[] = [];
      session.onMessage('sketch', (message) => answers.push(sketchAnswerSchema.parse(message)));
      return answers;
    });
    await until('Ann is host', () => host.session.state.host === host.id);
    return { host, guest, heard };
  }

  it('draws what the host sketches into memory, and tells the host alone', async () => {
    const { host, guest, heard } = await openRoom();
    host.session.send('sketch', { ask: 'paint', sketch: plan });
    await until('it is drawn', () => heard[0].some(({ about }) => about === 'result'));
    const result = heard[0].find((answer) => answer.about === 'result');
    expect(heard[0].filter(({ about }) => about === 'progress').length).toBe(result?.views);
    const painted = [...memories[0].keyframes].filter(({ author }) => author === 'sketch');
    expect(painted.length).toBe(result?.kept);
    expect(painted.length).toBeGreaterThan(0);
    expect(heard[1]).toEqual([]);
    await Promise.all([host.session.leave(), guest.session.leave()]);
  });

  it('refuses anybody but the host', async () => {
    const { host, guest, heard } = await openRoom();
    guest.session.send('sketch', { ask: 'paint', sketch: plan });
    await until('Ben is told', () => guest.heard.notices.length >= 1);
    for (const notice of guest.heard.notices) expect(notice).toContain('host-only');
    expect(heard[1]).toEqual([]);
    await Promise.all([host.session.leave(), guest.session.leave()]);
  });

  it('names the field that is wrong, and takes no more than comes in time', async () => {
    const { host, guest } = await openRoom();
    const high = { ...plan, walls: [{ ...plan.walls[0], height: 90 }] };
    host.session.send('sketch', { ask: 'paint', sketch: high });
    await until('Ann is told', () => host.heard.notices.length > 0);
    expect(host.heard.notices[0]).toContain('sketch.walls.0.height');
    for (let i = 0; i < 4; i++) host.session.send('sketch', { ask: 'paint', sketch: high });
    await until('Ann is told to wait', () => host.heard.notices.some((text) => text.includes('too-many')));
    await Promise.all([host.session.leave(), guest.session.leave()]);
  });
});
