import { z } from 'zod';

/** Of a session, a room, a view or a consumer, as it comes from the other side. */
export const identifier = z.string().min(1).max(64);
