import type { RoomState } from '../../shared/state.ts';
import type { World } from '../world/world.ts';
import type { MemberLifecycle } from './member-lifecycle.ts';
import type { AdmissionControl } from './members/admission-control.ts';
import { IdleSeats } from './members/idle-seats.ts';
import type { Roster } from './members/roster.ts';
import type { Seating } from './members/seating.ts';
import type { RoomServices } from './room-services.ts';
import type { Spectating } from './spectating.ts';
import { ViewDemand } from './view-demand.ts';

export interface RoomMaintenanceOptions {
  /** The room's id. */
  room: string;
  roster: Roster;
  world: Pick<World, 'setDrawn' | 'drawnPlayers' | 'manifest'>;
  state: RoomState;
  door: Pick<AdmissionControl, 'locked'>;
  seating: Pick<Seating, 'fill'>;
  attendance: Pick<MemberLifecycle, 'giveUpSeat'>;
  spectating: Pick<Spectating, 'left'>;
  services: Pick<RoomServices, 'drawing' | 'idleSeatSeconds' | 'idleRoomSeconds'> & {
    recordings: Pick<RoomServices['recordings'], 'viewsOf'>;
  };
  tell(member: string, text: string): void;
  /** Somebody got a seat, or waits for something else than before. */
  changed(): void;
  /** Ends the room, in which nobody has been for a while. */
  end(): void;
}

const cameraGivenBack = 'The free camera was given back, because your page is hidden.';
const seatGivenUp =
  'Your seat went to somebody who waited, because you had not moved. You wait in line for the next one.';

/** What a room looks after as time goes by: views that nobody looks at, idle seats, the line of those who wait, its own end. */
export class RoomMaintenance {
  readonly #options: RoomMaintenanceOptions;
  readonly #demand: ViewDemand;
  readonly #idle: IdleSeats;
  /** Ticks in about a second. */
  readonly #period: number;
  #ending: NodeJS.Timeout | undefined;

  constructor(options: RoomMaintenanceOptions) {
    const { room, roster, world, state, door, attendance, spectating, services, tell } = options;
    this.#options = options;
    this.#period = Math.max(1, Math.round(world.manifest.view.rate));
    this.#demand = new ViewDemand({
      roster,
      world,
      recorded: () => services.recordings.viewsOf(room),
      releaseCamera: ({ id }) => {
        if (state.pilot !== id) return;
        spectating.left(id);
        tell(id, cameraGivenBack);
      },
    });
    this.#idle = new IdleSeats({
      roster,
      door,
      idleSeconds: services.idleSeatSeconds,
      tell: ({ id }, text) => tell(id, text),
      vacate: (member) => {
        attendance.giveUpSeat(member);
        tell(member.id, seatGivenUp);
      },
    });
  }

  /** A page was hidden, or is seen again: its view is drawn with the next tick. */
  visibility(): void {
    this.#demand.update();
    this.count();
  }

  /** Somebody plays, or no longer: tells how many views the room has drawn for players. */
  count(): void {
    const { room, world, services } = this.#options;
    services.drawing.players(room, world.drawnPlayers);
  }

  /** Somebody came, went or dropped: an empty room ends after a while. */
  attended(): void {
    const { roster, services, end } = this.#options;
    this.count();
    clearTimeout(this.#ending);
    if (roster.size === 0) this.#ending = setTimeout(end, services.idleRoomSeconds * 1000);
  }

  /** The world has moved on by a tick. */
  advanced(): void {
    const { state, roster, seating, changed } = this.#options;
    this.visibility();
    if (state.tick % this.#period !== 0) return;
    this.#idle.check();
    if (seating.fill()) changed();
    this.#tellRates([...roster].some(({ waitsFor }) => waitsFor === 'machine'));
  }

  /** Ends with the room. */
  close(): void {
    const { room, services } = this.#options;
    clearTimeout(this.#ending);
    services.drawing.players(room, 0);
  }

  #tellRates(wanted: boolean): void {
    const { state } = this.#options;
    const { drawing } = this.#options.services;
    const rate = wanted ? drawing.viewsPerSecond : undefined;
    state.viewsPerSecond = rate === undefined ? 0 : Math.round(rate * 10) / 10;
    state.leastViewsPerSecond = rate === undefined ? 0 : drawing.least;
  }
}
