import type { ComponentChildren, JSX } from 'preact';
import type {
  AdminFinishedRecording,
  AdminLogLine,
  AdminMember,
  AdminRecording,
  AdminReport,
  AdminRoom,
} from '../../shared/admin.ts';
import { texts } from '../texts.ts';
import { Figures } from './figures.tsx';
import { RoomCard } from './room-card.tsx';

export interface DashboardHandlers {
  closeRoom(room: AdminRoom): void;
  putOut(room: AdminRoom, member: AdminMember): void;
  stopRecording(recording: AdminRecording): void;
}

/** Shows the server's report: figures, rooms, recordings and log lines. */
export function Dashboard(props: DashboardHandlers & { report: AdminReport }): JSX.Element {
  const { admin } = texts;
  const { report } = props;
  return (
    <div class="admin-columns" data-testid="dashboard">
      <Section title={admin.process}>
        <ProcessFigures report={report} />
      </Section>
      <Section title={admin.rooms}>
        <p class="quiet-text" hidden={report.rooms.length > 0}>
          {admin.noRooms}
        </p>
        <div class="admin-rooms">
          {report.rooms.map((room) => (
            <RoomCard
              room={room}
              close={() => props.closeRoom(room)}
              putOut={(member) => props.putOut(room, member)}
              key={room.id}
            />
          ))}
        </div>
      </Section>
      <Section title={admin.recordings}>
        <p class="quiet-text" hidden={report.recordings.length > 0}>
          {admin.noRecordings}
        </p>
        <ul class="admin-rows">
          {report.recordings.map((recording) => (
            <RecordingRow
              recording={recording}
              stop={() => props.stopRecording(recording)}
              key={recording.id}
            />
          ))}
        </ul>
        <p class="quiet-text" data-testid="kept-recordings">
          {admin.kept(report.kept.files, report.kept.bytes)}
        </p>
        <ul class="admin-rows" aria-label={admin.finished}>
          {report.finished.map((recording) => (
            <FinishedRow recording={recording} key={recording.id} />
          ))}
        </ul>
      </Section>
      <Section title={admin.log}>
        <p class="quiet-text">{admin.logHint}</p>
        <Log lines={report.log} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function ProcessFigures({ report }: { report: AdminReport }): JSX.Element {
  const { admin } = texts;
  const { load } = report;
  const measured = (value: string | undefined) => value ?? admin.measuring;
  const { loopDelay, generation } = load ?? {};
  return (
    <Figures
      labels={admin.figures}
      values={{
        uptime: admin.uptime(report.uptimeSeconds),
        pack: report.pack,
        provider: report.provider,
        cores: measured(load && admin.cores(load.cores)),
        memory: measured(load && admin.megabytes(load.residentBytes)),
        heap: measured(load && admin.megabytes(load.heapBytes)),
        loop: measured(loopDelay && admin.loop(loopDelay.p50, loopDelay.p99, loopDelay.maximum)),
        media: measured(load && admin.media(load.mediaWorkers)),
        generation: measured(generation && admin.generation(generation.workers, generation.viewsPerSecond)),
        view: measured(
          generation && admin.view(generation.engineMilliseconds, generation.inferenceMilliseconds),
        ),
        imagined: measured(generation && admin.percent(generation.imaginedShare)),
      }}
    />
  );
}

function RecordingRow({ recording, stop }: { recording: AdminRecording; stop(): void }): JSX.Element {
  const { admin, capture } = texts;
  const { id, name, roomName, milliseconds, bytes } = recording;
  return (
    <li data-testid="admin-recording" data-recording={id}>
      <span class="admin-name">{admin.recording(name, roomName)}</span>
      <span class="quiet-text">{capture.progress(milliseconds, bytes)}</span>
      <button
        type="button"
        class="quiet"
        aria-label={admin.stopOf(name)}
        data-testid="admin-stop-recording"
        onClick={stop}
      >
        {admin.stop}
      </button>
    </li>
  );
}

/** Each report brings a newly signed link. */
function FinishedRow({ recording }: { recording: AdminFinishedRecording }): JSX.Element {
  const { admin, capture } = texts;
  const { id, name, roomName, began, bytes, cutShort, link } = recording;
  const title = name === '' ? id : admin.recording(name, roomName);
  return (
    <li data-testid="admin-finished" data-recording={id}>
      <span class="admin-name">{title}</span>
      <span class="quiet-text">{admin.finishedFacts(began, bytes, cutShort)}</span>
      <a
        class="button quiet"
        download=""
        href={link}
        aria-label={admin.downloadOf(title)}
        data-testid="admin-download"
      >
        {capture.download}
      </a>
    </li>
  );
}

function Log({ lines }: { lines: readonly AdminLogLine[] }): JSX.Element {
  // Log lines never change, so their text serves as key. The same line twice in a millisecond is shown once.
  const byKey = new Map(lines.map((line) => [`${line.time} ${line.text} ${line.detail}`, line]));
  return (
    // Keys scroll the log, which needs the focus for that.
    <ul class="admin-log" tabindex={0} aria-label={texts.admin.log}>
      {[...byKey].map(([key, { time, level, text, detail }]) => (
        <li class={`log-line ${level}`} key={key}>
          <time>{texts.admin.logTime(time)}</time>
          <span class="log-level">{level}</span>
          <span class="log-text">{text}</span>
          <code>{detail}</code>
        </li>
      ))}
    </ul>
  );
}
