import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import type { SharedMemory, WorldModel } from '../../contracts/world-model.ts';
import type { UnchangedViews } from './unchanged-views.ts';

/**
 * Draws all views of a tick in one batch, in the order of the requests. Imagined views are written to memory
 * one after the other, so that a place is not imagined twice: a later view that sees what an earlier one
 * imagined is drawn again, from memory. Unchanged views are not drawn.
 */
export async function drawViews(
  model: WorldModel,
  memory: SharedMemory,
  requests: readonly ViewRequest[],
  unchanged: UnchangedViews,
): Promise<GeneratedView[]> {
  const found = requests.map((request) => unchanged.find(request));
  const open = requests.filter((_, index) => found[index] === undefined);
  const drawn = (open.length > 0 ? await model.generate(open) : []).values();
  const views = found.map((view) => view ?? required(drawn.next().value));
  const imagined = views.flatMap((view, index) => (view.imagined ? [index] : []));
  const madeUp = new Set<number>();
  for (const [turn, index] of imagined.entries()) {
    const request = requests[index];
    if (madeUp.size > 0) {
      const keyframes = memory.retrieve(request.camera);
      if (keyframes.some(({ id }) => madeUp.has(id))) {
        [views[index]] = await model.generate([{ ...request, keyframes }]);
      }
    }
    if (turn === imagined.length - 1) break;
    const kept = memory.write(views[index], request.view);
    if (kept !== undefined) madeUp.add(kept.id);
  }
  for (const [index, request] of requests.entries()) {
    if (found[index] === undefined) unchanged.drawn(request, views[index]);
  }
  return views;
}

function required(view: GeneratedView | undefined): GeneratedView {
  if (view === undefined) throw new Error('the world model answered with fewer views than it was asked for');
  return view;
}
