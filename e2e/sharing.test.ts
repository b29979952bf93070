import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';

describe('a site that is shared', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed();
  });
  afterAll(() => testBed?.close());

  test('shows the room’s name and a picture of it where its link is posted', async () => {
    const { playLink } = await testBed.createRoom({ name: 'Tom & "Ann"', access: 'public' });
    const ann = await testBed.open(playLink, 'Ann');
    await ann.reaches('playing');
    /** What a site finds behind the link. The page itself stays, for a room that nobody is in loses its picture. */
    const content = (property: string) =>
      ann.page.evaluate(async (name) => {
        const linked = await (await fetch(location.href)).text();
        const parsed = new DOMParser().parseFromString(linked, 'text/html');
        return parsed.querySelector<HTMLMetaElement>(`meta[property="og:${name}"]`)?.content;
      }, property);
    const image = await until('the room has a picture', async () => {
      const address = await content('image');
      return address?.endsWith('/thumbnail') && address;
    });
    const answer = await fetch(image);
    expect(await content('title')).toBe('Tom & "Ann" – Worldroom');
    expect(answer.headers.get('content-type')).toBe(await content('image:type'));
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP');
    await ann.page.context().close();
  });

  test('can be installed as an app', async () => {
    const visitor = await testBed.open('/', 'Ben');
    const session = await visitor.page.context().newCDPSession(visitor.page);
    const { errors, data } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(JSON.parse(data ?? '')).toMatchObject({ name: 'Worldroom', display: 'standalone' });
    await until('nothing keeps it from being installed', async () => {
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
      // A window of its own for the test is private, where nothing is installed.
      return installabilityErrors.every(({ errorId }) => errorId === 'in-incognito');
    });
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
