import { describe, expect, it } from 'vitest';
import { originFor } from './site-address.ts';

const lan = 'http://192.168.1.20:2567';

describe('the origin of a link that leaves the page', () => {
  it.each([
    ['where the page was opened, on the network', {}, [lan], 'http://10.0.0.5:2567', 'http://10.0.0.5:2567'],
    ['the network’s, for a page on localhost', {}, [lan], 'http://localhost:2567', lan],
    ['the network’s, for a page on 127.0.0.1', {}, [lan], 'http://127.0.0.1:2567', lan],
    ['the network’s, for a page on ::1', {}, [lan], 'http://[::1]:2567', lan],
    ['the page’s own, where there is no other', {}, [], 'http://localhost:2567', 'http://localhost:2567'],
    [
      'the public one, wherever the page is',
      { publicUrl: 'https://play.example' },
      [lan],
      lan,
      'https://play.example',
    ],
  ])('is %s', (_what, site, addresses, here, expected) => {
    expect(originFor({ ...site, addresses }, here)).toBe(expected);
  });
});
