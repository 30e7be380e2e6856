import type { CopyLike, Scope } from '../dockerfile/model.ts';
import { contextPath } from './placement.ts';

/**
 * A path of the context that a copy brings, with the variables of its source as they are written: `services/${SVC}/package.json`. Null: there are none,
 * or they are not plain ones, or they have another value in `scope`.
 */
export function writtenSource(copy: CopyLike, path: string, scope: Scope = copy.scope): string | null {
  for (const { raw, value } of copy.sources) {
    if (value === null || !raw.includes('$') || /["'`\\<[]/.test(raw)) continue;
    const written = along(raw, path, (name) => {
      const text = copy.scope.get(name)?.value ?? null;
      return scope.get(name)?.value === text ? text : null;
    });
    if (written !== null) return written;
  }
  return null;
}

/** `$X`, `${X}`, `${X:-usual}`; the others are not worked out again here. */
const variable = /\$(?:(\w+)|\{(\w+)(?::-([\w.-]*))?\})/g;

/** Walks source and path side by side, name by name. */
function along(raw: string, path: string, valueOf: (name: string) => string | null): string | null {
  const rest = path.split('/');
  const names: string[] = [];
  for (const part of raw.split('/')) {
    if (part === '' || part === '.') continue;
    let isKnown = true;
    const value = part.replaceAll(variable, (_, bare?: string, braced?: string, usual?: string) => {
      const text = valueOf(bare ?? braced ?? '');
      isKnown &&= text !== null;
      return text || (usual ?? '');
    });
    if (!isKnown || part.replaceAll(variable, '').includes('$') || value.split('/').includes('..')) return null;
    if (part.includes('*') || part.includes('?')) {
      // What a pattern matched is written out.
      if (part.includes('$') || rest.length === 0) return null;
      names.push(...rest.splice(0, 1));
      continue;
    }
    const wanted = contextPath(value)
      .split('/')
      .filter((name) => name !== '');
    if (rest.splice(0, wanted.length).join('/') !== wanted.join('/')) return null;
    names.push(part);
  }
  return [...names, ...rest].join('/');
}
