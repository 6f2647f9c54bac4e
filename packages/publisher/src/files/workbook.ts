// Files that are not what their name says: refused as a whole before anything is read, instead of line by line.
import { open } from 'node:fs/promises';
import { FileRefused, rowRefusal } from './row.ts';

const saveAs = 'Open it in the spreadsheet, and save it as "CSV UTF-8".';

/** Throws FileRefused for a workbook, and for UTF-16 ("Unicode text" of a spreadsheet), with a byte order mark or without. */
export async function refuseWorkbook(path: string): Promise<void> {
  const start = await firstBytes(path);
  const mark = start.toString('latin1');
  if (mark.startsWith('PK\u0003\u0004') || mark.startsWith('\u00d0\u00cf\u0011\u00e0'))
    throw new FileRefused([
      rowRefusal('unsupported-file', '', 'The file is a workbook, whatever its name says.', saveAs),
    ]);
  if (mark.startsWith('\u00ff\u00fe') || mark.startsWith('\u00fe\u00ff') || /^(?:[^\0]\0|\0[^\0])/.test(mark))
    throw new FileRefused([rowRefusal('malformed-utf8', '', 'The file is UTF-16, not UTF-8.', saveAs)]);
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
