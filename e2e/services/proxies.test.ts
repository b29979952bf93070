import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from '../test-bed.ts';
import { until } from '../until.ts';
import { type ProxyKind, type ReverseProxy, startProxy } from './proxy.ts';

const kinds: readonly ProxyKind[] = ['nginx', 'caddy', 'haproxy'];

/** A change to a documented configuration, and the text that a page has to show then. */
interface Fault {
  kind: ProxyKind;
  what: string;
  change: (configuration: string) => string;
  says: RegExp;
}

/** Replaces a pattern that must be present. */
function replace(pattern: string | RegExp, by: string): (configuration: string) => string {
  return (configuration) => {
    const changed = configuration.replaceAll(pattern, () => by);
    if (changed === configuration) throw new Error(`the documented configuration has no ${pattern}`);
    return changed;
  };
}

/** Adds a line to a location of nginx. */
const nginx = (line: string) => replace('proxy_http_version 1.1;', `proxy_http_version 1.1;\n    ${line}`);
const caddy = (line: string) => (text: string) =>
  text.replace(/reverse_proxy (\S+)/, `reverse_proxy $1 {\n${line}\n}`);
const haproxy = (line: string) => replace('option forwardfor', `option forwardfor\n  ${line}`);
const host = 'proxy_set_header Host $http_host;';
/** Matches a WebSocket request by its path: the process and the room. */
const webSocketPath = '~ "^/[\\w-]{6,12}/[\\w-]{6,12}$"';

const faults: readonly Fault[] = [
  {
    kind: 'nginx',
    what: 'no Upgrade and no Connection',
    change: (text) => replace(/ +proxy_set_header (Upgrade|Connection).*\n/g, '')(text),
    says: /Upgrade is missing.*proxy_set_header Upgrade/,
  },
  {
    kind: 'nginx',
    what: 'Upgrade without Connection',
    change: replace(/ +proxy_set_header Connection.*\n/g, ''),
    says: /Connection is "close" and should be "upgrade"/,
  },
  {
    kind: 'nginx',
    what: 'the Host without its port',
    change: replace(host, 'proxy_set_header Host $host;'),
    says: /Host is "localhost", without the port of the page.*"localhost:\d+".*--public-url/,
  },
  {
    kind: 'nginx',
    what: 'its own Host',
    change: replace(host, ''),
    says: /Host is "127\.0\.0\.1:\d+", but Origin is "http:\/\/localhost:\d+"/,
  },
  {
    kind: 'nginx',
    what: 'a name that nobody knows as Host',
    change: replace(host, 'proxy_set_header Host backend;'),
    says: /Host is "backend".*--allowed-hosts backend/,
  },
  {
    kind: 'nginx',
    what: 'another Host for WebSockets alone',
    change: (text) =>
      `map $http_upgrade $ws_host { default backend; '' $http_host; }\n${replace(host, 'proxy_set_header Host $ws_host;')(text)}`,
    says: /Host is "backend"/,
  },
  {
    kind: 'nginx',
    what: 'another Origin',
    change: nginx('proxy_set_header Origin https://other.example;'),
    says: /Origin is "https:\/\/other\.example".*--public-url/,
  },
  {
    kind: 'nginx',
    what: 'another Origin for WebSockets alone',
    change: (text) =>
      `map $http_upgrade $ws_origin { default https://other.example; '' $http_origin; }\n${nginx('proxy_set_header Origin $ws_origin;')(text)}`,
    says: /Origin is "https:\/\/other\.example".*--public-url/,
  },
  {
    kind: 'nginx',
    what: 'a wrong X-Forwarded-Proto',
    change: replace('X-Forwarded-Proto $scheme', 'X-Forwarded-Proto https'),
    says: /X-Forwarded-Proto says https, but the page is at http:/,
  },
  {
    kind: 'nginx',
    what: 'WebSockets answered with 403',
    change: replace('  location / {', `  location ${webSocketPath} {\n    return 403;\n  }\n  location / {`),
    says: /No WebSocket reached the server.*Upgrade and Connection/,
  },
  {
    kind: 'nginx',
    what: 'WebSockets closed',
    change: replace('  location / {', `  location ${webSocketPath} {\n    return 444;\n  }\n  location / {`),
    says: /No WebSocket reached the server/,
  },
  {
    kind: 'nginx',
    what: '502 for all that is no page',
    change: replace(
      '  location / {',
      '  location ~ ^/(matchmake|api)/ {\n    return 502;\n  }\n  location / {',
    ),
    says: /A proxy on the way answered 502/,
  },
  {
    kind: 'nginx',
    what: '400 for all that is no page',
    change: replace(
      '  location / {',
      '  location ~ ^/(matchmake|api)/ {\n    return 400;\n  }\n  location / {',
    ),
    says: /A proxy on the way answered 400/,
  },
  {
    kind: 'caddy',
    what: 'its own Host',
    change: caddy('header_up Host {upstream_hostport}\nheader_up -X-Forwarded-Host'),
    says: /Host is "127\.0\.0\.1:\d+", but Origin is "http/,
  },
  {
    kind: 'caddy',
    what: 'a name that nobody knows as Host',
    change: caddy('header_up Host backend'),
    says: /Host is "backend"/,
  },
  {
    kind: 'caddy',
    what: 'another Origin',
    change: caddy('header_up Origin https://other.example'),
    says: /Origin is "https:\/\/other\.example".*--public-url/,
  },
  {
    kind: 'haproxy',
    what: 'no Upgrade',
    change: haproxy('http-request del-header Upgrade'),
    says: /(Upgrade is missing|Connection is|No WebSocket reached the server.*Upgrade)/,
  },
  {
    kind: 'haproxy',
    what: 'the Host without its port',
    change: haproxy('http-request set-header Host localhost'),
    says: /Host is "localhost", without the port of the page/,
  },
  {
    kind: 'haproxy',
    what: 'a name that nobody knows as Host',
    change: haproxy('http-request set-header Host backend'),
    says: /Host is "backend"/,
  },
  {
    kind: 'haproxy',
    what: '503 for all that is no page',
    change: haproxy(
      'http-request return status 503 content-type text/html string "<h1>503</h1>" if { path_beg /matchmake } or { path_beg /api }',
    ),
    says: /A proxy on the way answered 503/,
  },
];

const wrong = /could not keep your place|may be restarting|does not answer/;

function groupOf(what: string, options: readonly string[], define: (testBed: () => TestBed) => void): void {
  describe(what, () => {
    let testBed: TestBed;
    beforeAll(async () => {
      testBed = await openTestBed(undefined, {
        options: ['--trust-proxy', 'loopback', '--maximum-rooms', '100', ...options],
      });
    });
    afterAll(() => testBed?.close());
    define(() => testBed);
  });
}

/** Opens a page of a room behind a proxy. */
async function openBehind(testBed: TestBed, proxy: ReverseProxy, page = 'play') {
  const room = await testBed.createRoom({ access: 'link' });
  const token = new URL(room.playLink, testBed.url).searchParams.get('token') ?? '';
  const address = `${proxy.url}${page}/${room.id}#token=${token}`;
  return { room, visitor: await testBed.open(address, 'Ann', { ignoreHTTPSErrors: true }) };
}

async function plays(testBed: TestBed, proxy: ReverseProxy): Promise<void> {
  const { room, visitor } = await openBehind(testBed, proxy);
  try {
    await visitor.reaches('playing');
    await visitor.decodes(3);
    expect(visitor.page.url()).toBe(`${proxy.url}play/${room.id}`);
    // Deep links and pictures work as well.
    await visitor.page.getByTestId('leave').click();
    await visitor.page.getByTestId('lobby').waitFor();
    expect(visitor.page.url()).toBe(proxy.url);
    await until('the pictures of the worlds are there', () =>
      visitor.page.evaluate(() => {
        const pictures = [...document.querySelectorAll<HTMLImageElement>('.world img')].slice(0, 2);
        return pictures.length > 0 && pictures.every(({ naturalWidth }) => naturalWidth > 0);
      }),
    );
    await visitor.page.goBack();
    await visitor.reaches('playing');
    await visitor.page.reload();
    await visitor.reaches('playing');
  } finally {
    await visitor.page.context().close();
  }
}

groupOf('at the root, behind a proxy as the documentation has it', [], (testBed) => {
  test.each(kinds.flatMap((kind) => [false, true].map((tls) => ({ kind, tls }))))(
    '$kind (TLS: $tls) plays',
    async ({ kind, tls }) => {
      const proxy = await startProxy({
        kind,
        tls,
        subPath: false,
        server: Number(new URL(testBed().url).port),
      });
      try {
        await plays(testBed(), proxy);
      } finally {
        await proxy.close();
      }
    },
  );

  test('caddy plays in a sub-path that it strips, without the server knowing it', async () => {
    const server = Number(new URL(testBed().url).port);
    const proxy = await startProxy({ kind: 'caddy', tls: false, subPath: true, server });
    try {
      await plays(testBed(), proxy);
    } finally {
      await proxy.close();
    }
  });

  test.each(faults)('$kind with $what: the page names it', async ({ kind, change, says }) => {
    const server = Number(new URL(testBed().url).port);
    const proxy = await startProxy({ kind, tls: false, subPath: false, server, change });
    try {
      const { visitor } = await openBehind(testBed(), proxy);
      const shown = await until('the page says what is wrong', async () => {
        const text = ((await visitor.page.locator('body').textContent()) ?? '').replaceAll('\n', ' ');
        expect(text).not.toMatch(wrong);
        return says.test(text) ? text : undefined;
      });
      expect(shown).toMatch(says);
      await visitor.page.context().close();
    } finally {
      await proxy.close();
    }
  });
});

groupOf('in the sub-path /worldroom/', ['--base-path', '/worldroom/'], (testBed) => {
  test.each(kinds.flatMap((kind) => [false, true].map((tls) => ({ kind, tls }))))(
    '$kind (TLS: $tls) plays with the documented configuration',
    async ({ kind, tls }) => {
      const proxy = await startProxy({
        kind,
        tls,
        subPath: true,
        server: Number(new URL(testBed().url).port),
      });
      try {
        const bare = await fetch(proxy.url.slice(0, -1).replace('https:', 'http:'), {
          redirect: 'manual',
        }).catch(() => undefined);
        if (!tls) expect(bare?.headers.get('location')).toMatch(/\/worldroom\/$/);
        await plays(testBed(), proxy);
      } finally {
        await proxy.close();
      }
    },
  );
});
