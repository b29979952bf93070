import { writeFileSync } from 'node:fs';
import { cameraRow } from '../../../shared/geometry/camera.ts';
import type { LabelledView } from './labelled-views.ts';
import { writeWhole } from './look-files.ts';

/**
 * Writes V views as `<name>.bin`: rgb uint8 [V,3,H,W], inverse depth uint16 [V,H,W], entity uint8 [V,H,W] and materials
 * uint8 [V,H,W]; and their cameras [V,12], as the words graph takes them, as `<name>.json`. The .bin appears only after
 * both are complete.
 */
export function writeLabelledViews(name: string, views: readonly LabelledView[]): void {
  writeFileSync(`${name}.json`, JSON.stringify({ cameras: views.map(({ camera }) => cameraRow(camera)) }));
  writeWhole(`${name}.bin`, [
    ...views.map(({ rgb }) => rgb),
    ...views.map(({ inverseDepth }) => inverseDepth),
    ...views.map(({ entity }) => entity),
    ...views.map(({ materials }) => materials),
  ]);
}
