import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KnownHosts, type KnownHostsOptions } from './addresses/known-hosts.ts';
import { TrustedProxies } from './addresses/trusted-proxies.ts';
import { type CheckedRequest, RequestChecks } from './request-checks.ts';

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

  test.each(known)('%j is accepted', (host) => {
    expect(checks.hostRefusal(request({ host }))).toBeUndefined();
  });

  test.each(unknown)('%j is rejected', (host) => {
    const refusal = checks.hostRefusal(request({ host }));
    expect(refusal?.field).toBe('Host');
    expect(refusal?.error).toMatch(/^Host is ".*"/);
  });

  test('the message has the actual value, the expected one and the option that helps', () => {
    const { error } = checks.hostRefusal(request({ host: 'evil.example:2567' })) ?? {};
    expect(error).toContain('"evil.example:2567"');
    expect(error).toContain('play.example.org');
    expect(error).toContain('--allowed-hosts evil.example');
    expect(error).toContain('--public-url https://evil.example:2567/');
  });

  test('the message shortens values and removes unprintable characters', () => {
    const { error = '' } = checks.hostRefusal(request({ host: `a\u0007\u202eb${'x'.repeat(5000)}` })) ?? {};
    expect(error.length).toBeLessThan(800);
    expect(error).toMatch(/^[\x20-\x7e]*$/);
  });

  test('the address on which the connection arrived is known, because it involves no name server', () => {
    const socket = { remoteAddress: '10.9.9.1', localAddress: '::ffff:10.9.9.9' };
    expect(checks.hostRefusal(request({ host: '10.9.9.9:2567' }, socket))).toBeUndefined();
    expect(checks.hostRefusal(request({ host: '10.9.9.8:2567' }, socket))?.field).toBe('Host');
  });

  test('HTTP/1.0 may lack it, because browsers do not speak HTTP/1.0', () => {
    expect(checks.hostRefusal(request({}))).toBeUndefined();
  });

  test('case, a dot at the end and the port do not matter for known names', () => {
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

  test('a name that only contains a known name is unknown', () => {
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
  ])('%s may change %s', (origin, host) => {
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
  ])('%s may not change %s because of its %s', (origin, host, field) => {
    expect(checks.originRefusal(request({ host, origin }))?.field).toBe(field);
  });

  test('a Host without its port is named as the fault, with the expected value and the option', () => {
    const { error } =
      checks.originRefusal(request({ host: 'play.example', origin: 'https://play.example:8443' })) ?? {};
    expect(error).toMatch(/^Host is "play.example", without the port/);
    expect(error).toContain('"play.example:8443"');
    expect(error).toContain('--public-url https://play.example:8443/');
  });

  test('with sec-fetch-site same-origin a proxy changed the Host; with cross-site it is another page', () => {
    const headers = { host: 'localhost:2567', origin: 'https://unheard.example' };
    const field = (site: string) =>
      checks.originRefusal(request({ ...headers, 'sec-fetch-site': site }))?.field;
    expect(field('same-origin')).toBe('Host');
    expect(field('cross-site')).toBe('Origin');
  });

  test('default ports and case do not matter for any name', () => {
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

  test('different ports differ for any name', () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(port, port, fc.constantFrom('http', 'https'), (one, other, scheme) => {
        const headers = { origin: `${scheme}://localhost:${one}`, host: `localhost:${other}` };
        return (checks.originRefusal(request(headers)) === undefined) === (one === other);
      }),
    );
  });

  test('a page loaded without TLS is another origin if the server itself speaks TLS', () => {
    const socket = { remoteAddress: '192.168.1.9', localAddress: '192.168.1.5', encrypted: true };
    const from = (origin: string) => checks.originRefusal(request({ host: 'play.example', origin }, socket));
    expect(from('https://play.example')).toBeUndefined();
    expect(from('http://play.example')).toBeDefined();
  });

  test('the page of the public URL is accepted, whatever Host a proxy sends', () => {
    const own = checksOf({ publicUrl: 'https://play.example:8443/worldroom/' });
    for (const host of ['play.example', 'localhost:2567', 'play.example:8443']) {
      expect(own.originRefusal(request({ host, origin: 'https://play.example:8443' }))).toBeUndefined();
    }
  });
});

describe('forwarding headers of a proxy', () => {
  const headers = {
    host: '127.0.0.1:2567',
    origin: 'https://play.example:8443',
    'x-forwarded-host': 'play.example:8443',
    'x-forwarded-proto': 'https',
  };
  const allowedHosts = ['play.example'];

  test('count only from a trusted proxy', () => {
    expect(checksOf({ allowedHosts }).originRefusal(request(headers))?.field).toBe('Host');
    const trusting = checksOf({ allowedHosts, trustProxy: ['loopback'] });
    expect(trusting.originRefusal(request(headers))).toBeUndefined();
    const other = { remoteAddress: '10.1.1.1', localAddress: '10.1.1.2' };
    expect(trusting.originRefusal(request(headers, other))?.field).toBe('Host');
  });

  test('are checked in addition to the Host, not instead of it', () => {
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

  test('may give the port in X-Forwarded-Port', () => {
    const checks = checksOf({ allowedHosts, trustProxy: ['loopback'] });
    const split = { ...headers, 'x-forwarded-host': 'play.example' };
    expect(checks.originRefusal(request(split))?.field).toBe('X-Forwarded-Host');
    expect(checks.originRefusal(request({ ...split, 'x-forwarded-port': '8443' }))).toBeUndefined();
    const standard = { ...split, origin: 'https://play.example', 'x-forwarded-port': '443' };
    expect(checks.originRefusal(request(standard))).toBeUndefined();
  });

  test('a scheme that differs from the page’s is named', () => {
    const checks = checksOf({ allowedHosts, trustProxy: ['loopback'] });
    const refusal = checks.originRefusal(request({ ...headers, 'x-forwarded-proto': 'http' }));
    expect(refusal?.field).toBe('X-Forwarded-Proto');
    expect(refusal?.error).toContain('https');
  });
});
