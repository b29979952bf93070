import type { GroundKind, MapNews, MapRequest } from '../../shared/geometry/ground-map.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { RoomState } from '../../shared/state.ts';
import { freeCameraView } from '../../shared/watching.ts';
import { matchesMedia } from '../browser/browser-features.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { changePreferences, readPreferences } from '../preferences.ts';
import { texts } from '../texts.ts';
import { GroundMap, type GroundSquare } from './ground-map.ts';
import { type MapCentre, Minimap } from './minimap.ts';

/** Windows in which the map is hidden by default, because it would cover the game. */
const small = '(max-width: 640px), (max-height: 430px)';

/**
 * The map of a room. The page subscribes to it while it is shown or sketched on; the room then sends changes.
 */
export class RoomMap {
  readonly #session: RoomSession;
  readonly #ground = new GroundMap();
  readonly #minimap = new Minimap(this.#ground);
  #shown = readPreferences().map ?? !matchesMedia(small);
  #sketched = false;
  #origins = false;
  /** What the room was asked for last. */
  #asked: MapRequest = { wanted: false };

  constructor(session: RoomSession) {
    this.#session = session;
    this.root.hidden = !this.#shown;
  }

  get root(): HTMLElement {
    return this.#minimap.root;
  }

  get shown(): boolean {
    return this.#shown;
  }

  toggle(): void {
    this.#shown = !this.#shown;
    this.root.hidden = !this.#shown;
    changePreferences({ map: this.#shown });
    this.#ask();
    const { roomState } = this.#session;
    if (roomState) this.update(roomState);
  }

  /** Whether a sketch pad uses the map. */
  set sketched(sketched: boolean) {
    this.#sketched = sketched;
    this.#ask();
  }

  /** Whether the map is tinted by where it comes from. */
  set origins(tinted: boolean) {
    this.#origins = tinted;
    this.#minimap.tinted = tinted;
    this.#ask();
  }

  /** Points to what an answer of the room is about, or to nothing. */
  set mark(place: GroundPoint | undefined) {
    this.#minimap.mark = place;
  }

  /** Subscribes again after each join: the room does not know earlier subscriptions. */
  joined(): void {
    this.#asked = { wanted: false };
    this.#ask();
  }

  take(news: MapNews): void {
    this.#ground.take(news);
  }

  /** Kind of the ground at a position, metres; 'unknown' while the page has no map. */
  kindAt(x: number, z: number): GroundKind {
    return this.#ground.kindAt(x, z);
  }

  /** The map around a position, `side` metres a side. */
  around(x: number, z: number, side: number): GroundSquare {
    return this.#ground.around(x, z, side);
  }

  update(state: RoomState): void {
    if (!this.#shown) return;
    const centre = this.#centre(state);
    if (centre) this.#minimap.draw(state, centre);
  }

  #ask(): void {
    const wanted = this.#shown || this.#sketched;
    const request = wanted && this.#origins ? { wanted, origins: true } : { wanted };
    const { wanted: before, origins = false } = this.#asked;
    // Tiles that have origins serve without the tint as well.
    if (wanted === before && (!wanted || !this.#origins || origins)) return;
    if (this.#session.send('map', request)) this.#asked = request;
  }

  /** Position and heading of the displayed view. */
  #centre(state: RoomState): MapCentre | undefined {
    const { sessionId, stage, view, mark } = this.#session;
    const seen = stage.view ?? view;
    if (seen === freeCameraView && mark?.view === seen) {
      const { x, z, yaw } = mark.pose;
      return { view: seen, name: texts.map.camera, x, z, yaw };
    }
    const player = seen === undefined ? undefined : state.players.get(seen);
    if (seen === undefined || player === undefined) return undefined;
    const { name, x, z, yaw } = player;
    return { view: seen, name: seen === sessionId ? texts.map.you : name, x, z, yaw };
  }
}
