import { z } from 'zod';
import { Generator, type GeneratorOptions } from '../../../server/generation/generator.ts';
import { loadPack } from '../../../server/pack/pack.ts';
import { type AblationPlay, revisitDecibels } from './ablation.ts';

/** Another pack of the same kind to compare with, such as one from `npm run train -- --with`. */
export interface Variant {
  name: string;
  /** Folder of its pack. */
  folder: string;
}

/** Variants as the command line takes them: `name=folder`. */
export const variantSchema = z.string().transform((text, context): Variant => {
  const [, name, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name && folder) return { name, folder };
  context.addIssue({
    code: 'custom',
    message: `expected name=folder, as in with-noise=build/packs/x; got “${text}”`,
  });
  return z.NEVER;
});

/** Decibels of revisits in the same play, by the name of the pack that drew it. */
export async function compareVariants(
  variants: readonly Variant[],
  play: AblationPlay,
  options: GeneratorOptions,
): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const { name, folder } of variants) {
    const pack = await loadPack(folder);
    const generator = await Generator.create(pack, options);
    try {
      figures[name] = await revisitDecibels(pack, generator, play);
    } finally {
      await generator.close();
    }
  }
  return figures;
}
