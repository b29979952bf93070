import { open } from 'node:fs/promises';
import { PackError } from '../../pack/pack-error.ts';

const depthRemedy = 'Write depth as a greyscale PNG of 16 bits, in millimetres (or see --depth-unit).';

/** First bytes of common files that cannot be decoded here, with the remedies. */
const known: readonly { begins: RegExp; what: string; remedy: string }[] = [
  {
    begins: /^.{4}ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)/s,
    what: 'is HEIC, which cannot be decoded here',
    remedy:
      'Save it as JPEG or PNG (phones: "most compatible" in the settings of the camera); names in the list may stay.',
  },
  { begins: /^v\/1/, what: 'is OpenEXR, which cannot be read here', remedy: depthRemedy },
  { begins: /^\x93NUMPY/, what: "is NumPy's format, which cannot be read here", remedy: depthRemedy },
  { begins: /^P[fF]\n/, what: 'is PFM, which cannot be read here', remedy: depthRemedy },
  { begins: /^PK[^\w\s]/, what: 'is a ZIP archive', remedy: 'Unpack it, and name the pictures in it.' },
  {
    begins: /^version https:\/\/git-lfs/,
    what: 'is a pointer of Git LFS and not the picture',
    remedy: 'Fetch the files: git lfs pull.',
  },
  { begins: /^\s*<(?:!doctype|html)/i, what: 'is a web page', remedy: 'Download the picture again.' },
  { begins: /^$/, what: 'is empty', remedy: 'Copy or download the file again.' },
];

/** Why a picture cannot be decoded, as precisely as its first bytes show. */
export async function undecodable(file: string, cause: unknown): Promise<PackError> {
  const begin = await firstBytes(file);
  const found = begin === undefined ? undefined : known.find(({ begins }) => begins.test(begin));
  if (found) return new PackError({ file, problem: found.what, remedy: found.remedy, cause });
  const message = cause instanceof Error ? cause.message : String(cause);
  const [reason] = message.split('\n');
  const remedy = /premature|truncated|corrupt|end of|unexpected|bad|invalid|read error|warning treated/i.test(
    message,
  )
    ? 'The file seems to be cut off or damaged: copy it again, or save the picture again, as PNG or JPEG.'
    : 'Save the picture again, as PNG or JPEG.';
  return new PackError({ file, problem: `cannot be decoded: ${reason}`, remedy, cause });
}

/** The first bytes as Latin-1 text. Undefined if the file cannot be read. */
async function firstBytes(file: string): Promise<string | undefined> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch {
    return undefined;
  }
}
