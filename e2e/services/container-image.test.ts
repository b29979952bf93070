import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerStages, environmentOf, said } from '../../scripts/dockerfile.ts';
import { freePorts } from '../../server/streaming/testing/free-port.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const [build, image] = dockerStages();
const [user] = said(image, 'USER');
const secret = 'a secret of origin and edges';
/** Paths that the commands of the file have, in the place of the image's. */
let folder: string;
let data: string;
const running: ChildProcess[] = [];

/** The user's own Node and npm, as in the image: not those of this checkout. */
const path = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((part) => !part.includes('node_modules'))
  .join(delimiter);

/** Does in a folder what the file does in the image; what it installs of Debian is there, or set-up says what is missing. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-image-'));
  data = await mkdtemp(join(tmpdir(), 'worldroom-data-'));
  await chmod(folder, 0o755);
  await chown(data, Number(user), Number(user));
  for (const { keyword, rest } of build.instructions) {
    if (keyword === 'COPY') await copy(rest.split(' ').slice(0, -1));
    if (keyword !== 'RUN' || rest.startsWith('apt-get')) continue;
    await run('sh', ['-c', rest], { cwd: folder, env: { ...process.env, PATH: path }, maxBuffer: 2 ** 26 });
  }
}, 15 * 60_000);

afterAll(async () => {
  for (const child of running.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  for (const made of [folder, data]) await rm(made, { recursive: true, force: true });
});

/** Copies tracked files and those that are to be tracked, but not what .dockerignore leaves out. */
async function copy(names: readonly string[]): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '--', ...names], {
    cwd: root,
    maxBuffer: 2 ** 26,
  });
  for (const name of stdout.trimEnd().split('\n')) {
    if (name.startsWith('docs/')) continue;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(join(root, name), join(folder, name));
  }
}

/** Starts a program of the image as its user; resolves with the first match among its lines. */
async function start(given: string[], environment: Record<string, string>, ready: RegExp): Promise<string> {
  const variables = Object.entries(environmentOf(image)).map(([name, text]) => [
    name,
    text.replace(/^\/data/, data),
  ]);
  const [program] = words(said(image, 'ENTRYPOINT')[0]);
  const rights = ['--reuid', user, '--regid', user, '--clear-groups', '--no-new-privs'];
  const child = spawn('setpriv', [...rights, join(folder, program), ...given], {
    cwd: folder,
    env: { PATH: path, HOME: '/nonexistent', ...Object.fromEntries(variables), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const lines: string[] = [];
  return new Promise((found, failed) => {
    const hear = (line: string) => {
      lines.push(line);
      const match = ready.exec(line);
      if (match !== null) found(match[0]);
    };
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', hear);
    child.once('close', () => failed(new Error(lines.join('\n'))));
  });
}

/** The words of an instruction in JSON. */
function words(text: string): string[] {
  return text
    .slice(1, -1)
    .split(/",\s*"/)
    .map((word) => word.replace(/^"|"$/g, ''));
}

test('the commands of the Dockerfile make a server and an edge that run without rights, and are found healthy', async () => {
  const [port, media, edge] = [await freePorts(), await freePorts(), await freePorts()];
  const environment = {
    WORLDROOM_PORT: String(port),
    WORLDROOM_MEDIA_PORT: String(media),
    WORLDROOM_SECRET: secret,
    WORLDROOM_MAXIMUM_EDGES: '1',
  };
  await start(words(said(image, 'CMD')[0]), environment, /^Worldroom is ready/);
  for (const name of ['live', 'ready', 'api/pack', '']) {
    expect((await fetch(`http://127.0.0.1:${port}/${name}`)).status).toBe(200);
  }
  const [check] = said(image, 'HEALTHCHECK');
  const [program, ...given] = words(check.slice(check.indexOf('[')));
  const asked = given.map((word) => word.replace('127.0.0.1:2567', `127.0.0.1:${port}`));
  await run(join(folder, program), asked);
  await expect(
    run(
      join(folder, program),
      given.map((word) => word.replace(':2567', ':1')),
    ),
  ).rejects.toThrow();
  const ofEdge = {
    WORLDROOM_SECRET: secret,
    WORLDROOM_MEDIA_PORT: String(edge),
    WORLDROOM_ORIGIN: `http://127.0.0.1:${port}/`,
  };
  await start(['server/edge/main.ts'], ofEdge, /connected to an origin/);
  const { stdout } = await run('du', ['-sm', folder]);
  console.info(`the image holds ${stdout.split('\t')[0]} MB besides Debian`);
});
