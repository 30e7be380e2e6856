import type { CacheKind } from '../cache/builder.ts';
import { cacheExportOf } from '../context/discover/cache-export.ts';
import { declaredBuilds } from '../context/discover/discover.ts';
import type { Messages } from '../messages/messages.ts';
import type { Phrase } from '../messages/phrase.ts';
import { loaded } from '../replay/replay.ts';
import type { Source } from '../sources/source.ts';
import type { CacheName } from './command.ts';

const kinds: Readonly<Record<CacheName, CacheKind>> = {
  parent: 'parent',
  max: 'exported-max',
  min: 'exported-min',
  kept: 'kept',
};

export interface ToldCache {
  readonly kind: CacheKind;
  readonly name: CacheName;
  /** Which it is, and who says so. */
  readonly phrase: Phrase;
}

/** What the person asks for; else what the builds of this Dockerfile export; else everything (contract, section 1: right after the parent). */
export async function cacheOf(
  asked: CacheName | null,
  { head, dockerfile, messages }: { readonly head: Source; readonly dockerfile: string; readonly messages: Messages },
): Promise<ToldCache> {
  const { cacheKinds, cacheChosen, cacheSaid, cacheAssumed } = messages.replay;
  if (asked !== null) return { name: asked, kind: kinds[asked], phrase: cacheChosen(cacheKinds[kinds[asked]]) };
  const said = await loaded(head, (tree) =>
    cacheExportOf(declaredBuilds(tree).builds.filter((build) => build.dockerfile === dockerfile)),
  );
  const name = said?.mode ?? 'parent';
  const words = cacheKinds[kinds[name]];
  const phrase = said ? cacheSaid(words, said.at.path, said.at.line) : cacheAssumed(words);
  return { name, kind: kinds[name], phrase };
}
