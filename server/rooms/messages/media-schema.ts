import { z } from 'zod';
import { mediaRequestSchema } from '../../../shared/media.ts';

/** Most characters that one media request may take as JSON. */
const mediaCharacters = 32_768;

export const boundedMediaSchema = mediaRequestSchema.superRefine((request, context) => {
  if (JSON.stringify(request).length > mediaCharacters) {
    context.addIssue({ code: 'custom', message: `must be at most ${mediaCharacters} characters of JSON` });
  }
});

/** What a media request that is refused is answered by. */
export const answerableSchema = z.object({ id: z.int().min(0) });

/** What is read of the answer to a request to watch a view. */
export const consumedSchema = z.object({ id: z.string() });
