import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright';
import { type CreatedRoom, type CreateRoom, createdRoomSchema } from '../shared/messages.ts';
import { type Manifest, manifestSchema } from '../shared/pack.ts';
import { worldSeedSchema } from '../shared/world-seed.ts';
import { endWithProcess, removeWithProcess } from './end-with-process.ts';
import { launchBrowser, openPage, type VisitorDevice } from './open-page.ts';
import type { Visitor } from './visitor.ts';

/** The real server with the shipped pack, and pages of a real Chromium, each with its own storage. */
export interface TestBed {
  readonly manifest: Manifest;
  /** Address of the lobby. */
  readonly url: string;
  /** Creates a room in the world whose two spawns face each other. */
  createRoom(request?: CreateRoom): Promise<CreatedRoom>;
  /** The world with an orb half-way between the two spawns. */
  readonly orbWorld: string;
  /** The world with one of the spawns, an orb ahead of it, and a ball beyond that. */
  readonly firstMinuteWorld: string;
  /** The world with a closed door half-way between the two spawns. */
  readonly doorWorld: string;
  /** The world with a wall between the two spawns; the second one's player comes into view by stepping to the right. */
  readonly wallWorld: string;
  /** The world with one spawn at the end of a straight way beside a wall, which looks along the way. */
  readonly alongWallWorld: string;
  /** The same, but its player looks half turned to the wall. */
  readonly atWallWorld: string;
  /** Opens a path of the server, or a full URL, as a person with this name and a device of their own. */
  open(path: string, name: string, device?: VisitorDevice): Promise<Visitor>;
  /** Exceptions and console errors of the pages. */
  readonly pageErrors: readonly string[];
  /** Lines of the server's log so far. */
  readonly serverLog: readonly string[];
  /** Errors in the server's log. */
  serverErrors(): string[];
  readonly server: TestServer;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '..');
/** The shipped pack, or a newer export of it. */
const arena = resolve(root, process.env.WORLDROOM_PACK ?? 'models/arena');

/**
 * The world of a test bed's rooms: the foundry, with two spawns that face each other over 3 m of open ground.
 * Behind both are white and grey walls.
 */
export const usualWorld = 'test-bed';
const baseWorld = { name: usualWorld, source: 'foundry' } as const;
/** The same with an orb half-way between the spawns. */
const orbWorld = 'test-bed-orb';
const doorWorld = 'test-bed-door';
const firstMinuteWorld = 'test-bed-first-minute';
const heading = -2.749;
const starts = [
  { x: 11.5, z: 17.5, yaw: heading },
  { x: 11.5 + 3 * Math.sin(heading), z: 17.5 + 3 * Math.cos(heading), yaw: heading + Math.PI },
];
const halfWay = { x: (starts[0].x + starts[1].x) / 2, z: (starts[0].z + starts[1].z) / 2 };
const orb = { kind: 'orb' as const, ...halfWay, y: 0.9, yaw: 0, colour: 0, state: 0 };
const door = { kind: 'door' as const, ...halfWay, y: 1.1, yaw: heading, colour: 0, state: 0 };
/** Shares of the way from one spawn to the other. */
const along = (share: number) => ({
  x: starts[0].x + share * (starts[1].x - starts[0].x),
  z: starts[0].z + share * (starts[1].z - starts[0].z),
});
const firstOrb = { ...orb, ...along(0.9) };
const ball = { kind: 'ball' as const, ...along(1.08), y: 0.35, yaw: 0, colour: 0, state: 0 };
/** Two spawns that face each other with a wall between them, beyond whose end is open ground. */
const wallWorld = 'test-bed-wall';
const besideWall = [
  { x: 14.5, z: 9.6, yaw: Math.PI / 2 },
  { x: 18.5, z: 9, yaw: -Math.PI / 2 },
];
/**
 * The harbour with one spawn at the end of a straight way of 11 m beside a wall of 2.6 m, which looks along the way, with the
 * wall to its left.
 */
const alongWallWorld = 'test-bed-along-wall';
/** The same with the view turned to the wall by 45 degrees. */
const atWallWorld = 'test-bed-at-wall';
const wayStart = { x: 18.3, z: 13.4 };
/** The worlds of a test bed: their spawns, and their entities in addition to those of their sources. */
const worlds = {
  [baseWorld.name]: { source: baseWorld.source, spawns: starts, more: [] },
  [orbWorld]: { source: baseWorld.source, spawns: starts, more: [orb] },
  [firstMinuteWorld]: { source: baseWorld.source, spawns: starts.slice(0, 1), more: [firstOrb, ball] },
  [doorWorld]: { source: baseWorld.source, spawns: starts, more: [door] },
  [wallWorld]: { source: baseWorld.source, spawns: besideWall, more: [] },
  [alongWallWorld]: { source: 'harbour', spawns: [{ ...wayStart, yaw: Math.PI }], more: [] },
  [atWallWorld]: { source: 'harbour', spawns: [{ ...wayStart, yaw: (3 * Math.PI) / 4 }], more: [] },
};

/** Long enough for loading and reloading a page on a busy machine. */
const reconnectSeconds = 90;
const idleRoomSeconds = 600;

/** Settings of a server in addition to those of every test bed. */
export interface ServerExtras {
  options?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  /** The server's own program by default. */
  program?: string;
  /** Program and arguments that run the server, such as `ip netns exec name`. */
  within?: readonly string[];
  /** A program that runs Chromium with its arguments; by default Chromium itself. */
  chromium?: string;
}

/** A real server with the worlds of a test bed, without a browser. */
export interface TestServer {
  readonly manifest: Manifest;
  /** Address of the lobby. */
  readonly url: string;
  /** Lines of its log, as JSON, of all its runs. */
  readonly log: readonly string[];
  /** Kills it without a clean shutdown. */
  kill(): Promise<void>;
  /** Starts it again after that, at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openServer(
  change?: (manifest: Manifest) => void,
  extras: ServerExtras = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'worldroom-test-bed-'));
  removeWithProcess(folder);
  const removeFolder = () => rm(folder, { recursive: true });
  try {
    const manifest = await copyPack(folder, change);
    const log: string[] = [];
    let server = await startServer(folder, extras, log);
    const { url } = server;
    const environment = { ...extras.environment, WORLDROOM_PORT: new URL(url).port };
    return {
      manifest,
      url,
      log,
      kill: () => server.end('SIGKILL'),
      restart: async () => {
        server = await startServer(folder, { ...extras, environment }, log);
      },
      close: () => server.end('SIGTERM').finally(removeFolder),
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

/** `change` modifies the manifest in the server's copy of the pack. */
export async function openTestBed(
  change?: (manifest: Manifest) => void,
  extras: ServerExtras = {},
): Promise<TestBed> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let last = opened.pop(); last !== undefined; last = opened.pop()) await last();
  };
  try {
    const browser = await launchBrowser(extras.chromium);
    opened.push(() => browser.close());
    const server = await openServer(change, extras);
    opened.push(server.close);
    return testBedOf(server, browser, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function testBedOf(server: TestServer, browser: Browser, close: () => Promise<void>): TestBed {
  const pageErrors: string[] = [];
  return {
    manifest: server.manifest,
    server,
    url: server.url,
    orbWorld,
    firstMinuteWorld,
    doorWorld,
    wallWorld,
    alongWallWorld,
    atWallWorld,
    pageErrors,
    async createRoom(request = {}) {
      const answer = await fetch(new URL('/api/rooms', server.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ world: baseWorld.name, ...request }),
      });
      return createdRoomSchema.parse(await answer.json());
    },
    open: (path, name, device) => openPage(browser, new URL(path, server.url), { name, device, pageErrors }),
    serverLog: server.log,
    serverErrors: () => server.log.filter((line) => /"level":[56]0/.test(line)),
    close,
  };
}

/** Copies the shipped pack and adds the worlds of a test bed. */
async function copyPack(folder: string, change?: (manifest: Manifest) => void): Promise<Manifest> {
  await cp(arena, folder, { recursive: true, filter: (path) => !path.endsWith('.pt') });
  const packFile = join(folder, 'pack.json');
  const manifest = manifestSchema.parse(JSON.parse(await readFile(packFile, 'utf8')));
  change?.(manifest);
  manifest.seeds.push(...Object.keys(worlds).map((name) => ({ name, title: 'Test bed' })));
  await writeFile(packFile, JSON.stringify(manifest));
  for (const [name, { source, spawns, more }] of Object.entries(worlds)) {
    const world = join(folder, 'seeds', name);
    await cp(join(folder, 'seeds', source), world, { recursive: true });
    const seedFile = join(world, 'seed.json');
    const seed = worldSeedSchema.parse(JSON.parse(await readFile(seedFile, 'utf8')));
    const entities = [...seed.entities, ...more];
    await writeFile(seedFile, JSON.stringify({ ...seed, title: 'Test bed', spawns, entities }));
  }
  return manifest;
}

interface Server {
  readonly url: string;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

async function startServer(pack: string, extras: ServerExtras, log: string[]): Promise<Server> {
  // Passed in the environment, so that a test's options override them.
  const defaults = {
    WORLDROOM_PORT: '0',
    WORLDROOM_PACK: pack,
    WORLDROOM_RECONNECT_SECONDS: String(reconnectSeconds),
    WORLDROOM_IDLE_ROOM_SECONDS: String(idleRoomSeconds),
    // Test machines are slow and busy. Only the tests of the drawing capacity set a limit.
    WORLDROOM_LEAST_VIEWS_PER_SECOND: '0',
    // Rooms of a test end with it, and its servers without a countdown.
    WORLDROOM_DATA_FOLDER: 'none',
    WORLDROOM_DRAIN_SECONDS: '0',
  };
  const program = [process.execPath, extras.program ?? join(root, 'server/main.ts')];
  const command = [...(extras.within ?? []), ...program, ...(extras.options ?? [])];
  const server = spawn(command[0], command.slice(1), {
    cwd: root,
    env: { ...process.env, ...defaults, ...extras.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithProcess(server);
  const ended = once(server, 'close');
  createInterface(server.stderr).on('line', (line) => log.push(line));
  const end = (signal: 'SIGTERM' | 'SIGKILL') => endServer(server, signal);
  for await (const line of createInterface(server.stdout)) {
    const url = /^Worldroom is ready: (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { url, end };
  }
  await ended;
  throw new Error(`The server did not start:\n${log.join('\n')}`);
}

async function endServer(server: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill(signal);
  await ended;
}
