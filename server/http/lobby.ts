import { type IRoomCache, matchMaker, ServerError } from '@colyseus/core';
import type { z } from 'zod';
import {
  type CreatedRoom,
  type createRoomSchema,
  type RoomSummary,
  roomType,
} from '../../shared/messages.ts';
import { noticeIn } from '../../shared/notices/notice.ts';
import type { Manifest } from '../../shared/pack.ts';
import { englishRefusals } from '../../shared/refusals/english.ts';
import { type Refusal, refusalSentence } from '../../shared/refusals/refusal.ts';
import { RoomMakers } from '../admission/room-makers.ts';
import { brokenWorldCode } from '../rooms/broken-world.ts';
import type { InviteSigner } from '../rooms/members/invite.ts';
import { inviteLinks } from '../rooms/members/invite-links.ts';
import { type RoomPlan, roomMetadataSchema } from '../rooms/room-plan.ts';
import { defaultMode, modeNamed, modes } from '../world/modes/modes.ts';

/** Why a request was refused, with its HTTP status. */
export class LobbyError extends Error {
  override name = 'LobbyError';
  readonly status: number;
  readonly field: string | undefined;
  /** Machine-readable reason, for programs and for pages in other languages. */
  readonly refusal: Refusal;

  /** The message of the error is the refusal's English sentence. */
  constructor(status: number, refusal: Refusal, field?: string) {
    super(refusalSentence(englishRefusals, refusal));
    this.status = status;
    this.field = field;
    this.refusal = refusal;
  }
}

/** Opens rooms and lists open ones. */
export class Lobby {
  readonly #manifest: Manifest;
  readonly #invites: InviteSigner;
  readonly #maximumRooms: number;
  readonly #maximumOpening: number;
  readonly #makers: RoomMakers;
  readonly #basePath: string;
  /** Rooms being opened now. They count, so that concurrent requests cannot exceed the limit. */
  #opening = 0;

  constructor(options: {
    manifest: Manifest;
    invites: InviteSigner;
    maximumRooms: number;
    /** Most rooms that may be opening at the same time. */
    maximumOpening: number;
    /** Most open rooms created by one address. 0 removes the limit. */
    roomsPerAddress: number;
    /** Prefix of links. */
    basePath?: string;
  }) {
    this.#manifest = options.manifest;
    this.#invites = options.invites;
    this.#maximumRooms = options.maximumRooms;
    this.#maximumOpening = options.maximumOpening;
    this.#makers = new RoomMakers(options.roomsPerAddress);
    this.#basePath = options.basePath ?? '/';
  }

  /** Public rooms, oldest first. */
  async list(): Promise<RoomSummary[]> {
    const rooms = await matchMaker.query({ name: roomType });
    return rooms.flatMap((room) => summaryOf(room) ?? []).filter(({ access }) => access === 'public');
  }

  /** A room by its id, public or not. */
  async find(id: string): Promise<RoomSummary | undefined> {
    const [room] = await matchMaker.query({ name: roomType, roomId: id });
    return room === undefined ? undefined : summaryOf(room);
  }

  /**
   * Opens a room.
   *
   * @param address The address of the requester, to which the limit of rooms applies. The server itself has
   * none.
   * @throws LobbyError if the world or mode is unknown, the world is broken, or too many rooms are open or
   * opening
   */
  async create(request: z.output<typeof createRoomSchema>, address?: string): Promise<CreatedRoom> {
    const worlds = this.#manifest.seeds.map((seed) => seed.name);
    const world = request.world ?? worlds[0];
    if (!worlds.includes(world)) {
      throw new LobbyError(400, { code: 'unknown-world', values: { world, worlds } }, 'world');
    }
    const mode = request.mode ?? defaultMode.name;
    if (modeNamed(mode) === undefined) {
      const known = modes.map(({ name }) => name);
      throw new LobbyError(400, { code: 'unknown-mode', values: { mode, modes: known } }, 'mode');
    }
    const rooms = await matchMaker.query({ name: roomType });
    if (rooms.length + this.#opening >= this.#maximumRooms) {
      throw new LobbyError(503, { code: 'rooms-in-use', values: { maximum: this.#maximumRooms } });
    }
    if (this.#opening >= this.#maximumOpening) {
      throw new LobbyError(503, { code: 'rooms-opening', values: { opening: this.#opening } });
    }
    const plan: RoomPlan = { ...request, world, mode };
    const making =
      address &&
      this.#makers.begin(
        address,
        rooms.map(({ roomId }) => roomId),
      );
    if (address && !making) {
      throw new LobbyError(429, { code: 'rooms-of-address', values: {} });
    }
    this.#opening++;
    try {
      const room = await matchMaker.createRoom(roomType, plan);
      const { roomId } = room;
      if (making) making.made(roomId);
      const [links, exportToken] = await Promise.all([
        inviteLinks(this.#invites, roomId, 0),
        this.#invites.signExport(roomId),
      ]);
      const below = (path: string) => `${this.#basePath}${path.slice(1)}`;
      const exportLink = below(`/api/rooms/${roomId}/world?token=${exportToken}`);
      const { name, access, seats } = request;
      const summary = { id: roomId, name, access, world, players: 0, seats, spectators: 0, mode };
      const { hostLink, playLink, watchLink } = links;
      return {
        ...summary,
        hostLink: below(hostLink),
        playLink: below(playLink),
        watchLink: below(watchLink),
        exportLink,
      };
    } catch (error) {
      if (making) making.failed();
      const refusal = error instanceof ServerError ? noticeIn(error.message) : undefined;
      if (refusal?.code !== 'world-broken') throw error;
      throw new LobbyError(brokenWorldCode, refusal, 'world');
    } finally {
      this.#opening--;
    }
  }
}

function summaryOf(room: IRoomCache): RoomSummary | undefined {
  const metadata = roomMetadataSchema.safeParse(room.metadata);
  return metadata.success ? { id: room.roomId, ...metadata.data } : undefined;
}
