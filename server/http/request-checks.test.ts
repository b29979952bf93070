import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KnownHosts, type KnownHostsOptions } from './known-hosts.ts';
import { type CheckedRequest, RequestChecks } from './request-checks.ts';
import { TrustedProxies } from './trusted-proxies.ts';

interface Arrangement extends Partial<KnownHostsOptions> {
  trustProxy?: readonly string[];
}

function checksOf({ trustProxy = [], ...options }: Arrangement = {}): RequestChecks {
  const { publicUrl, allowedOrigins = [] } = options;
  const hosts = new KnownHosts({
    allowedHosts: [],
    machineName: 'Forge.lan',
    machineAddresses: () => ['127.0.0.1', '192.168.1.5', 'fd00::5'],
    ...options,
    allowedOrigins,
  });
  return new RequestChecks({ hosts, proxies: new TrustedProxies(trustProxy), publicUrl, allowedOrigins });
}

function request(
  headers: Record<string, string | undefined>,
  socket: CheckedRequest['socket'] = { remoteAddress: '127.0.0.1', localAddress: '127.0.0.1' },
): CheckedRequest {
  return { headers, socket };
}

const letterCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((letter, i) => (upper[i] ? letter.toUpperCase() : letter)).join(''));

describe('the Host header', () => {
  const checks = checksOf({
    publicUrl: 'https://play.example.org/',
    allowedHosts: ['lan.example', '*.games.example', 'only.example:8443'],
    allowedOrigins: ['https://friend.example'],
    announcedAddresses: ['203.0.113.5'],
  });
  const known = [
    ...['localhost', 'LOCALHOST:2567', 'a.localhost:1', '127.0.0.1:2567', '127.8.8.8', '[::1]:2567', '[::1]'],
    ...['192.168.1.5:2567', '[fd00::5]:2567', '[FD00:0:0::0005]', '[::ffff:127.0.0.1]:2567', '0x7f.1:2567'],
    ...['forge', 'forge.lan:2567', 'forge.local', 'FORGE.LOCAL.:2567', '203.0.113.5:2567'],
    ...['play.example.org', 'Play.Example.Org.:443', 'friend.example', 'lan.example:99', 'a.games.example'],
    'only.example:8443',
  ];
  const unknown = [
    ...['evil.example:2567', 'evil.example', 'localhost.evil.example', 'evil-localhost', 'localhost..'],
    ...[
      '192.168.1.6:2567',
      '0.0.0.0:2567',
      '[fd00::6]:2567',
      '8.8.8.8',
      'games.example',
      'evilgames.example',
    ],
    ...['only.example', 'only.example:1', 'play.example.org.evil', 'xforge', 'forge.local.evil.example'],
    ...[
      'localhost@evil.example',
      'evil.example#localhost',
      'localhost/evil',
      'localhost:1:2',
      'localhost:x',
      '',
      ':2567',
    ],
    ...['localhost, evil.example', 'localhost evil.example', '[::1', 'localhost:99999'],
  ];

  test.each(known)('%j is this server', (host) => {
    expect(checks.hostRefusal(request({ host }))).toBeUndefined();
  });

  test.each(unknown)('%j is not', (host) => {
    const refusal = checks.hostRefusal(request({ host }));
    expect(refusal?.field).toBe('Host');
    expect(refusal?.error).toMatch(/^Host is ".*"/);
  });

  test('the sentence says what came, what was expected and which option mends it', () => {
    const { error } = checks.hostRefusal(request({ host: 'evil.example:2567' })) ?? {};
    expect(error).toContain('"evil.example:2567"');
    expect(error).toContain('play.example.org');
    expect(error).toContain('--allowed-hosts evil.example');
    expect(error).toContain('--public-url https://evil.example:2567/');
  });

  test('what somebody sent is repeated shortened, and without what does not print', () => {
    const { error = '' } = checks.hostRefusal(request({ host: `a\u0007\u202eb${'x'.repeat(5000)}` })) ?? {};
    expect(error.length).toBeLessThan(800);
    expect(error).toMatch(/^[\x20-\x7e]*$/);
  });

  test('an address at which the connection came in is known, as no name was asked for', () => {
    const socket = { remoteAddress: '10.9.9.1', localAddress: '::ffff:10.9.9.9' };
    expect(checks.hostRefusal(request({ host: '10.9.9.9:2567' }, socket))).toBeUndefined();
    expect(checks.hostRefusal(request({ host: '10.9.9.8:2567' }, socket))?.field).toBe('Host');
  });

  test('HTTP/1.0 comes without, and from no browser', () => {
    expect(checks.hostRefusal(request({}))).toBeUndefined();
  });

  test('case, a dot at the end and the port change nothing for any known name', () => {
    const names = ['localhost', 'play.example.org', 'forge', 'lan.example', 'x.games.example'];
    fc.assert(
      fc.property(
        fc.constantFrom(...names).chain(letterCase),
        fc.constantFrom('', '.'),
        fc.option(fc.integer({ min: 1, max: 65_535 })),
        (name, dot, port) => {
          const host = `${name}${dot}${port === null ? '' : `:${port}`}`;
          return checks.hostRefusal(request({ host })) === undefined;
        },
      ),
    );
  });

  test('no name that holds a known one as a part is known', () => {
    const known = fc.constantFrom('localhost', 'play.example.org', 'forge.local');
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    fc.assert(
      fc.property(known, label, fc.boolean(), (name, other, joined) => {
        const hosts = [`${name}.${other}`, ...(joined ? [`${other}${name}`] : [])];
        return hosts.every((host) => checks.hostRefusal(request({ host })) !== undefined);
      }),
    );
  });
});

describe('the Origin header', () => {
  const checks = checksOf({ allowedHosts: ['play.example'], allowedOrigins: ['https://friend.example/'] });

  test.each([
    [undefined, 'localhost:2567'],
    ['http://localhost:2567', 'localhost:2567'],
    ['http://LOCALHOST:2567', 'localhost.:2567'],
    ['https://play.example', 'play.example'],
    ['https://play.example', 'Play.Example:443'],
    ['https://play.example:443', 'play.example.'],
    ['http://play.example', 'play.example:80'],
    ['http://[::1]:2567', '[0:0:0:0:0:0:0:1]:2567'],
    ['https://friend.example', 'localhost:2567'],
    ['https://friend.example:443', 'localhost:2567'],
  ])('%s may act on %s', (origin, host) => {
    expect(checks.originRefusal(request({ host, origin }))).toBeUndefined();
  });

  test.each([
    ['http://localhost:80', 'localhost:2567', 'Host'],
    ['https://play.example', 'play.example:80', 'Host'],
    ['https://play.example:8443', 'play.example', 'Host'],
    ['https://play.example', 'localhost:2567', 'Host'],
    ['https://evil.example', 'localhost:2567', 'Origin'],
    ['http://friend.example', 'localhost:2567', 'Origin'],
    ['https://friend.example:444', 'localhost:2567', 'Origin'],
    ['null', 'localhost:2567', 'Origin'],
    ['file://', 'localhost:2567', 'Origin'],
    ['', 'localhost:2567', 'Origin'],
  ])('%s may not act on %s, for its %s', (origin, host, field) => {
    expect(checks.originRefusal(request({ host, origin }))?.field).toBe(field);
  });

  test('a Host that lost its port is said to be the fault, with what was expected and the option', () => {
    const { error } =
      checks.originRefusal(request({ host: 'play.example', origin: 'https://play.example:8443' })) ?? {};
    expect(error).toMatch(/^Host is "play.example", without the port/);
    expect(error).toContain('"play.example:8443"');
    expect(error).toContain('--public-url https://play.example:8443/');
  });

  test('of a browser that says same-origin, a proxy changed the Host; one that says cross-site is another page', () => {
    const headers = { host: 'localhost:2567', origin: 'https://unheard.example' };
    const field = (site: string) =>
      checks.originRefusal(request({ ...headers, 'sec-fetch-site': site }))?.field;
    expect(field('same-origin')).toBe('Host');
    expect(field('cross-site')).toBe('Origin');
  });

  test('default ports and case are equal for any name', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,9}(\.[a-z][a-z0-9]{0,9}){0,2}$/);
    fc.assert(
      fc.property(
        name.chain((text) => letterCase(text)),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (host, tls, here, there) => {
          const [scheme, port] = tls ? ['https', 443] : ['http', 80];
          const headers = {
            origin: `${scheme}://${host.toLowerCase()}${here ? `:${port}` : ''}`,
            host: `${host}${there ? `:${port}` : ''}`,
          };
          return checks.originRefusal(request(headers)) === undefined;
        },
      ),
    );
  });

  test('different ports are different for any name', () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(port, port, fc.constantFrom('http', 'https'), (one, other, scheme) => {
        const headers = { origin: `${scheme}://localhost:${one}`, host: `localhost:${other}` };
        return (checks.originRefusal(request(headers)) === undefined) === (one === other);
      }),
    );
  });

  test('over TLS of the server itself, a page that came without is another', () => {
    const socket = { remoteAddress: '192.168.1.9', localAddress: '192.168.1.5', encrypted: true };
    const from = (origin: string) => checks.originRefusal(request({ host: 'play.example', origin }, socket));
    expect(from('https://play.example')).toBeUndefined();
    expect(from('http://play.example')).toBeDefined();
  });

  test('with a public URL, its page is right, whatever a proxy made of the Host', () => {
    const own = checksOf({ publicUrl: 'https://play.example:8443/worldroom/' });
    for (const host of ['play.example', 'localhost:2567', 'play.example:8443']) {
      expect(own.originRefusal(request({ host, origin: 'https://play.example:8443' }))).toBeUndefined();
    }
  });
});

describe('what a proxy says of the Host', () => {
  const headers = {
    host: '127.0.0.1:2567',
    origin: 'https://play.example:8443',
    'x-forwarded-host': 'play.example:8443',
    'x-forwarded-proto': 'https',
  };
  const allowedHosts = ['play.example'];

  test('is believed of a trusted one alone', () => {
    expect(checksOf({ allowedHosts }).originRefusal(request(headers))?.field).toBe('Host');
    const trusting = checksOf({ allowedHosts, trustProxy: ['loopback'] });
    expect(trusting.originRefusal(request(headers))).toBeUndefined();
    const other = { remoteAddress: '10.1.1.1', localAddress: '10.1.1.2' };
    expect(trusting.originRefusal(request(headers, other))?.field).toBe('Host');
  });

  test('has to be a known name, and stands beside the Host and not in its place', () => {
    const checks = checksOf({ trustProxy: ['loopback'] });
    const { host } = headers;
    expect(checks.hostRefusal(request({ host, 'x-forwarded-host': 'evil.example' }))?.field).toBe(
      'X-Forwarded-Host',
    );
    // A page behind a rebound name can send any X-Forwarded-Host.
    expect(
      checks.hostRefusal(request({ host: 'evil.example', 'x-forwarded-host': 'localhost' }))?.field,
    ).toBe('Host');
  });

  test('may leave the port to X-Forwarded-Port', () => {
    const checks = checksOf({ allowedHosts, trustProxy: ['loopback'] });
    const split = { ...headers, 'x-forwarded-host': 'play.example' };
    expect(checks.originRefusal(request(split))?.field).toBe('X-Forwarded-Host');
    expect(checks.originRefusal(request({ ...split, 'x-forwarded-port': '8443' }))).toBeUndefined();
    const standard = { ...split, origin: 'https://play.example', 'x-forwarded-port': '443' };
    expect(checks.originRefusal(request(standard))).toBeUndefined();
  });

  test('a scheme that is not the page’s is named', () => {
    const checks = checksOf({ allowedHosts, trustProxy: ['loopback'] });
    const refusal = checks.originRefusal(request({ ...headers, 'x-forwarded-proto': 'http' }));
    expect(refusal?.field).toBe('X-Forwarded-Proto');
    expect(refusal?.error).toContain('https');
  });
});
