import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findOrb } from '../../../models/evaluation/answers/blind-player.ts';
import { heldOutWorld } from '../../../models/evaluation/rollout/held-out.ts';
import { createRoomSchema } from '../../../shared/messages.ts';
import { usualWalking } from '../../../shared/walking.ts';
import { Generator } from '../../generation/generator.ts';
import { RoomMemory } from '../../memory/room-memory.ts';
import { defaultPackFolder, loadPack } from '../../pack/pack.ts';
import { joinAgent, type TestAgent } from '../agents/agent-client.fixture.ts';
import { startTestApp, until } from '../room.fixture.ts';

/** Worlds that a player is blindfolded in; WORLDROOM_BLIND_WORLDS asks for more than a test needs. */
const count = Number(process.env.WORLDROOM_BLIND_WORLDS ?? 2);
const seeds = Array.from({ length: count }, (_, number) => 1_000_900 + number);

let started: Awaited<ReturnType<typeof startTestApp>>;
let generator: Generator;

beforeAll(async () => {
  const pack = await loadPack(defaultPackFolder);
  generator = await Generator.create(pack, {
    provider: 'cpu',
    workers: 1,
    logger: pino({ level: 'silent' }),
  });
  const worlds = seeds.map((seed) => ({ ...pack.manifest.seeds[0], name: `held-out-${seed}` }));
  const manifest = { ...pack.manifest, seeds: worlds };
  const { view } = manifest;
  started = await startTestApp(
    { lockStep: 'on', addressRateScale: 0, roomsPerAddress: 0 },
    {
      pack: {
        folder: pack.folder,
        manifest,
        seed: async (name) => heldOutWorld(Number(name.split('-')[2]), view).worldSeed,
      },
      model: generator,
      createMemory: () => new RoomMemory(manifest),
    },
  );
});

afterAll(async () => {
  await started?.app.close();
  await generator?.close();
});

describe('somebody who hears nothing but the sentences of the screen reader', () => {
  test.each(seeds)(
    'finds the orb in held-out world %i',
    async (seed) => {
      const { app, url } = started;
      const request = { world: `held-out-${seed}`, pace: 'lock-step' };
      const room = await app.lobby.create(createRoomSchema.parse(request));
      const agent = await joinAgent(url, room, { name: 'Blind', planes: ['confidence'] });
      try {
        const steps = await findOrb(handsOf(agent), async () => orbsOf(agent) > 0);
        expect(steps, 'steps to the orb').toBeDefined();
        console.info(`world ${seed}: ${steps} steps`);
      } finally {
        agent.socket.close();
      }
    },
    400_000,
  );
});

/** Orbs that were taken, which bodies feel. */
function orbsOf(agent: TestAgent): number {
  return agent.observations.filter(({ events }) =>
    events.some((event) => event.kind === 'rumble' && event.touch === 'orb'),
  ).length;
}

/** Acts in lock-step; what it hears is what pages have their screen readers say, and it reads nothing else. */
function handsOf(agent: TestAgent) {
  const { turnRate = 0, rate = 1 } = agent.last('joined') ?? {};
  let id = 0;
  const said = async (type: 'ask' | 'describe', message: object) => {
    id++;
    const name = type === 'ask' ? 'answer' : 'scene';
    agent.send(type, { id, ...message });
    await until('a sentence', () => agent.last(name)?.id === id);
    return agent.last(name)?.text ?? '';
  };
  const act = async (action: object, ticks: number) => {
    // A few ticks a step, so that views are drawn on the way.
    for (let left = ticks; left > 0; left -= 3) await agent.step('act', { action, ticks: Math.min(3, left) });
  };
  return {
    ask: (words: string) => said('ask', { words }),
    describe: () => said('describe', {}),
    use: async () => {
      await act({ use: true }, 1);
      await act({}, 15);
    },
    turn: async (degrees: number) => {
      const perTick = (turnRate * 180) / Math.PI / rate;
      const ticks = Math.ceil(Math.abs(degrees) / perTick);
      if (ticks > 0) await act({ turn: degrees / perTick / ticks }, ticks);
      await act({}, 1);
    },
    walk: async (metres: number) => {
      await act({ move: 1 }, Math.max(1, Math.round((metres / usualWalking.speed) * rate)));
      await act({}, 2);
    },
  };
}
