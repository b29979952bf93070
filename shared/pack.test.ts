import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifestSchema } from './pack.ts';

const arena: unknown = JSON.parse(
  readFileSync(new URL('../models/arena/pack.json', import.meta.url), 'utf8'),
);

function problems(change: (manifest: Record<string, Record<string, unknown>>) => void): string {
  const copy: Record<string, Record<string, unknown>> = structuredClone(arena) as never;
  change(copy);
  const result = manifestSchema.safeParse(copy);
  return result.success ? '' : result.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('\n');
}

describe('manifest', () => {
  it('of the default pack is valid', () => {
    expect(manifestSchema.safeParse(arena).error).toBeUndefined();
  });

  it('may leave out the bindings of gamepads and touch screens', () => {
    const bare = problems((m) => {
      for (const binding of [...(m.actions.axes as object[]), ...(m.actions.buttons as object[])]) {
        Object.assign(binding, { gamepad: undefined, touch: undefined });
      }
    });
    expect(bare).toBe('');
  });

  it('names the field that is wrong', () => {
    expect(problems((m) => Object.assign((m.actions.axes as object[])[0], { gamepad: 'up' }))).toContain(
      'actions.axes.0.gamepad',
    );
    expect(problems((m) => Object.assign(m, { format: 99 }))).toContain('format: must be 2');
    expect(problems((m) => Object.assign(m.view, { width: 250 }))).toContain('view.width');
    expect(problems((m) => Object.assign(m.graphs.draw as object, { sha256: 'x' }))).toContain(
      'graphs.draw.sha256',
    );
    expect(problems((m) => delete m.graphs.condition)).toContain('graphs.condition');
    expect(problems((m) => Object.assign(m, { extra: 1 }))).toContain('extra');
  });
});
