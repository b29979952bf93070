import type { MemberLifecycle } from './member-lifecycle.ts';
import type { AdmissionControl } from './members/admission-control.ts';
import { IdleSeats } from './members/idle-seats.ts';
import type { Seating } from './members/seating.ts';
import type { RoomContext } from './room-context.ts';
import type { Spectating } from './spectating.ts';
import { ViewDemand } from './view-demand.ts';

/** The parts of the room that this one calls. */
interface Parts {
  readonly admission: Pick<AdmissionControl, 'locked'>;
  readonly seating: Pick<Seating, 'fill'>;
  readonly lifecycle: Pick<MemberLifecycle, 'giveUpSeat'>;
  readonly spectating: Pick<Spectating, 'releaseCamera'>;
}

/** What a room looks after as time goes by: views that nobody looks at, idle seats, the line of those who wait, its own end. */
export class RoomMaintenance {
  readonly #context: RoomContext;
  readonly #seating: Pick<Seating, 'fill'>;
  readonly #demand: ViewDemand;
  readonly #idle: IdleSeats;
  /** Ticks in about a second. */
  readonly #period: number;
  #ending: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(context: RoomContext, { admission, seating, lifecycle, spectating }: Parts) {
    const { id: room, roster, world, state, services, tell } = context;
    this.#context = context;
    this.#seating = seating;
    this.#period = Math.max(1, Math.round(world.manifest.view.rate));
    this.#demand = new ViewDemand({
      roster,
      world,
      recorded: () => services.recordings.viewsOf(room),
      releaseCamera: ({ id }) => {
        if (state.pilot !== id) return;
        spectating.releaseCamera(id);
        tell(id, { code: 'camera-page-hidden', values: {} });
      },
    });
    this.#idle = new IdleSeats({
      roster,
      door: admission,
      idleSeconds: services.idleSeatSeconds,
      tell: ({ id }, notice) => tell(id, notice),
      vacate: (member) => {
        lifecycle.giveUpSeat(member);
        tell(member.id, { code: 'seat-passed-on', values: {} });
      },
    });
  }

  /** A page was hidden, or is seen again: its view is drawn with the next tick. */
  visibility(): void {
    this.#demand.update();
    this.count();
  }

  /** Whether a view is wanted as video. */
  isEncoded(view: string): boolean {
    return this.#demand.isEncoded(view);
  }

  /** Somebody plays, or no longer: tells how many views the room has drawn for players. */
  count(): void {
    const { id, world, services } = this.#context;
    services.drawing.players(id, world.drawnViews.filter(({ kind }) => kind === 'player').length);
  }

  /** Somebody came, went or dropped: an empty room ends after a while. */
  attended(): void {
    const { roster, services, events } = this.#context;
    this.count();
    clearTimeout(this.#ending);
    if (roster.isEmpty) this.#ending = setTimeout(() => events.emit('idle'), services.idleRoomSeconds * 1000);
  }

  /** The world has moved on by a tick. */
  advanced(): void {
    // A tick that was under way when the room ended.
    if (this.#closed) return;
    const { id, world, state, roster, services, events } = this.#context;
    this.visibility();
    services.governor.advanced(id, world);
    if (state.tick % this.#period !== 0) return;
    this.#idle.check();
    if (this.#seating.fill()) events.emit('membersChanged');
    this.#tellCapacity([...roster].some(({ waitsFor }) => waitsFor === 'machine'));
  }

  /** Ends with the room. */
  close(): void {
    const { id, services } = this.#context;
    this.#closed = true;
    clearTimeout(this.#ending);
    services.drawing.players(id, 0);
    services.governor.ended(id);
  }

  #tellCapacity(wanted: boolean): void {
    const { state, services } = this.#context;
    const shortage = wanted ? services.drawing.shortage() : undefined;
    state.drawableViews = shortage?.views ?? 0;
    state.viewRate = shortage?.rate ?? 0;
  }
}
