import { type IRoomCache, matchMaker } from '@colyseus/core';
import { roomType } from '../../shared/messages.ts';
import type { ServerProcesses } from './server-processes.ts';

/** The open rooms of all processes that are alive. */
export class RoomListings {
  readonly #processes: Pick<ServerProcesses, 'isAlive'>;

  constructor(processes: Pick<ServerProcesses, 'isAlive'>) {
    this.#processes = processes;
  }

  /** Oldest first. */
  async all(): Promise<IRoomCache[]> {
    const rooms = await matchMaker.query({ name: roomType }, { createdAt: 'asc' });
    return rooms.filter(({ processId }) => this.#processes.isAlive(processId));
  }

  async find(id: string): Promise<IRoomCache | undefined> {
    const room = (await matchMaker.findRoomsByIds([id])).get(id);
    return room !== undefined && this.#processes.isAlive(room.processId) ? room : undefined;
  }

  /** The open rooms of this process. */
  async own(): Promise<IRoomCache[]> {
    return (await this.all()).filter(({ processId }) => processId === matchMaker.processId);
  }
}
