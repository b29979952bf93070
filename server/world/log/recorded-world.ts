import { isDeepStrictEqual } from 'node:util';
import type { MatchCommand } from '../../../shared/match.ts';
import type { InputMessage } from '../../../shared/messages.ts';
import type { MatchNotice } from '../../../shared/notices/host-notices.ts';
import type { Sketch, SketchResult } from '../../../shared/sketch.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { PlanTile, Tile } from '../../map-generation/tile.ts';
import { encodeTile } from '../ground/saved-tiles.ts';
import type { PainterParts } from '../sketch/sketch-painter.ts';
import type { StandingPose } from '../spawn.ts';
import { World } from '../world.ts';
import type { WorldOptions } from '../world-options.ts';
import type { Player } from '../world-state.ts';
import type { Deliver, TickNotice } from '../world-tick.ts';
import { type DrawOperation, packInput, type WorldOperation } from './operation.ts';

/** A world that tells of everything that is done to it. */
export class RecordedWorld extends World {
  readonly #record: (operation: WorldOperation) => void;
  #views: DrawOperation['views'];

  constructor(options: WorldOptions, record: (operation: WorldOperation) => void) {
    super(options);
    this.#record = record;
  }

  override join(id: string, name: string, lastPose?: StandingPose): Player {
    const player = super.join(id, name, lastPose);
    this.#record({ do: 'join', id, name, lastPose });
    return player;
  }

  override leave(id: string): void {
    if (!this.state.players.has(id)) return;
    super.leave(id);
    this.#record({ do: 'leave', id });
  }

  override setConnected(id: string, connected: boolean): void {
    super.setConnected(id, connected);
    if (this.state.players.has(id)) this.#record({ do: 'connected', id, connected });
  }

  override rename(former: string, id: string): void {
    super.rename(former, id);
    this.#record({ do: 'rename', former, id });
  }

  override setInput(id: string, input: InputMessage): boolean {
    const isNewer = super.setInput(id, input);
    if (isNewer) this.#record({ do: 'input', id, input: packInput(input) });
    return isNewer;
  }

  override command(command: MatchCommand): MatchNotice | undefined {
    const refusal = super.command(command);
    if (refusal === undefined) this.#record({ do: 'command', command });
    return refusal;
  }

  override ask(controls: ReadonlyMap<string, number>, guidance = this.state.guidance): void {
    super.ask(controls, guidance);
    this.#record({ do: 'ask', controls: [...controls], guidance });
  }

  override paint(sketch: Sketch, on?: Pick<PainterParts, 'progress' | 'stopped'>): Promise<SketchResult> {
    this.#record({ do: 'sketch', sketch });
    return super.paint(sketch, on);
  }

  override placeTile(tile: Tile & PlanTile): void {
    this.#record({ do: 'tile', tile: encodeTile(tile) });
    super.placeTile(tile);
  }

  override async advance(): Promise<TickNotice[]> {
    this.#record({ do: 'tick' });
    try {
      const notices = await super.advance();
      this.#record({ do: 'ticked' });
      return notices;
    } catch (error) {
      this.#record({ do: 'ticked', failed: true });
      throw error;
    }
  }

  override draw(deliver?: Deliver): Promise<GeneratedView[]> {
    const views = this.drawnViews.flatMap(({ view, kind }) => {
      if (kind !== 'player') return [];
      const keyframes = this.keyframeLimits.get(view);
      const size = this.pictureSizes.of(view);
      return [{ view, ...(keyframes !== undefined && { keyframes }), ...(size && { size }) }];
    });
    const same = isDeepStrictEqual(views, this.#views);
    this.#record(same ? { do: 'draw' } : { do: 'draw', views });
    this.#views = views;
    return super.draw(deliver);
  }

  /** Says the views in full with the next drawing, for a log that begins now. */
  beginLog(): void {
    this.#views = undefined;
  }
}
