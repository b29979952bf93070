import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRoomSchema } from '../../shared/messages.ts';
import { joinRoom, startTestApp, until } from './room.fixture.ts';

let server: Awaited<ReturnType<typeof startTestApp>>;
beforeEach(async () => {
  server = await startTestApp();
});
afterEach(() => server.app.close());

async function createRoom(): Promise<string> {
  return (await server.app.lobby.create(createRoomSchema.parse({}))).id;
}

describe('a room whose media were lost', () => {
  test('tells that the client whose they are, and what does not come back by its code', async () => {
    const room = await createRoom();
    const ann = await joinRoom(server.url, room, { name: 'Ann' });
    const ben = await joinRoom(server.url, room, { name: 'Ben', role: 'spectator' });
    const viewer = server.media.viewers.find(({ client }) => client.id === ann.id);
    if (viewer === undefined) throw new Error('Ann has no viewer');
    viewer.client.mediaLost();
    await until('Ann is told', () => ann.heard.mediaLost === 1);
    viewer.client.trouble({ code: 'media-given-up', values: {} });
    await until('Ann reads it', () => ann.heard.notices.includes('media-given-up {}'));
    expect([ben.heard.mediaLost, ben.heard.notices]).toEqual([0, []]);
  });

  test('tells who watches a view whose encoder keeps failing, once', async () => {
    const room = await createRoom();
    const ann = await joinRoom(server.url, room, { name: 'Ann' });
    const ben = await joinRoom(server.url, room, { name: 'Ben', role: 'spectator' });
    for (const { session } of [ann, ben]) {
      session.send('media', { id: 1, method: 'consume', view: ann.id, rtpCapabilities: {} });
    }
    await until('both watch', () => [ann, ben].every(({ heard }) => heard.media.length > 0));
    const [stream] = server.media.streams;
    stream.push = () => {
      throw new Error('the codec is broken');
    };
    const told = () =>
      [ann, ben].map(({ heard }) => heard.notices.filter((text) => text.includes('video-stalled')).length);
    await until('both are told', () => told().every((times) => times > 0));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(told()).toEqual([1, 1]);
  });

  test('says nothing of an encoder that failed for a moment', async () => {
    const ann = await joinRoom(server.url, await createRoom(), { name: 'Ann' });
    ann.session.send('media', { id: 1, method: 'consume', view: ann.id, rtpCapabilities: {} });
    await until('she watches', () => ann.heard.frames.length > 0);
    const [stream] = server.media.streams;
    const { push } = stream;
    let failures = 0;
    stream.push = () => {
      if (++failures >= 3) stream.push = push;
      throw new Error('the codec is broken');
    };
    await until('it failed', () => failures === 3);
    const frames = ann.heard.frames.length;
    await until('it goes on', () => ann.heard.frames.length > frames + 30);
    expect(ann.heard.notices).toEqual([]);
  });
});
