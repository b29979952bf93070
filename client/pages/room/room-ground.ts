import type { MapNews } from '../../../shared/geometry/ground-map.ts';
import type { RoomState } from '../../../shared/state.ts';
import type { RoomSession } from '../../connection/room-session.ts';
import { RoomMap } from '../../map/room-map.ts';
import { SketchPad } from '../../sketch/sketch-pad.ts';

/** Side length in metres of the map that a host sketches on. */
const sketchSide = 32;

/** The map, and the host's pad to sketch places on. */
export class RoomGround {
  readonly map: RoomMap;
  readonly sketch: SketchPad;
  readonly #session: RoomSession;
  /** Position of the host when the pad opened, so that the sketched area stays in place. */
  #sketchedAt: { x: number; z: number } | undefined;

  constructor(session: RoomSession) {
    this.#session = session;
    this.map = new RoomMap(session);
    this.sketch = new SketchPad({
      ask: (request) => session.send('sketch', request),
      opened: (open) => {
        this.map.sketched = open;
        this.#sketchedAt = undefined;
        this.#showSketched();
      },
    });
  }

  take(news: MapNews): void {
    this.map.take(news);
    this.#showSketched();
  }

  update(state: RoomState, host: boolean): void {
    if (!host) this.sketch.close();
    this.map.update(state);
  }

  #showSketched(): void {
    const { sessionId, roomState } = this.#session;
    const own = sessionId === undefined ? undefined : roomState?.players.get(sessionId);
    if (!this.sketch.open || own === undefined) return;
    this.#sketchedAt ??= { x: own.x, z: own.z };
    const { x, z } = this.#sketchedAt;
    this.sketch.map = {
      ...this.map.around(x, z, sketchSide),
      own: { x: own.x, z: own.z, yaw: own.yaw },
    };
  }
}
