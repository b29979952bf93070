import { JoinError } from './departure.ts';
import { pingServer } from './server-api.ts';

/** Milliseconds between two probes, and until all of them are given up. */
const interval = 400;
const patience = 4_000;
/** Browsers open at most six connections to a server over HTTP/1.1. */
const mostProbes = 5;

/**
 * Waits for any answer of the server over HTTP. After a network failure, the connections that the browser
 * keeps alive may be dead as well, and a request over one of them gets no answer. So several probes are sent,
 * one shortly after the other, until one is answered. The browser reuses that connection, and the other
 * probes are aborted.
 * @throws JoinError with the reason "server-gone"; `answered` is true if the connection was refused
 */
export async function probeServer(probe = pingServer): Promise<void> {
  const end = new AbortController();
  const timers: ReturnType<typeof setTimeout>[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const send = () =>
        probe(end.signal).then(
          ({ status }) => {
            if (status < 500) resolve();
            else reject(new JoinError('server-gone', `HTTP status ${status}`));
          },
          (error: unknown) => reject(new JoinError('server-gone', String(error))),
        );
      for (let i = 0; i < mostProbes; i++) timers.push(setTimeout(send, i * interval));
      const late = new JoinError('server-gone', 'nothing answered', false);
      timers.push(setTimeout(() => reject(late), patience));
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    end.abort();
  }
}
