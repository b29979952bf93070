import { expect, test } from 'vitest';
import { answerMessageSchema } from '../../../shared/answers/answer.ts';
import { sceneMessageSchema } from '../../../shared/answers/scene.ts';
import { createRoomSchema } from '../../../shared/messages.ts';
import { joinAgent } from '../agents/agent-client.fixture.ts';
import { until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';

const { server, join } = serveRooms({ maximumRooms: 100, addressRateScale: 0, roomsPerAddress: 0 });

test('a player asks in words and as a typed question, and a refusal says what can be asked', async () => {
  const room = await server().app.lobby.create(createRoomSchema.parse({}));
  const { session } = await join(room.id, { name: 'Ann' });
  const answers: unknown[] = [];
  const scenes: unknown[] = [];
  session.onMessage('answer', (message) => answers.push(message));
  session.onMessage('scene', (message) => scenes.push(message));
  session.send('ask', { id: 1, words: 'How many dragons are there?' });
  session.send('ask', { id: 2, words: 'Where is the pink door?' });
  session.send('ask', { id: 3, question: { ask: 'size' } });
  session.send('describe', { id: 4 });
  await until('the answers', () => answers.length === 3 && scenes.length === 1);
  const [strange, unseen, size] = answers.map((message) => answerMessageSchema.parse(message));
  expect(strange).toMatchObject({ id: 1, answer: { answer: 'not-understood' } });
  expect(strange.question).toBeUndefined();
  expect(unseen).toMatchObject({
    id: 2,
    question: { ask: 'where', what: { kind: 'door', colour: 'pink' }, seenBy: 'room' },
    answer: { answer: 'unseen' },
  });
  expect(['place', 'unknown']).toContain(size.answer.answer);
  expect(sceneMessageSchema.parse(scenes[0])).toMatchObject({ id: 4 });
});

test('what does not fit the schema is refused, too many are limited, and spectators have nothing to ask from', async () => {
  const room = await server().app.lobby.create(createRoomSchema.parse({}));
  const ann = await join(room.id, { name: 'Ann' });
  const watcher = await join(room.id, { name: 'Wes', role: 'spectator' });
  const notices: unknown[] = [];
  for (const { session } of [ann, watcher])
    session.onMessage('notice', ({ code }: { code: string }) => notices.push(code));
  ann.session.send('ask', { id: 1 });
  watcher.session.send('ask', { id: 1, words: 'Where is the orb?' });
  await until('both refusals', () => notices.length === 2);
  expect(notices).toContain('players-only');
  for (let id = 2; id < 12; id++) ann.session.send('ask', { id, words: 'Where is the orb?' });
  await until('a limit', () => notices.includes('too-many-messages'));
});

test('an agent gets the answer and the description with their English words', async () => {
  const room = await server().app.lobby.create(createRoomSchema.parse({}));
  const agent = await joinAgent(server().url, room, { planes: ['depth'] });
  agent.send('ask', { id: 7, words: 'where is the ball?' });
  agent.send('describe', { id: 8 });
  await until('both', () => agent.last('answer') !== undefined && agent.last('scene') !== undefined);
  expect(agent.last('answer')).toMatchObject({ id: 7, question: { ask: 'where', what: { kind: 'ball' } } });
  expect(agent.last('answer')?.text).toMatch(/\.$/);
  expect(agent.last('scene')).toMatchObject({ id: 8 });
  expect(agent.last('scene')?.text).toMatch(/Open ground: ahead/);
  agent.socket.close();
});
