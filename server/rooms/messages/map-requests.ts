import { type MapNews, type MapRequest, mostTiles } from '../../../shared/geometry/ground-map.ts';
import { GroundSurvey, type SurveyedTile } from '../../world/ground-survey.ts';
import type { World } from '../../world/world.ts';
import type { Member } from '../members/roster.ts';

/** Seconds between looks at what changed. */
const interval = 1;

/**
 * Sends the map of the room's memory to everybody who wants it, in tiles: all of it once, the most at a time,
 * and later what changed. Nothing is looked at while nobody wants it.
 */
export class MapRequests {
  readonly #world: Pick<World, 'ground' | 'manifest' | 'state'>;
  readonly #plain: GroundSurvey;
  /** With origins; made once somebody asks for them. */
  #tinted: GroundSurvey | undefined;
  readonly #members: Iterable<Member>;
  /** The newest change that each member was sent, of those who want the map, and of which survey. */
  readonly #sent = new WeakMap<Member, { survey: GroundSurvey; change: number }>();

  /** `members` is everybody in the room, at any time. */
  constructor(world: Pick<World, 'ground' | 'manifest' | 'state'>, members: Iterable<Member>) {
    this.#world = world;
    this.#members = members;
    this.#plain = new GroundSurvey(world.ground);
  }

  /** Somebody wants the map from its beginning, or no longer. */
  perform(member: Member, { wanted, origins = false }: MapRequest): void {
    if (wanted) this.#sent.set(member, { survey: this.#surveyWith(origins), change: 0 });
    else this.#sent.delete(member);
  }

  /** The world has moved on by a tick. */
  advanced(): void {
    const { state, manifest } = this.#world;
    if (state.tick % Math.max(1, Math.round(interval * manifest.view.rate)) !== 0) return;
    const wanting = [...this.#members].filter((member) => member.connected && this.#sent.has(member));
    if (wanting.length === 0) return;
    const maps = new Map<GroundSurvey, readonly SurveyedTile[]>();
    for (const member of wanting) {
      const sent = this.#sent.get(member);
      if (sent === undefined) continue;
      const { survey } = sent;
      const tiles = maps.get(survey) ?? [...survey.update()].sort((a, b) => a.change - b.change);
      maps.set(survey, tiles);
      const news = tiles.filter(({ change }) => change > sent.change).slice(0, mostTiles);
      if (news.length === 0) continue;
      sent.change = news[news.length - 1].change;
      const message: MapNews = { tiles: news.map(({ change: _, ...tile }) => tile) };
      member.line.send('map', message);
    }
  }

  #surveyWith(origins: boolean): GroundSurvey {
    if (!origins) return this.#plain;
    this.#tinted ??= new GroundSurvey(this.#world.ground, { origins });
    return this.#tinted;
  }
}
