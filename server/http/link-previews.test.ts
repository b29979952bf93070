import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RoomSummary } from '../../shared/messages.ts';
import { testManifest } from '../world/world.fixture.ts';
import { LinkPreviews, type LinkPreviewsOptions } from './link-previews.ts';

const seeds = [
  { name: 'foundry', title: 'Foundry' },
  { name: 'yard', title: 'Yard' },
];
const room: RoomSummary = {
  id: 'r1',
  name: 'Ann’s room',
  access: 'public',
  world: 'yard',
  mode: 'free play',
  ...{ players: 1, seats: 4, spectators: 0 },
};
const pictured = { ...room, thumbnail: '/api/rooms/r1/thumbnail' };
const request = { protocol: 'https', host: 'play.example' };

function previews(changes: Partial<LinkPreviewsOptions> = {}) {
  return new LinkPreviews({
    manifest: { ...testManifest, seeds },
    basePath: '/',
    publicUrl: undefined,
    lobby: { find: async (id) => (id === room.id ? pictured : undefined) },
    ...changes,
  });
}

/** Contents by property. */
function read(elements: string): Record<string, string> {
  const found = elements.matchAll(/<meta property="([^"]*)" content="([^"]*)" \/>/g);
  return Object.fromEntries(Array.from(found, ([, name, content]) => [name, content]));
}

describe('the preview of a link', () => {
  test('to a public room shows its name and what goes on in it', async () => {
    expect(read(await previews().elementsOf(request, 'r1'))).toMatchObject({
      'og:title': 'Ann’s room – Worldroom',
      'og:image': 'https://play.example/api/rooms/r1/thumbnail',
      'og:image:type': 'image/webp',
      'twitter:card': 'summary_large_image',
    });
  });

  test('to a room by link shows the world in which it began', async () => {
    const options = {
      lobby: { find: async () => ({ ...room, access: 'link' as const }) },
    };
    expect(read(await previews(options).elementsOf(request, 'r1'))['og:image']).toBe(
      'https://play.example/api/worlds/yard/picture',
    );
  });

  test.each([undefined, 'gone'])(
    'to the lobby, or to a room that is not there, shows a world (%s)',
    async (id) => {
      expect(read(await previews().elementsOf(request, id))).toMatchObject({
        'og:title': 'Worldroom',
        'og:image': 'https://play.example/api/worlds/foundry/picture',
      });
    },
  );

  test('names the public address, below the base path', async () => {
    const options = { publicUrl: 'https://games.example/room/', basePath: '/room/' };
    const found = read(await previews(options).elementsOf(request, undefined));
    expect(found['og:image']).toBe('https://games.example/room/api/worlds/foundry/picture');
  });

  test('has no picture where the pack has no world', async () => {
    const found = read(
      await previews({ manifest: { ...testManifest, seeds: [] } }).elementsOf(request, undefined),
    );
    expect(Object.keys(found)).toEqual(['og:type', 'og:site_name', 'og:title', 'og:description']);
  });

  test('cannot be left by a name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('"', '<', '>', '&', '/', 'a', ' ', "'") }),
        async (name) => {
          const elements = await previews({ lobby: { find: async () => ({ ...room, name }) } }).elementsOf(
            request,
            'r1',
          );
          expect(elements.replaceAll(/<meta property="[^"<>]*" content="[^"<>]*" \/>/g, '').trim()).toBe('');
        },
      ),
    );
  });
});
