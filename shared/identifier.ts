import { z } from 'zod';

/** Id of a session, a room, a view or a consumer, as the other side sends it. */
export const identifier = z.string().min(1).max(64);
