import type { Content } from '../repository/tree.ts';
import { maxFileSize } from './source.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How many bytes git itself looks at for a NUL (`buffer_is_binary`). */
const binaryWindow = 8000;

/** Bytes as every source hands them on: text keeps its byte order mark and line ends. */
export function contentOf(bytes: Uint8Array): Content {
  if (bytes.length > maxFileSize) return { kind: 'unreadable', reason: 'too-large' };
  if (bytes.subarray(0, binaryWindow).includes(0)) return { kind: 'unreadable', reason: 'binary' };
  try {
    return { kind: 'text', text: utf8.decode(bytes) };
  } catch {
    return { kind: 'unreadable', reason: 'invalid-utf8' };
  }
}
