import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Generator } from '../../../server/generation/generator.ts';

/** Sums of tiles that were filled in. */
export interface TileTime {
  tiles: number;
  milliseconds: number;
}

/** The networks of a world, with the tiles that are being filled in. */
export interface WatchedModel extends Pick<Generator, 'generate' | 'move' | 'fillTile'> {
  /** Waits for the tiles that are being filled in, as in a room whose clock leaves time for them. */
  filled(): Promise<void>;
}

/** Views are answered with their reprojections, too. */
export function watchedModel(
  generator: Pick<Generator, 'generate' | 'move' | 'fillTile'>,
  time: TileTime = { tiles: 0, milliseconds: 0 },
): WatchedModel {
  let begun = 0;
  let last = Promise.resolve<unknown>(undefined);
  const fill: Generator['fillTile'] = async (request) => {
    const start = performance.now();
    const tile = await generator.fillTile(request);
    time.tiles++;
    time.milliseconds += performance.now() - start;
    return tile;
  };
  return {
    generate: (requests) => generator.generate(requests, { warp: true }),
    move: (features, bodies) => generator.move(features, bodies),
    fillTile(request) {
      const filled = fill(request);
      begun++;
      last = filled.catch(() => {});
      return filled;
    },
    async filled() {
      for (let known = -1; known !== begun; ) {
        known = begun;
        await last;
        // A map asks for its next tile a turn after the last one.
        await nextTurn();
        await nextTurn();
      }
    },
  };
}
