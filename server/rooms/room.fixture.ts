import { Client, type Room } from '@colyseus/sdk';
import { z } from 'zod';
import { type FrameMark, frameMarkSchema, type MediaRequest } from '../../shared/media.ts';
import {
  hostClaimsSchema,
  type InviteLinks,
  inviteLinksSchema,
  type JoinOptions,
  type NoticeMessage,
  noticeMessageSchema,
} from '../../shared/messages.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { RoomState } from '../../shared/state.ts';
import { App, type AppParts } from '../app.ts';
import { type Config, configSchema } from '../config/config.ts';
import type { HeardMoment } from '../contracts/heard.ts';
import { NoticeError } from '../contracts/notice-error.ts';
import type { PictureSize } from '../contracts/picture.ts';
import type { PictureSink } from '../contracts/picture-sink.ts';
import type {
  RoomMedia,
  RoomSoundStream,
  RoomStream,
  RoomViewer,
  ViewerClient,
} from '../contracts/room-media.ts';
import { createLog } from '../log.ts';
import type { OfferedWorlds } from '../memory/worlds/valid-worlds.ts';
import { TestMemory, TestModel, testManifest, testSeed } from '../world/world.fixture.ts';

/** Counts frames instead of encoding them. */
export class TestStream implements RoomStream {
  readonly codec = 'VP8';
  frames = 0;
  keyframesAsked = 0;
  closed = false;
  readonly sinks = new Set<PictureSink>();

  /** Of the pictures that it was given. */
  readonly pictures: PictureSize[] = [];

  get size() {
    return this.pictures.at(-1) ?? testManifest.view;
  }

  push({ width, height }: PictureSize) {
    this.pictures.push({ width, height });
    return Promise.resolve({ rtpTimestamp: this.frames++, milliseconds: 0.5, keyframe: false });
  }

  requestKeyframe() {
    this.keyframesAsked++;
  }

  follow(sink: PictureSink) {
    this.sinks.add(sink);
    return () => this.sinks.delete(sink);
  }

  close() {
    this.closed = true;
    for (const sink of this.sinks) sink.streamEnded();
  }
}

/** Keeps what was heard instead of mixing it. */
export class TestSoundStream implements RoomSoundStream {
  readonly moments: HeardMoment[] = [];
  closed = false;

  hear(moment: HeardMoment) {
    this.moments.push(moment);
  }

  follow() {
    return () => {};
  }

  close() {
    this.closed = true;
  }
}

/** Answers requests without a network behind them. */
export class TestViewer implements RoomViewer {
  readonly client: ViewerClient;
  closed = false;
  /** Video is held back. */
  paused = false;
  #consumers = 0;
  readonly #resolve: (view: string) => RoomStream | undefined;
  readonly #listen: (view: string) => Promise<RoomSoundStream | undefined>;

  constructor(
    resolve: (view: string) => RoomStream | undefined,
    listen: (view: string) => Promise<RoomSoundStream | undefined>,
    client: ViewerClient,
  ) {
    this.client = client;
    this.#resolve = resolve;
    this.#listen = listen;
  }

  async handle(request: MediaRequest): Promise<unknown> {
    if (request.method === 'listen' && (await this.#listen(request.view)) === undefined) {
      throw new NoticeError({ code: 'view-gone', values: {} });
    }
    if (request.method !== 'consume') return {};
    if (this.#resolve(request.view) === undefined) throw new NoticeError({ code: 'view-gone', values: {} });
    return { id: `consumer-${this.#consumers++}` };
  }

  setPaused(paused: boolean) {
    this.paused = paused;
  }

  close() {
    this.closed = true;
  }
}

export class TestMedia implements RoomMedia {
  readonly streams: TestStream[] = [];
  readonly viewers: TestViewer[] = [];
  readonly sounds: TestSoundStream[] = [];

  async createStream(): Promise<RoomStream> {
    const stream = new TestStream();
    this.streams.push(stream);
    return stream;
  }

  async createSoundStream(): Promise<TestSoundStream> {
    const stream = new TestSoundStream();
    this.sounds.push(stream);
    return stream;
  }

  createViewer(
    resolve: (view: string) => RoomStream | undefined,
    _room: string,
    listen: (view: string) => Promise<RoomSoundStream | undefined>,
    client: ViewerClient,
  ): RoomViewer {
    const viewer = new TestViewer(resolve, listen, client);
    this.viewers.push(viewer);
    return viewer;
  }
}

/** All worlds of a pack, without a look at their files. */
export function everyWorld({ seeds }: Pick<Manifest, 'seeds'>): OfferedWorlds {
  return {
    valid: seeds,
    unchecked: 0,
    first: async () => seeds[0].name,
    isValid: async (world) => seeds.some(({ name }) => name === world),
  };
}

/** A real server on a free port of this machine, with stand-ins for the networks and the media. */
export async function startTestApp(changes: Partial<Config> = {}, parts: Partial<AppParts> = {}) {
  const media = new TestMedia();
  const model = new TestModel();
  const config = configSchema.parse({ port: 0, ...changes });
  const app = new App({
    config,
    log: createLog({ level: 'silent' }),
    pack: { folder: 'models/arena', manifest: testManifest, seed: async () => testSeed() },
    worlds: everyWorld(parts.pack?.manifest ?? testManifest),
    model,
    provider: { name: 'test', reason: 'a test' },
    media,
    createMemory: () => new TestMemory(),
    ...parts,
  });
  const url = await app.listen();
  return { app, url, media, model, config };
}

export type Session = Room<unknown, RoomState>;

/** The token of an invite's or export's link. */
export function tokenOf(link: string): string {
  return new URL(link, 'http://localhost').searchParams.get('token') ?? '';
}

/** Joins a room over the network, and collects what the room says. It does not reconnect by itself. */
export async function joinRoom(url: string, room: string, options: JoinOptions = {}) {
  const client = new Client(url);
  const session: Session = await client.joinById<RoomState>(room, options);
  session.reconnection.enabled = false;
  const heard = {
    /** As lines: `chat.text: text-fault {...}`. */
    notices: [] as string[],
    frames: [] as FrameMark[],
    media: [] as unknown[],
    mediaLost: 0,
    invites: [] as InviteLinks[],
    /** Names of those who ask for the host's role, as told last. */
    claims: [] as { id: string; name: string }[],
    code: 0,
  };
  session.onMessage('notice', (message) => heard.notices.push(lineOf(noticeMessageSchema.parse(message))));
  session.onMessage('frame', (message) => heard.frames.push(frameMarkSchema.parse(message)));
  session.onMessage('invites', (message) => heard.invites.push(inviteLinksSchema.parse(message)));
  session.onMessage('mediaLost', () => heard.mediaLost++);
  session.onMessage('hostClaims', (message) => {
    heard.claims = hostClaimsSchema.parse(message).claims;
  });
  session.onMessage('media', (message) => heard.media.push(message));
  session.onLeave((code) => {
    heard.code = code;
  });
  await until('the first state', () => session.state?.tick !== undefined);
  return { client, session, heard, id: session.sessionId };
}

/** A notice as one line, for tests to look for its field, code and values. */
export function lineOf({ field, code, values }: Omit<NoticeMessage, 'level'>): string {
  return `${field === undefined ? '' : `${field}: `}${code} ${JSON.stringify(values)}`;
}

/** Records the own view, and asks again for as long as it has no picture yet. */
export async function startRecording({ session, heard, id }: Awaited<ReturnType<typeof joinRoom>>) {
  let told = false;
  const done = session.onMessage('recordings', () => {
    told = true;
  });
  const refusedTooEarly = /no-picture-yet/;
  do {
    const before = heard.notices.length;
    session.send('record', { command: 'start', view: id });
    await until('an answer', () => told || heard.notices.length > before);
    const refused = heard.notices[before];
    if (refused !== undefined && !refusedTooEarly.test(refused)) throw new Error(refused);
    if (refused !== undefined) await new Promise((resolve) => setTimeout(resolve, 2_000));
  } while (!told);
  done();
}

/** Waits for something that comes by itself. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await holds()); ) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** How an attempt to join was refused. */
export async function refusal(attempt: Promise<unknown>): Promise<{ code: number; message: string }> {
  try {
    await attempt;
  } catch (error) {
    return z.object({ code: z.number(), message: z.string() }).parse(error);
  }
  throw new Error('it was not refused');
}
