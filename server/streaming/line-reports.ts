import type { LineReport } from './loss-control.ts';

/** Milliseconds between two looks at what a receiver says; browsers report about once a second. */
const interval = 1000;
/** RTCP's fraction of lost packets is of so many parts (RFC 3550, section 6.4.1). */
const lossParts = 256;

/** What is needed of a mediasoup consumer. */
export interface ReportedConsumer {
  readonly paused: boolean;
  readonly closed: boolean;
  readonly observer: { once(event: 'close', listener: () => void): unknown };
  getStats(): Promise<readonly { type: string; fractionLost: number; roundTripTime?: number }[]>;
}

/**
 * Reads what the receiver of a consumer says of its line, until the consumer is closed. Nothing is reported while it is
 * paused, as the newest report is an old one then.
 */
export function followLine(consumer: ReportedConsumer, report: (line: LineReport) => void): void {
  const timer = setInterval(async () => {
    if (consumer.paused) return;
    try {
      const stats = await consumer.getStats();
      const sent = stats.find(({ type }) => type === 'outbound-rtp');
      if (sent === undefined || consumer.closed || consumer.paused) return;
      report({ lost: sent.fractionLost / lossParts, roundTrip: sent.roundTripTime || undefined });
    } catch {
      // The media worker died; its consumers are closed, which ends the timer.
    }
  }, interval).unref();
  consumer.observer.once('close', () => clearInterval(timer));
}
