import { z } from 'zod';
import {
  type AdminReport,
  type AdminSession,
  adminReportSchema,
  adminSessionSchema,
} from '../../shared/admin.ts';
import { call } from './server-api.ts';

/** Opens an admin session with the server's token. @throws ApiError */
export function openAdminSession(token: string): Promise<AdminSession> {
  return call('/api/admin/session', adminSessionSchema, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
}

/** Requests of an admin session. All throw an ApiError, with status 401 after the session has ended. */
export class AdminApi {
  readonly #headers: { authorization: string };

  constructor({ session }: AdminSession) {
    this.#headers = { authorization: `Bearer ${session}` };
  }

  report(): Promise<AdminReport> {
    return call('/api/admin/report', adminReportSchema, { headers: this.#headers });
  }

  closeRoom(room: string): Promise<void> {
    return this.#delete(`rooms/${encodeURIComponent(room)}`);
  }

  putOut(room: string, member: string): Promise<void> {
    return this.#delete(`rooms/${encodeURIComponent(room)}/members/${encodeURIComponent(member)}`);
  }

  stopRecording(recording: string): Promise<void> {
    return this.#delete(`recordings/${encodeURIComponent(recording)}`);
  }

  #delete(path: string): Promise<void> {
    return call(`/api/admin/${path}`, z.void(), { method: 'DELETE', headers: this.#headers });
  }
}
