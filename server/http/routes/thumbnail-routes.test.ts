import { matchMaker } from '@colyseus/core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { roomSummarySchema } from '../../../shared/messages.ts';
import { until } from '../../rooms/room.fixture.ts';
import { serveRooms } from '../../rooms/room-server.fixture.ts';
import { testManifest } from '../../world/world.fixture.ts';

const { server, join } = serveRooms({ maximumRooms: 100 });

async function listed(room: string) {
  const answer = await fetch(new URL('/api/rooms', server().url));
  return z
    .array(roomSummarySchema)
    .parse(await answer.json())
    .find(({ id }) => id === room);
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, server().url), { headers });

describe('thumbnails', () => {
  test('exist once a view is drawn, can be cached for seconds, and need no extra view', async () => {
    const { id } = await server().app.lobby.create({ name: 'A room', seats: 2, access: 'public' });
    expect(await listed(id)).toBeDefined();
    expect((await listed(id))?.thumbnail).toBeUndefined();
    expect((await get(`/api/rooms/${id}/thumbnail`)).status).toBe(404);

    const ann = await join(id);
    await until('a picture', async () => (await listed(id))?.thumbnail !== undefined);
    const path = (await listed(id))?.thumbnail ?? '';
    const answers = await Promise.all(Array.from({ length: 10 }, () => get(path)));
    const pictures = await Promise.all(
      answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('image/webp');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=4');
    }
    const { width, height } = testManifest.view;
    expect(await sharp(pictures[0]).metadata()).toMatchObject({ format: 'webp', width, height });
    // One encoding serves all requests.
    for (const picture of pictures) expect(picture.equals(pictures[0])).toBe(true);
    const tag = answers[0].headers.get('etag') ?? '';
    expect((await get(path, { 'if-none-match': tag, 'cache-control': 'max-age=0' })).status).toBe(304);

    const own = server().model.requests.filter(([first]) => first?.room === id);
    expect(own.every((batch) => batch.length === 1 && batch[0].view === ann.id)).toBe(true);
  });

  test('are not listed where the listing is older than the picture’s end', async () => {
    const { id } = await server().app.lobby.create({ name: 'Left', seats: 2, access: 'public' });
    const room = matchMaker.getLocalRoomById(id);
    // A view that is being drawn while its player leaves is told of afterwards.
    await room.setMetadata({ ...room.metadata, pictured: true });
    expect((await get(`/api/rooms/${id}/thumbnail`)).status).toBe(404);
    expect((await listed(id))?.thumbnail).toBeUndefined();
  });

  test('do not exist for rooms by link, which answer like rooms that do not exist', async () => {
    const { id, playLink } = await server().app.lobby.create({ name: 'Hidden', seats: 2, access: 'link' });
    const token = new URL(playLink, 'http://localhost').searchParams.get('token') ?? undefined;
    const ann = await join(id, { token });
    await until('drawn', () => ann.session.state.tick > 5);
    const hidden = await get(`/api/rooms/${id}/thumbnail`);
    const none = await get('/api/rooms/nowhere/thumbnail');
    expect(hidden.status).toBe(404);
    expect(await hidden.text()).toBe(await none.text());
    expect(
      z.record(z.string(), z.unknown()).parse(await (await get(`/api/rooms/${id}`)).json()),
    ).not.toHaveProperty('thumbnail');
  });
});
