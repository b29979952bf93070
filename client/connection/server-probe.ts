import { JoinError } from './departure.ts';
import { pingServer } from './server-api.ts';

/** Milliseconds from one probe to the next, and until none of them is waited for any more. */
const interval = 400;
const patience = 4_000;
/** Browsers open at most six connections to a server over HTTP/1.1. */
const mostProbes = 5;

/**
 * Waits for any answer of the server, over HTTP. After a line was dead, the connections that a browser keeps for
 * later requests are dead as well, and a request over one of them waits for nothing; so several are tried, one
 * shortly after the other, until one gets through. The browser uses that one again, and the rest is given up.
 * @throws JoinError with the reason "server-gone", `answered` where something refused the connection
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
