import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathBelow, resolvePath, type SiteBase } from './site.ts';

const at = (url: string, path = '/'): SiteBase => ({ url: new URL(url), path });

describe('addresses of this site', () => {
  test.each([
    ['/play/x', at('http://a.example/'), 'http://a.example/play/x'],
    // A proxy strips the prefix, and the server does not know it.
    ['/play/x?token=t', at('http://a.example/worldroom/'), 'http://a.example/worldroom/play/x?token=t'],
    // The server knows the prefix and writes it.
    [
      '/worldroom/play/x',
      at('http://a.example/worldroom/', '/worldroom/'),
      'http://a.example/worldroom/play/x',
    ],
    // A page's own path.
    ['/play/x', at('http://a.example/worldroom/', '/worldroom/'), 'http://a.example/worldroom/play/x'],
    // The request bypasses the proxy.
    ['/worldroom/play/x', at('http://localhost:2567/', '/worldroom/'), 'http://localhost:2567/play/x'],
    ['/', at('http://a.example/worldroom/', '/worldroom/'), 'http://a.example/worldroom/'],
    ['/worldroom/', at('http://a.example/worldroom/', '/worldroom/'), 'http://a.example/worldroom/'],
    ['//evil.example/x', at('http://a.example/'), 'http://a.example/evil.example/x'],
    ['/worldroom//evil.example/x', at('http://a.example/', '/worldroom/'), 'http://a.example/evil.example/x'],
    ['https://evil.example/x', at('http://a.example/'), 'http://a.example/https://evil.example/x'],
  ])('%s from %j is %s', (path, base, address) => {
    expect(resolvePath(path, base).href).toBe(address);
  });

  test('lead back to the path that they were made from, below any prefix', () => {
    const part = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(part), fc.array(part), fc.boolean(), (prefix, parts, withBase) => {
        const start = `/${prefix.map((name) => `${name}/`).join('')}`;
        const base = at(`https://a.example${start}`, withBase ? start : '/');
        const path = `/own/${parts.join('/')}`;
        const written = withBase ? `${start}${path.slice(1)}` : path;
        return pathBelow(resolvePath(written, base).pathname, base) === path;
      }),
    );
  });
});
