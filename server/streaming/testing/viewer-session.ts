import { z } from 'zod';
import type { MediaRequest } from '../../../shared/media.ts';
import type { Notice } from '../../../shared/notices/notice.ts';
import type { MediaServer } from '../media-server.ts';
import type { ViewStream } from '../view-stream.ts';
import type { Viewer } from '../viewer.ts';
import type { IceEndpoint } from './stun-client.ts';

type Request = MediaRequest extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never;

const transportAnswer = z.object({
  id: z.string(),
  iceParameters: z.object({ usernameFragment: z.string(), password: z.string() }),
  iceCandidates: z.array(
    z.object({ ip: z.string(), port: z.number(), protocol: z.enum(['udp', 'tcp']), priority: z.number() }),
  ),
  iceServers: z.array(z.unknown()).optional(),
  loopbackOnly: z.boolean().optional(),
});

const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};

/** The requests of one page to the media server in their usual order, and the notices that it receives. */
export class ViewerSession {
  readonly viewer: Viewer;
  /** Number of media-lost notices received. */
  lost = 0;
  readonly troubles: Notice[] = [];
  #nextId = 0;

  constructor(
    server: MediaServer,
    room: string,
    resolve: (view: string) => ViewStream | undefined,
    id = 'ann',
  ) {
    this.viewer = server.createViewer(resolve, room, async () => undefined, {
      id,
      mediaLost: () => this.lost++,
      trouble: (notice) => this.troubles.push(notice),
    });
  }

  ask(request: Request): Promise<unknown> {
    return this.viewer.handle({ ...request, id: this.#nextId++ });
  }

  /** Opens a transport and returns the server's answer. */
  async open() {
    const answer = transportAnswer.parse(await this.ask({ method: 'transport' }));
    const { usernameFragment, password } = answer.iceParameters;
    const endpoints = answer.iceCandidates.map(
      ({ ip, port, protocol }): IceEndpoint => ({ ip, port, protocol, usernameFragment, password }),
    );
    return { ...answer, endpoints };
  }

  /** Consumes and resumes a view. */
  async watch(view: string): Promise<string> {
    await this.ask({ method: 'connect', dtlsParameters });
    const capabilities = z.record(z.string(), z.unknown()).parse(await this.ask({ method: 'capabilities' }));
    const consumed = await this.ask({ method: 'consume', view, rtpCapabilities: capabilities });
    const { id } = z.object({ id: z.string() }).parse(consumed);
    await this.ask({ method: 'resume', consumer: id });
    return id;
  }
}
