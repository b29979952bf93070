import type { SavedMembers } from '../../contracts/saved-members.ts';
import type { World } from '../../world/world.ts';
import { mostPlayers } from '../../world/world.ts';
import type { LastPlaces } from '../members/last-places.ts';
import type { Member } from '../members/roster.ts';

type AbsentPlayer = SavedMembers['members'][number];

/**
 * Players of a reopened room who have not come back yet. Their bodies stand in the world and do nothing. Whoever comes
 * in the same browser gets its body. Where somebody new needs a body and there is none left, the one that was there
 * first makes way, and its place is remembered.
 */
export class AbsentPlayers {
  readonly #world: World;
  readonly #places: LastPlaces;
  /** In the order of joining. */
  #absent: AbsentPlayer[];
  #host: string;

  constructor(world: World, places: LastPlaces, { members, host }: SavedMembers) {
    this.#world = world;
    this.#places = places;
    this.#host = host;
    this.#absent = this.#waitFor(members);
  }

  /**
   * The world was put back to an earlier moment: those who are here get the bodies that they had then, or new ones, and
   * the bodies of others wait for them.
   */
  returnAll(roster: Iterable<Member>, { members, host }: SavedMembers): void {
    const { players } = this.#world.state;
    const here = [...roster].filter(({ role }) => role === 'player');
    this.#host = host;
    this.#absent = this.#waitFor(
      members.filter(({ id }) => !here.some((member) => member.id === id)),
      here,
    );
    for (const member of here) {
      if (!players.has(member.id) && this.takeBack(member) === undefined) {
        this.makeWay();
        this.#world.join(member.id, member.name);
      }
      this.#world.setConnected(member.id, member.connected);
    }
  }

  /** Those of the members who have bodies, which stand still from now on. A body that belongs to nobody is removed. */
  #waitFor(members: readonly AbsentPlayer[], here: readonly Pick<Member, 'id'>[] = []): AbsentPlayer[] {
    const { players } = this.#world.state;
    const absent = members.filter(({ id }) => players.has(id));
    for (const id of [...players.keys()]) {
      if (absent.some((one) => one.id === id)) this.#world.setConnected(id, false);
      else if (!here.some((member) => member.id === id)) this.#world.leave(id);
    }
    return absent;
  }

  get members(): readonly AbsentPlayer[] {
    return this.#absent;
  }

  /** Whether this session was the host's. */
  wasHost({ id }: Pick<AbsentPlayer, 'id'>): boolean {
    return id === this.#host;
  }

  /** Gives a member the body that it had, and returns what was known of it: the newest of its name, or of its browser. */
  takeBack({ id, name, visitor }: Pick<Member, 'id' | 'name' | 'visitor'>): AbsentPlayer | undefined {
    const own = this.#absent.filter((one) => visitor !== undefined && one.visitor === visitor);
    const found = own.findLast((one) => one.name === name) ?? own.at(-1);
    if (found === undefined) return undefined;
    this.#absent = this.#absent.filter((one) => one !== found);
    this.#world.rename(found.id, id);
    this.#world.setConnected(id, true);
    return found;
  }

  /** Makes sure that the world has a body for one player more. */
  makeWay(): void {
    const { players } = this.#world.state;
    const [first, ...rest] = this.#absent;
    if (players.size < mostPlayers || first === undefined) return;
    const body = players.get(first.id);
    if (body !== undefined) {
      const { x, z, heading } = body.body;
      this.#places.remember(first, { x, z, yaw: heading, pitch: body.pitch });
    }
    this.#world.leave(first.id);
    this.#absent = rest;
  }
}
