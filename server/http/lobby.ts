import { type IRoomCache, matchMaker, ServerError } from '@colyseus/core';
import type { z } from 'zod';
import {
  type CreatedRoom,
  type createRoomSchema,
  type InviteLinks,
  type RoomSummary,
  roomType,
} from '../../shared/messages.ts';
import { noticeIn } from '../../shared/notices/notice.ts';
import type { Manifest } from '../../shared/pack.ts';
import { refusalSchema } from '../../shared/refusals/refusal.ts';
import { RoomMakers } from '../admission/room-makers.ts';
import { StoreError } from '../contracts/store-error.ts';
import type { OfferedWorlds } from '../memory/worlds/valid-worlds.ts';
import type { RoomListings } from '../processes/room-listings.ts';
import { brokenWorldCode } from '../rooms/broken-world.ts';
import type { InviteSigner } from '../rooms/members/invite.ts';
import { inviteLinks } from '../rooms/members/invite-links.ts';
import type { OpenRooms } from '../rooms/open-room.ts';
import { type RoomPlan, roomMetadataSchema } from '../rooms/room-plan.ts';
import { unusableSave } from '../rooms/saving/saved-plan.ts';
import type { SavedRoomIndex } from '../rooms/saving/saved-room-index.ts';
import { LobbyError } from './lobby-error.ts';
import { chosenMode, chosenWorld } from './room-choices.ts';
import { askedFor, type ReadSentence } from './sentences.ts';

export { LobbyError } from './lobby-error.ts';

/** Opens rooms and lists open ones. */
export class Lobby {
  readonly #manifest: Manifest;
  readonly #worlds: OfferedWorlds;
  readonly #invites: InviteSigner;
  readonly #maximumRooms: number;
  readonly #maximumOpening: number;
  readonly #lockStep: boolean;
  readonly #makers: RoomMakers;
  readonly #basePath: string;
  readonly #readSentence: ReadSentence;
  readonly #saves: SavedRoomIndex | undefined;
  readonly #listings: RoomListings;
  readonly #open: OpenRooms;
  /** Saved rooms that are being opened again, by id. */
  readonly #reopening = new Map<string, Promise<void>>();
  /** Set when the server ends. From then on no room is opened. */
  ending = false;
  /** Rooms being opened now. They count, so that concurrent requests cannot exceed the limit. */
  #opening = 0;

  constructor(options: {
    manifest: Manifest;
    worlds: OfferedWorlds;
    invites: InviteSigner;
    maximumRooms: number;
    /** Most rooms that may be opening at the same time. */
    maximumOpening: number;
    /** Whether rooms may be made that wait for their agents. */
    lockStep?: boolean;
    /** Most open rooms created by one address. 0 removes the limit. */
    roomsPerAddress: number;
    /** Prefix of links. */
    basePath?: string;
    /** Reads sentences of requests. */
    readSentence: ReadSentence;
    /** Rooms that outlive the server. */
    saves?: SavedRoomIndex | undefined;
    /** The open rooms, also of other processes, and those of this one. */
    listings: RoomListings;
    open: OpenRooms;
  }) {
    this.#manifest = options.manifest;
    this.#worlds = options.worlds;
    this.#invites = options.invites;
    this.#maximumRooms = options.maximumRooms;
    this.#maximumOpening = options.maximumOpening;
    this.#lockStep = options.lockStep ?? false;
    this.#makers = new RoomMakers(options.roomsPerAddress);
    this.#basePath = options.basePath ?? '/';
    this.#readSentence = options.readSentence;
    this.#saves = options.saves;
    this.#listings = options.listings;
    this.#open = options.open;
  }

  /** Public rooms, oldest first. */
  async list(): Promise<RoomSummary[]> {
    const rooms = await this.#listings.all();
    return rooms.flatMap((room) => this.#summary(room) ?? []).filter(({ access }) => access === 'public');
  }

  /** A room by its id, public or not, open or saved. */
  async find(id: string): Promise<RoomSummary | undefined> {
    const room = await this.#listings.find(id);
    if (room !== undefined) return this.#summary(room);
    return (await this.#isSaved(id)) ? this.#saves?.summary(id) : undefined;
  }

  /** Where a room can be opened that is not: a replay by the process that was asked for it alone. */
  async opensAt(id: string): Promise<'here' | 'anywhere' | undefined> {
    if (!(await this.#isSaved(id))) return undefined;
    return this.#saves?.isShared === true && this.#saves.replayOf(id) === undefined ? 'anywhere' : 'here';
  }

  /**
   * Makes sure that a room is open. A saved room goes on where it was.
   *
   * @throws LobbyError if there is no such room, it cannot be read, or too many rooms are open
   */
  async reopen(id: string): Promise<void> {
    if ((await this.#listings.find(id)) !== undefined) return;
    if (!(await this.#isSaved(id))) throw new LobbyError(404, { code: 'room-gone', values: {} });
    const reopening = this.#reopening.get(id) ?? this.#reopen(id).finally(() => this.#reopening.delete(id));
    this.#reopening.set(id, reopening);
    await reopening;
  }

  async #isSaved(id: string): Promise<boolean> {
    try {
      return (await this.#saves?.has(id)) === true;
    } catch (error) {
      throw error instanceof StoreError ? new LobbyError(unusableSave, error.refusal) : error;
    }
  }

  async #reopen(id: string): Promise<void> {
    await this.#requireRoom();
    this.#opening++;
    try {
      await matchMaker.createRoom(roomType, { reopen: id, world: '' } satisfies RoomPlan);
    } catch (error) {
      const refusal = error instanceof ServerError ? noticeIn(error.message) : undefined;
      const read = refusalSchema.safeParse(refusal);
      if (!read.success) throw error;
      throw new LobbyError(read.data.code === 'room-gone' ? 404 : unusableSave, read.data);
    } finally {
      this.#opening--;
    }
  }

  /** Paths by which people come into a saved room that was made elsewhere, or from another one. */
  async linksOf(id: string): Promise<CreatedRoom> {
    const summary = this.#saves?.summary(id);
    if (summary === undefined) throw new LobbyError(404, { code: 'room-gone', values: {} });
    return { ...summary, ...(await this.#links(id)) };
  }

  async #links(id: string): Promise<InviteLinks & Pick<CreatedRoom, 'exportLink'>> {
    const [links, token] = await Promise.all([
      inviteLinks(this.#invites, id, 0),
      this.#invites.signExport(id),
    ]);
    const below = (path: string) => `${this.#basePath}${path.slice(1)}`;
    const { hostLink, playLink, watchLink, agentLink } = links;
    return {
      hostLink: below(hostLink),
      playLink: below(playLink),
      watchLink: below(watchLink),
      agentLink: below(agentLink),
      exportLink: below(`/api/rooms/${id}/world?token=${token}`),
    };
  }

  /** The open rooms of this process, if one more may be opened. */
  async #requireRoom(): Promise<IRoomCache[]> {
    if (this.ending) throw new LobbyError(503, { code: 'server-ending', values: {} });
    const rooms = await this.#listings.own();
    if (rooms.length + this.#opening >= this.#maximumRooms) {
      throw new LobbyError(503, { code: 'rooms-in-use', values: { maximum: this.#maximumRooms } });
    }
    if (this.#opening >= this.#maximumOpening) {
      throw new LobbyError(503, { code: 'rooms-opening', values: { opening: this.#opening } });
    }
    return rooms;
  }

  /**
   * Opens a room.
   *
   * @param address The address of the requester, to which the limit of rooms applies. The server itself has
   * none.
   * @throws LobbyError if the world, the mode or the beginning cannot be had, the world is broken, or too many rooms are
   * open or opening
   */
  async create(request: z.output<typeof createRoomSchema>, address?: string): Promise<CreatedRoom> {
    if (request.pace === 'lock-step' && !this.#lockStep) {
      throw new LobbyError(403, { code: 'lock-step-off', values: {} }, 'pace');
    }
    const world = await chosenWorld(request, this.#manifest, this.#worlds);
    const mode = chosenMode(request);
    const rooms = await this.#requireRoom();
    const { name, access, seats, begin, roomSeed, pace, bots } = request;
    const asked = await askedFor(request, this.#readSentence);
    const plan: RoomPlan = { name, access, seats, begin, roomSeed, pace, bots, world, mode, ...asked };
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
      const summary = { id: roomId, name, access, world, players: 0, seats, spectators: 0, mode };
      return { ...summary, ...(await this.#links(roomId)) };
    } catch (error) {
      if (making) making.failed();
      const refusal = error instanceof ServerError ? noticeIn(error.message) : undefined;
      if (refusal?.code !== 'world-broken') throw error;
      throw new LobbyError(brokenWorldCode, refusal, 'world');
    } finally {
      this.#opening--;
    }
  }

  #summary({ roomId: id, metadata }: IRoomCache): RoomSummary | undefined {
    const { success, data } = roomMetadataSchema.safeParse(metadata);
    if (!success) return undefined;
    const { pictured: wasPictured, ...summary } = data;
    // A picture comes and goes with the view that it is of. The listing of another process says what was true lately.
    const own = this.#open.get(id);
    const pictured = own ? own.picture() !== undefined : wasPictured;
    return { id, ...summary, ...(pictured && { thumbnail: `${this.#basePath}api/rooms/${id}/thumbnail` }) };
  }
}
