import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generate } from 'selfsigned';
import { until } from '../until.ts';

export type ProxyKind = 'nginx' | 'caddy' | 'haproxy';

export interface ProxyPlan {
  kind: ProxyKind;
  /** Port of the server behind it. */
  server: number;
  tls: boolean;
  subPath: boolean;
  /** Name of the documented configuration, if it is not that of the kind. */
  example?: string;
  /** Its port; by default a free one. */
  port?: number;
  /** Breaks the documented configuration. */
  change?: (configuration: string) => string;
}

/** A running reverse proxy. */
export interface ReverseProxy {
  /** Address of the server for people. */
  url: string;
  close(): Promise<void>;
}

const documentation = resolve(import.meta.dirname, '../../docs/operations.md');

/** The configuration in the documentation under this name. */
export async function documented(name: string): Promise<string> {
  const text = await readFile(documentation, 'utf8');
  const mark = `<!-- example: ${name} -->\n\`\`\``;
  const [, after] = text.split(mark);
  const block = after?.slice(after.indexOf('\n') + 1, after.indexOf('```'));
  if (block === undefined) throw new Error(`docs/operations.md has no example "${name}".`);
  return block;
}

/** Starts a proxy with the documented configuration on a free port of this machine. */
export async function startProxy(plan: ProxyPlan): Promise<ReverseProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'worldroom-proxy-'));
  const port = plan.port ?? (await freePort());
  const files = await certificate(folder);
  let configuration = await configurationOf(plan);
  // Replaces the example's addresses and paths with this machine's; nothing else changes.
  configuration = configuration
    .replaceAll('127.0.0.1:2567', `127.0.0.1:${plan.server}`)
    .replaceAll('/etc/ssl/play.example.org/fullchain.pem', files.cert)
    .replaceAll('/etc/ssl/play.example.org/privkey.pem', files.key)
    .replaceAll('/etc/haproxy/play.example.org.pem', files.both)
    .replaceAll('/var/log/nginx/worldroom.log', join(folder, 'access.log'));
  configuration = placed(plan, configuration, port, files);
  configuration = plan.change?.(configuration) ?? configuration;
  const file = join(folder, 'proxy.conf');
  await writeFile(file, wrapped(plan.kind, configuration, folder));
  const child = spawn(commands[plan.kind], argumentsOf(plan.kind, file, folder), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
  const close = async () => {
    await end(child);
    await rm(folder, { recursive: true });
  };
  try {
    await until(`${plan.kind} listens`, () => {
      if (child.exitCode !== null) throw new Error(`${plan.kind} ended: ${output.join('')}`);
      return answers(port);
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: `${plan.tls ? 'https' : 'http'}://localhost:${port}/${plan.subPath ? 'worldroom/' : ''}`,
    close,
  };
}

const commands: Record<ProxyKind, string> = { nginx: 'nginx', caddy: 'caddy', haproxy: 'haproxy' };

function argumentsOf(kind: ProxyKind, file: string, folder: string): string[] {
  if (kind === 'nginx') return ['-e', join(folder, 'error.log'), '-c', file];
  return kind === 'caddy' ? ['run', '--adapter', 'caddyfile', '--config', file] : ['-f', file];
}

async function configurationOf({ kind, subPath, example = kind }: ProxyPlan): Promise<string> {
  if (!subPath) return documented(example);
  const part = await documented(`${kind}-sub-path`);
  if (kind === 'caddy') return part;
  const place =
    kind === 'nginx' ? /^ {2}location \/ \{\n[\s\S]*?\n {2}\}\n/m : /^ {2}default_backend worldroom\n/m;
  const whole = await documented(kind);
  if (!place.test(whole))
    throw new Error(`docs/operations.md has nothing to replace for ${kind} in a sub-path.`);
  return whole.replace(place, () => part);
}

/** The same configuration at the test's port, with or without TLS. */
function placed(
  { kind, tls }: ProxyPlan,
  configuration: string,
  port: number,
  files: { cert: string; key: string },
): string {
  if (kind === 'nginx') {
    const plain = configuration.replaceAll(/^ {2}ssl_.*\n/gm, '').replace('listen 443 ssl', `listen ${port}`);
    return tls ? configuration.replace('listen 443 ssl', `listen ${port} ssl`) : plain;
  }
  if (kind === 'haproxy') {
    if (tls) return configuration.replace('bind :443', `bind :${port}`);
    return configuration
      .replace(/bind :443 ssl crt \S+/, `bind :${port}`)
      .replace('Proto https', 'Proto http');
  }
  const site = tls ? `localhost:${port} {\n  tls ${files.cert} ${files.key}` : `http://localhost:${port} {`;
  return configuration.replace('play.example.org {', site);
}

/** The main configuration file that includes such a part. */
function wrapped(kind: ProxyKind, configuration: string, folder: string): string {
  if (kind === 'haproxy') return configuration;
  if (kind === 'caddy')
    return `{\n  admin off\n  auto_https disable_redirects\n  skip_install_trust\n}\n${configuration}`;
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n');
  return `daemon off;\nworker_processes 1;\nuser root;\npid ${join(folder, 'pid')};\nevents {}\nhttp {\n${folders}\n${configuration}\n}\n`;
}

async function certificate(folder: string) {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
  });
  const files = {
    cert: join(folder, 'fullchain.pem'),
    key: join(folder, 'privkey.pem'),
    both: join(folder, 'both.pem'),
  };
  await Promise.all([
    writeFile(files.cert, cert),
    writeFile(files.key, key),
    writeFile(files.both, `${cert}\n${key}`),
  ]);
  return files;
}

/** A port of this machine that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const hung = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(hung);
}
