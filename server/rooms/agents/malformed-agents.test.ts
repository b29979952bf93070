import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentMessages } from '../../../shared/agents/agent-messages.ts';
import { createRoomSchema } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { createLog } from '../../log.ts';
import { until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { joinAgent, type TestAgent } from './agent-client.fixture.ts';

const faults: string[] = [];
const log = createLog({ level: 'silent' });
const { server, join } = serveRooms(
  { addressRateScale: 0, maximumConnectionsPerAddress: 0 },
  { log: Object.assign(log, { child: () => log, error: (...said: unknown[]) => faults.push(String(said)) }) },
);

/** Values that a field may have, wrong ones most of the time. */
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(Number.MAX_VALUE, -1, 2 ** 53, '', '__proto__', 'agent-1', null, [], {}),
  fc.string({ maxLength: 200, unit: 'binary' }),
);
const names = Object.keys(agentMessages);
/** Frames that are messages nearly, or not at all. */
const frame = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ maxLength: 300, unit: 'binary' }),
  fc.json(),
  fc
    .record({
      type: fc.oneof(fc.constantFrom(...names, 'join', 'constructor', 'toString'), value),
      more: value,
    })
    .map(({ type, more }) => JSON.stringify({ type, ...(typeof more === 'object' ? more : { more }) })),
  fc
    .record({
      type: fc.constantFrom(...names),
      fields: fc.dictionary(
        fc.constantFrom('action', 'ticks', 'sequence', 'planes', 'name', 'text', 'id', '__proto__'),
        value,
      ),
    })
    .map(({ type, fields }) => JSON.stringify({ ...fields, type })),
);
const frames = 1000;

test('1,000 malformed messages end in codes, and nothing else happens', async () => {
  const room = await server().app.lobby.create(createRoomSchema.parse({ seats: 2 }));
  const ann = await join(room.id, { name: 'Ann' });
  const codes = new Set<number>();
  const notices = new Set<string>();
  let agent: TestAgent | undefined;
  let sent = 0;
  for (const malformed of fc.sample(frame, { numRuns: frames, seed: 24 })) {
    agent ??= await joinAgent(server().url, room);
    agent.socket.send(malformed);
    sent++;
    // Some offences at once, as a broken program commits them.
    if (sent % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    if (agent.closed === undefined) continue;
    codes.add(agent.closed.code);
    for (const notice of agent.notices) notices.add(notice.split(' ').at(-1) ?? '');
    agent = undefined;
  }
  expect(sent).toBe(frames);
  expect([...codes]).toEqual([closeCodes.tooFrequent]);
  expect([...notices]).toEqual(
    expect.arrayContaining(['unreadable-message', 'unknown-message', 'malformed']),
  );
  expect(faults).toEqual([]);
  agent?.socket.close();
  // Everybody else goes on.
  const { tick } = ann.session.state;
  await until('the world goes on', () => ann.session.state.tick > tick + 5);
  await until('Ann is alone', () => ann.session.state.players.size === 1);
  const good = await joinAgent(server().url, room);
  await until('an observation', () => good.observations.length > 2);
  good.socket.close();
});

test('a frame that is too large, or no text, closes the connection by the codes of WebSockets', async () => {
  const room = await server().app.lobby.create(createRoomSchema.parse({}));
  const large = await joinAgent(server().url, room);
  large.socket.send('x'.repeat(20_000));
  await until('closed', () => large.closed !== undefined);
  expect(large.closed?.code).toBe(1009);
  const flood = await joinAgent(server().url, room);
  for (let count = 0; count < 5_000; count++) flood.send('act', { action: { turn: 1 } });
  await until('closed', () => flood.closed !== undefined);
  expect(flood.closed?.code).toBe(closeCodes.tooFrequent);
  expect(faults).toEqual([]);
});
