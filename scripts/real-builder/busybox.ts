import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A static busybox, the shell of all RUN: BUSYBOX, else the first one on the PATH. No library is in an image FROM scratch. */
export function findBusybox({ BUSYBOX, PATH = '' }: NodeJS.ProcessEnv): string | undefined {
  const candidates = [BUSYBOX ?? '', ...PATH.split(delimiter).map((folder) => join(folder, 'busybox'))];
  return candidates.find((path) => existsSync(path) && isStatic(readFileSync(path)));
}

const PT_INTERP = 3;

/** A 64 bit ELF file none of whose program headers asks for an interpreter. */
function isStatic(file: Buffer): boolean {
  if (file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2) return false;
  const start = Number(file.readBigUInt64LE(32));
  const size = file.readUInt16LE(54);
  const types = Array.from({ length: file.readUInt16LE(56) }, (_, index) => file.readUInt32LE(start + index * size));
  return !types.includes(PT_INTERP);
}
