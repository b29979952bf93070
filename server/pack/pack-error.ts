/** What is wrong with a file, where, and what to do about it. */
export interface PackFault {
  /** Path of the file at fault. */
  file: string;
  /** Dotted path of the field, or the tensor, at fault; left out when the whole file is. */
  field?: string;
  /** Half a sentence: what is wrong there. */
  problem: string;
  /** A sentence: what to do. */
  remedy: string;
  cause?: unknown;
}

/** Something is wrong with a pack, a world seed or a capture; the message names file, field and remedy. */
export class PackError extends Error {
  readonly file: string;
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;

  constructor({ file, field = '', problem, remedy, cause }: PackFault) {
    super(`${file}${field ? ` (${field})` : ''}: ${problem}. ${remedy}`, { cause });
    this.name = 'PackError';
    this.file = file;
    this.field = field;
    this.problem = problem;
    this.remedy = remedy;
  }
}
