import type { ShellWord } from './model.ts';

/** Where a shell stands: its directory, and what `pushd` put aside. null: not known. */
export interface Place {
  readonly directory: string | null;
  readonly stack: Stack | null;
}
interface Stack {
  readonly top: string | null;
  readonly rest: Stack | null;
  readonly isBottom: boolean;
}

const BOTTOM: Stack = { top: null, rest: null, isBottom: true };

export const START: Place = { directory: '', stack: BOTTOM };
export const ANYWHERE: Place = { directory: null, stack: null };

/** Where it stands after the one or the other. `never`: that way does not come out. */
export type Outcome = Place | 'never';

export function either(one: Outcome, other: Outcome): Outcome {
  if (one === 'never') return other;
  if (other === 'never' || one === other) return one;
  return {
    directory: one.directory === other.directory ? one.directory : null,
    stack: one.stack === other.stack ? one.stack : null,
  };
}

/** After `cd`, `pushd` or `popd` that succeeds; null for any other program. */
export function move(place: Place, program: string, args: readonly ShellWord[]): Place | null {
  if (program === 'popd') {
    const { stack } = place;
    if (args.length > 0 || !stack || stack.isBottom) return ANYWHERE;
    return { directory: stack.top, stack: stack.rest };
  }
  if (program !== 'cd' && program !== 'pushd') return null;
  const operands = args.filter(({ value }) => value === null || !/^-[LPe@]+$|^--$/.test(value));
  const [target] = operands;
  const isKnown = operands.length === 1 && target?.value && target.value !== '-' && !/^[-+]\d/.test(target.value);
  const directory = isKnown ? joined(place.directory, target.value) : null;
  if (program === 'cd') return { directory, stack: place.stack };
  if (!isKnown) return { directory, stack: null };
  return { directory, stack: place.stack && { top: place.directory, rest: place.stack, isBottom: false } };
}

/** Linux has no longer paths. */
const LONGEST = 4096;

/** `''` is where the script starts; what leaves it upwards begins with `..`. */
export function joined(base: string | null, path: string): string | null {
  if (path.length + (base?.length ?? 0) > LONGEST) return null;
  if (path.startsWith('/')) return clean(path);
  return base === null ? null : clean(base === '' ? path : `${base}/${path}`);
}

function clean(path: string): string {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !isAbsolute) parts.push(part);
  }
  return (isAbsolute ? '/' : '') + parts.join('/');
}
