import type { CopyLike } from '../dockerfile/model.ts';
import { heredocText, known, type Source, sourceName } from './definition.ts';
import type { CopyDetails, CopySource, Input, Origin } from './node.ts';
import { clean, joined, type Selector, selectorOf } from './selector.ts';

interface Copied {
  /** In order, as the definition has them. */
  readonly sources: readonly Source[];
  readonly inputs: readonly Input[];
  readonly details: CopyDetails | null;
}

/**
 * What COPY and ADD take (cache-semantics 2.3; `dockerfile2llb/convert_copy.go`). `origin`: what `--from` names; null: the build context.
 * `isBase`: the step is built on the same, which then has no key by content.
 */
export function copiedBy(copy: CopyLike, origin: Origin | null, isBase: boolean, isOnScratch: boolean): Copied {
  const exclude = copy.exclude.map(known);
  const taken: Selector[] = [];
  const inputs: Input[] = [];
  const sources: Source[] = [];
  const placed: CopySource[] = [];
  let isKnown = copy.destinationPath !== null;
  for (const { value, raw } of copy.sources) {
    if (value === null) {
      // What it is built on is the same, then, or the step is another one anyway.
      if (!isBase) inputs.push({ kind: 'word', word: raw, from: origin ?? 'context' });
      sources.push({ name: `\0${raw}`, include: [], text: null });
      isKnown = false;
    } else if (copy.keyword === 'ADD' && isAddress(value)) {
      inputs.push({ kind: 'address', address: value, fixed: fixedContent(copy, value) });
      sources.push({ name: addressName(value), include: [], text: null });
      isKnown = false;
    } else {
      const selector = copy.parents ? parentsSelector(value, exclude) : selectorOf(value, [], exclude);
      taken.push(selector);
      sources.push({ name: sourceName(selector.path), include: selector.include, text: null });
      placed.push({ kind: 'path', from: origin ?? 'context', selector });
    }
  }
  for (const heredoc of copy.heredocs) {
    const text = heredocText(heredoc, copy.scope, isOnScratch);
    sources.push({ name: heredoc.name, include: [], text });
    placed.push({ kind: 'text', name: heredoc.name, text });
  }
  const selectors = joined(taken);
  if (taken.length > 0 && !isBase) {
    inputs.unshift(origin ? { kind: 'stage', origin, selectors } : { kind: 'context', selectors });
  }
  const details: CopyDetails = {
    destination: copy.destinationPath ?? '/',
    owner: copy.chown && known(copy.chown),
    mode: copy.chmod && known(copy.chmod),
    unpacks: copy.keyword === 'ADD',
    sources: placed,
  };
  return { sources, inputs, details: isKnown ? details : null };
}

/** The source is the pattern, relative to the pivot `/./` or to the root. */
function parentsSelector(source: string, exclude: readonly string[]): Selector {
  const pivot = source.indexOf('/./');
  const [parent, pattern] = pivot === -1 ? ['/', source] : [source.slice(0, pivot), source.slice(pivot + 3)];
  return selectorOf(parent, [clean(pattern)], exclude);
}

function isAddress(source: string): boolean {
  return /^(?:https?|git|ssh):\/\/|^git@|^github\.com\/[^/]+\/[^/]/.test(source);
}

function isGit(address: string): boolean {
  return !/^https?:\/\//.test(address) || /^https?:\/\/[^#]*\.git(?:[#?]|$)/.test(address);
}

/** The file that the address gives; a repository is copied as a whole. */
function addressName(address: string): string {
  if (isGit(address)) return '/';
  const [path = ''] = address.replace(/^https?:\/\/[^/?#]*/, '').split(/[?#]/);
  return path.slice(path.lastIndexOf('/') + 1) || '__unnamed__';
}

function fixedContent(copy: CopyLike, address: string): string | null {
  const checksum = copy.flags.find(({ name }) => name === 'checksum')?.value;
  if (checksum) return known(checksum);
  return isGit(address) && /#[0-9a-f]{40}(?::|$)/.test(address) ? address : null;
}
