import { expect, test } from 'vitest';
import { sharedFrom } from './room-links.ts';

const lan = 'http://192.168.1.5:2567/';
const shared = (start: string, known: Parameters<typeof sharedFrom>[3]) =>
  sharedFrom(new URL(start), new URL('./play/x', start), 't', known);

test.each([
  ['http://localhost:2567/', undefined, 'http://localhost:2567/play/x#token=t', 'computer'],
  ['http://localhost:2567/', { network: [] }, 'http://localhost:2567/play/x#token=t', 'computer'],
  ['http://127.0.0.1:2567/', { network: [lan] }, `${lan}play/x#token=t`, 'network'],
  ['http://[::1]:2567/', { network: [lan] }, `${lan}play/x#token=t`, 'network'],
  ['http://me.localhost:2567/', { network: [lan] }, `${lan}play/x#token=t`, 'network'],
  ['http://192.168.1.7:2567/', { network: [lan] }, 'http://192.168.1.7:2567/play/x#token=t', 'anybody'],
  ['https://play.example/', { network: [] }, 'https://play.example/play/x#token=t', 'anybody'],
  [
    'https://play.example/worldroom/',
    { network: [] },
    'https://play.example/worldroom/play/x#token=t',
    'anybody',
  ],
  [
    'http://localhost:2567/',
    { public: 'https://play.example/worldroom/', network: [lan] },
    'https://play.example/worldroom/play/x#token=t',
    'anybody',
  ],
  [
    'http://192.168.1.5:2567/worldroom/',
    { public: 'https://play.example/', network: [] },
    'https://play.example/play/x#token=t',
    'anybody',
  ],
  [
    'http://localhost:2567/worldroom/',
    { network: ['http://192.168.1.5:2567/worldroom/'] },
    'http://192.168.1.5:2567/worldroom/play/x#token=t',
    'network',
  ],
  [
    'http://localhost:9/',
    { public: 'http://localhost:9/', network: [] },
    'http://localhost:9/play/x#token=t',
    'computer',
  ],
])('a link copied at %s can be opened by others, or says that it cannot', (start, known, url, reach) => {
  expect(shared(start, known)).toEqual({ url, reach });
});

test('a link without an invite has no fragment', () => {
  const start = new URL('https://play.example/');
  expect(sharedFrom(start, new URL('./watch/x', start), undefined, undefined).url).toBe(
    'https://play.example/watch/x',
  );
});
