import type { CacheExport, DeclaredBuild, Place } from '../model.ts';
import { unknown } from './build-command.ts';

/**
 * What one or several `cache-to` say, as they are written: `type=gha,mode=max`, a line each. Without a mode it is `min`, and `type=inline` can do no more
 * (docs.docker.com/build/cache/backends). Null: nothing, or only the run knows. Of several the one that keeps more.
 */
export function cacheExport(texts: readonly string[], at: Place): CacheExport | null {
  const modes = texts.flatMap((text) => text.split('\n')).map(modeOf);
  const mode = modes.find((one) => one === 'max') ?? modes.find((one) => one === 'min');
  return mode ? { mode, at } : null;
}

/** An expression that holds a mode is taken at its word: `${{ github.ref_name == 'main' && 'type=gha,mode=max' || '' }}`. */
function modeOf(line: string): CacheExport['mode'] | null {
  const [, mode] = /\bmode=(\w+)/.exec(line) ?? [];
  if (mode !== undefined) return mode === 'max' ? 'max' : 'min';
  const isKnown = /\btype=\w/.test(line) || (line.trim() !== '' && !line.includes('${') && !line.includes(unknown));
  return isKnown && !/\bmode=/.test(line) ? 'min' : null;
}

/** `BUILDKIT_INLINE_CACHE=1` is `type=inline`. */
export function inlineExport(args: DeclaredBuild['args'], at: Place): CacheExport | null {
  return args.get('BUILDKIT_INLINE_CACHE') === '1' ? { mode: 'min', at } : null;
}

/**
 * What builds of one Dockerfile export, as far as they say: where they differ, the one that keeps more, since a cache that is not asked for would make
 * steps look more wasteful than they are. Null: none says anything.
 */
export function cacheExportOf(builds: readonly DeclaredBuild[]): CacheExport | null {
  const said = builds.flatMap((build) => build.cacheExport ?? []);
  return said.find(({ mode }) => mode === 'max') ?? said[0] ?? null;
}
