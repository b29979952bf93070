import type { MapNews } from '../../../shared/geometry/ground-map.ts';
import type { RoomState } from '../../../shared/state.ts';
import { AskPanel } from '../../answers/ask-panel.tsx';
import type { RoomMessageListeners } from '../../connection/room-messages.ts';
import type { RoomSession } from '../../connection/room-session.ts';
import { RoomMap } from '../../map/room-map.ts';
import { SketchPad } from '../../sketch/sketch-pad.tsx';

/** Side length in metres of the map that a host sketches on. */
const sketchSide = 32;

/** What the room says to the ground of a page, which is made after the session. */
export function groundMessages(
  ground: () => RoomGround,
): Pick<RoomMessageListeners, 'sketch' | 'map' | 'answer' | 'scene'> {
  return {
    sketch: (answer) => ground().sketch.take(answer),
    map: (news) => ground().take(news),
    answer: (answer) => ground().questions.take(answer),
    scene: (scene) => ground().questions.takeScene(scene),
  };
}

/** The map, the questions to the room that it shows answers of, and the host's pad to sketch places on. */
export class RoomGround {
  readonly map: RoomMap;
  readonly sketch: SketchPad;
  readonly questions: AskPanel;
  readonly #session: RoomSession;
  /** Position of the host when the pad opened, so that the sketched area stays in place. */
  #sketchedAt: { x: number; z: number } | undefined;

  constructor(session: RoomSession) {
    this.#session = session;
    this.map = new RoomMap(session);
    this.questions = new AskPanel({
      ask: (request) => session.send('ask', request),
      describe: (request) => session.send('describe', request),
      marked: (place) => {
        this.map.mark = place;
      },
    });
    this.sketch = new SketchPad({
      ask: (request) => session.send('sketch', request),
      opened: (open) => {
        this.map.sketched = open;
        this.#sketchedAt = undefined;
        this.#showSketched();
      },
    });
  }

  get parts(): HTMLElement[] {
    return [this.questions.root, this.sketch.root, this.map.root];
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
