import { type Request, Router } from 'express';
import { z } from 'zod';
import type { Governor } from '../../governor/governor.ts';
import type { MemoryBudget } from '../../memory/memory-budget.ts';
import type { OpenRooms, RoomReport } from '../../rooms/open-room.ts';

export interface HealthOptions {
  pack: { name: string; title: string };
  provider: { name: string; reason: string };
  budget: Pick<MemoryBudget, 'bytes' | 'used'> | undefined;
  governor: Pick<Governor, 'report'>;
  rooms: OpenRooms;
  /** What the other processes of the server answer. */
  others(request: Request, schema: typeof reportSchema): Promise<z.infer<typeof reportSchema>[]>;
  /** Whether the server is ending, and takes no new rooms. */
  isEnding(): boolean;
}

/** What is read of another process's report. */
const reportSchema = z.object({ rooms: z.array(z.record(z.string(), z.unknown())) });

/**
 * Reports for whoever runs the server: /health with figures, and with the rooms of all processes; /live answers while the process does; /ready answers 200
 * while new people may be sent here, and 503 from when the server is told to end.
 */
export function healthRoutes(options: HealthOptions): Router {
  const routes = Router();
  routes.get('/health', async (request, response) => {
    const { rooms, ...own } = report(options);
    const others = await options.others(request, reportSchema);
    response.json({ ...own, rooms: [...rooms, ...others.flatMap((other) => other.rooms)] });
  });
  routes.get('/live', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'live' });
  });
  routes.get('/ready', (_request, response) => {
    const isEnding = options.isEnding();
    response.set('Cache-Control', 'no-store').status(isEnding ? 503 : 200);
    response.json({ status: isEnding ? 'ending' : 'ready' });
  });
  return routes;
}

function report({ pack, provider, budget, governor, rooms }: HealthOptions) {
  return {
    status: 'ok',
    pack: { name: pack.name, title: pack.title },
    provider,
    uptimeSeconds: process.uptime(),
    residentBytes: process.memoryUsage().rss,
    governor: governor.report(),
    ...(budget && { keyframeBytes: budget.used, keyframeBudgetBytes: budget.bytes }),
    rooms: [...rooms.values()].map((room) => openReport(room.report())),
  };
}

/** Removes the fields that identify a room, unless it is public. */
function openReport(report: RoomReport): Partial<RoomReport> {
  return report.access === 'public' ? report : { ...report, id: undefined, name: undefined };
}
