/**
 * Something is wrong with a pack or a world seed. The message says in which file, at which field,
 * what is wrong there, and what to do about it.
 */
export class PackError extends Error {
  /** Path of the file at fault. */
  readonly file: string;
  /** Dotted path of the field or the name of the tensor at fault; empty when the whole file is. */
  readonly field: string;
  /** What to do. */
  readonly remedy: string;

  constructor(fault: { file: string; field?: string; problem: string; remedy: string; cause?: unknown }) {
    const field = fault.field ? ` (${fault.field})` : '';
    super(`${fault.file}${field}: ${fault.problem}. ${fault.remedy}`, { cause: fault.cause });
    this.name = 'PackError';
    this.file = fault.file;
    this.field = fault.field ?? '';
    this.remedy = fault.remedy;
  }
}
