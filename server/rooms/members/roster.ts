import type { Notice } from '../../../shared/notices/notice.ts';
import type { RoomStream, RoomViewer } from '../../contracts/room-media.ts';
import type { Activity } from './activity.ts';
import type { ClientConnection } from './client-connection.ts';
import { LastPlaces } from './last-places.ts';
import type { MessageLimits } from './message-limits.ts';

/** How somebody takes part. */
export type Part = 'player' | 'spectator';

/** Why somebody has no seat yet; empty for whoever does not wait. */
export type WaitsFor = '' | 'seat' | 'machine';

/** How the room reaches somebody, and what it takes of them. */
export interface MemberLink {
  line: ClientConnection;
  viewer: RoomViewer;
  readonly limits: MessageLimits;
  readonly activity: Activity;
  /** Whether a person plays, a program from outside, or a bot of the room; programs and bots are never host. */
  readonly controller: 'person' | 'agent' | 'bot';
}

/** Somebody in a room, connected or expected back. */
export interface Member extends MemberLink {
  readonly id: string;
  role: Part;
  /** Came to play when every seat was taken, or gave its seat up; watches until one is free. */
  waiting: boolean;
  /** What it waits for: a seat of the room, or that the machine can draw one view more. */
  waitsFor: WaitsFor;
  /** Came with the host invite: is host once it has a seat. */
  readonly mayHost: boolean;
  /** As everybody sees it; numbered where it looked like the name of somebody who was there. */
  readonly name: string;
  /** What its browser is known by, where that said so. */
  readonly visitor: string | undefined;
  connected: boolean;
  /** Ends the wait for somebody who dropped; its reconnection token is worth nothing then. */
  giveUp: (() => void) | undefined;
  /** The host has silenced it: its chat and emotes reach nobody. */
  silenced: boolean;
  /** Closed by the room; whatever still arrives from it is dropped. */
  expelled: boolean;
  /** Views that it watches, by consumer; marks are sent of those that are not received beside another. */
  readonly watching: Map<string, { view: string; beside: boolean }>;
  /** A player's own video. */
  stream: RoomStream | undefined;
}

/** Most browsers whose people stay silenced; the oldest are forgotten. */
const mostSilenced = 64;

/** Who is in a room, by session id, in the order of joining. */
export class Roster {
  /** Of those who left without saying goodbye. */
  readonly lastPlaces = new LastPlaces();
  readonly #members = new Map<string, Member>();
  /** Ids of the browsers of those who were silenced: whoever comes back is not heard either. */
  readonly #silenced = new Set<string>();

  add(member: Member): void {
    if (member.visitor !== undefined && this.#silenced.has(member.visitor)) member.silenced = true;
    this.#members.set(member.id, member);
  }

  /** Silences a member and whoever comes from the same browser, or ends that. */
  silence(member: Member, silenced: boolean): void {
    member.silenced = silenced;
    if (member.visitor === undefined) return;
    if (silenced) this.#silenced.add(member.visitor);
    else this.#silenced.delete(member.visitor);
    const [oldest] = this.#silenced;
    if (this.#silenced.size > mostSilenced) this.#silenced.delete(oldest);
  }

  /** Browsers whose people are not heard. */
  get silencedVisitors(): Iterable<string> {
    return this.#silenced;
  }

  restoreSilenced(visitors: readonly string[]): void {
    for (const visitor of visitors.slice(-mostSilenced)) this.#silenced.add(visitor);
  }

  get(id: string): Member | undefined {
    return this.#members.get(id);
  }

  /** Tells somebody something; nothing happens when it is not there. */
  notify(id: string, notice: Notice): void {
    this.#members.get(id)?.line.send('notice', { level: 'info', ...notice });
  }

  /** Puts a member at the end of the order of joining. */
  requeue(member: Member): void {
    if (!this.#members.delete(member.id)) return;
    this.#members.set(member.id, member);
  }

  /** Takes a member out and ends its video; nothing happens when it is not there. */
  remove(id: string): Member | undefined {
    const member = this.#members.get(id);
    if (member === undefined) return undefined;
    this.#members.delete(id);
    member.viewer.close();
    member.stream?.close();
    return member;
  }

  /** Whether anybody is here but bots, which keep no room open. */
  get isEmpty(): boolean {
    return this.#members.size === this.bots;
  }

  get bots(): number {
    let count = 0;
    for (const { controller } of this.#members.values()) if (controller === 'bot') count++;
    return count;
  }

  /** The person of this role who has been here longest; somebody who dropped only when nobody else is here. */
  longest(role: Part): Member | undefined {
    const members = [...this.#members.values()].filter(
      (member) => member.role === role && member.controller === 'person',
    );
    return members.find(({ connected }) => connected) ?? members.at(0);
  }

  count(role: Part): number {
    let count = 0;
    for (const member of this.#members.values()) if (member.role === role) count++;
    return count;
  }

  /** Whether anybody but bots is connected. */
  get anyConnected(): boolean {
    for (const { connected, controller } of this.#members.values()) {
      if (connected && controller !== 'bot') return true;
    }
    return false;
  }

  /** Everybody who watches a view now and is told of its frames. */
  *watchersOf(view: string): Iterable<Member> {
    for (const member of this.#members.values()) {
      if (!member.connected || !member.activity.attentive) continue;
      for (const watched of member.watching.values()) {
        if (watched.view !== view || watched.beside) continue;
        yield member;
        break;
      }
    }
  }

  [Symbol.iterator](): Iterator<Member> {
    return this.#members.values();
  }
}
