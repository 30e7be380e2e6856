import type { Content } from '../repository/tree.ts';
import { maxFileSize } from './source.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How many bytes git itself looks at for a NUL (`buffer_is_binary`). */
const binaryWindow = 8000;

/** Bytes as every source hands them on: text keeps its byte order mark and line ends. */
export function contentOf(bytes: Uint8Array): Content {
  if (bytes.length > maxFileSize) return { kind: 'unreadable', reason: 'too-large' };
  if (bytes.subarray(0, binaryWindow).includes(0)) {
    const utf16 = utf16Of(bytes);
    return { kind: 'unreadable', reason: 'binary', ...(utf16 === null ? {} : { utf16 }) };
  }
  try {
    return { kind: 'text', text: utf8.decode(bytes) };
  } catch {
    return { kind: 'unreadable', reason: 'invalid-utf8' };
  }
}

/** Null: not in UTF-16, as far as its byte order mark says. */
function utf16Of(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  if (encoding === null) return null;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
