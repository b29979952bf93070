import type { Notice } from '../../../shared/notices/notice.ts';
import { hiddenAfter } from './activity.ts';
import type { AdmissionControl } from './admission-control.ts';
import type { Member, Roster } from './roster.ts';

/** Seconds of notice before a seat passes on, and between two notices. */
export const noticeSeconds = 20;
const noticeEvery = 5;
/** Most seconds without an input for somebody whose page is hidden. */
export const hiddenIdleSeconds = 30;

export interface IdleSeatsOptions {
  roster: Roster;
  door: Pick<AdmissionControl, 'locked'>;
  /** Seconds without an input after which a player is idle; 0 lets everybody keep their seat. */
  idleSeconds: number;
  tell(member: Member, notice: Notice): void;
  /** Takes the seat away from an idle player, who goes to the end of the line. */
  vacate(member: Member): void;
  /** Milliseconds on a clock that never goes back. */
  clock?: () => number;
}

/**
 * Passes seats of idle players on, but only while somebody waits for one, and after a notice that counts
 * down. Whoever does something meanwhile keeps the seat. Players whose page is hidden are idle sooner;
 * one whose page has never said anything is not told, because there is nobody to tell.
 */
export class IdleSeats {
  readonly #options: IdleSeatsOptions;
  readonly #clock: () => number;
  /** Since when a player has been told, and how often. */
  readonly #warned = new Map<Member, { at: number; notices: number }>();

  constructor(options: IdleSeatsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Looks at who waits and who is idle; to be called about once a second. */
  check(): void {
    const { roster, door, idleSeconds } = this.#options;
    const waiting = [...roster].filter(
      ({ waiting, connected, activity }) => waiting && connected && activity.hiddenFor < hiddenAfter,
    );
    const heard = waiting.some(({ activity }) => !activity.silent);
    const players = [...roster].filter(({ role, connected }) => role === 'player' && connected);
    const forMachine = waiting.some(({ waitsFor }) => waitsFor === 'machine');
    const idle = players
      // Where it is the machine that is full, the seat of somebody who is not drawn is of no use.
      .filter((player) => this.#isIdle(player, heard) && (!forMachine || player.activity.attentive))
      .sort((a, b) => b.activity.idleFor - a.activity.idleFor)
      .slice(0, door.locked || idleSeconds === 0 ? 0 : waiting.length);
    for (const player of [...this.#warned.keys()]) if (!idle.includes(player)) this.#warned.delete(player);
    for (const player of idle) this.#warn(player);
  }

  /** `heard` is whether somebody waits who has ever said something: for a silent one, no silent one has to go. */
  #isIdle({ activity }: Member, heard: boolean): boolean {
    const { idleSeconds } = this.#options;
    const most = activity.hiddenFor > 0 ? Math.min(idleSeconds, hiddenIdleSeconds) : idleSeconds;
    return (activity.silent && heard) || activity.idleFor >= most * 1000;
  }

  #warn(player: Member): void {
    const { tell, vacate } = this.#options;
    const now = this.#clock();
    const warned = this.#warned.get(player) ?? { at: now, notices: 0 };
    this.#warned.set(player, warned);
    const seconds = (now - warned.at) / 1000;
    if (seconds >= noticeSeconds || player.activity.silent) {
      this.#warned.delete(player);
      vacate(player);
    } else if (seconds >= warned.notices * noticeEvery) {
      const left = noticeSeconds - warned.notices++ * noticeEvery;
      tell(player, { code: 'seat-wanted', values: { seconds: left } });
    }
  }
}
