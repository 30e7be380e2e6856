import type { FlagToken } from './arguments.ts';
import type { ProblemReason } from './model.ts';

/** How a flag is written: `--link` or `--link=false`, once with a value, or again and again. */
type Kind = 'boolean' | 'string' | 'strings';

/** The flags of each instruction (frontend/dockerfile/instructions/parse.go and commands_run*.go at v0.32). */
const FLAGS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  FROM: { platform: 'string' },
  RUN: { mount: 'strings', network: 'string', security: 'string', device: 'strings' },
  COPY: { chown: 'string', from: 'string', chmod: 'string', link: 'boolean', exclude: 'strings', parents: 'boolean' },
  ADD: {
    chown: 'string',
    chmod: 'string',
    link: 'boolean',
    'keep-git-dir': 'boolean',
    checksum: 'string',
    unpack: 'boolean',
    exclude: 'strings',
  },
  HEALTHCHECK: {
    interval: 'string',
    timeout: 'string',
    'start-period': 'string',
    'start-interval': 'string',
    retries: 'string',
  },
};

/** These never look at their flags: `ARG --x` is an ARG without arguments, `ARG --x A` declares A. */
const BLIND: ReadonlySet<string> = new Set(['ARG', 'STOPSIGNAL']);

/** A flag without its dashes. */
export interface ReadFlag {
  readonly name: string;
  readonly value: string | null;
  readonly rawValue: string;
  readonly start: number;
}

export function readFlag({ text, raw, start }: FlagToken): ReadFlag {
  const equals = text.indexOf('=');
  return {
    name: text.slice(2, equals === -1 ? undefined : equals),
    value: equals === -1 ? null : text.slice(equals + 1),
    rawValue: raw.slice(raw.indexOf('=') + 1),
    start,
  };
}

/** The first thing that BuildKit would not have, null when all are fine. */
export function flagProblem(
  keyword: string,
  tokens: readonly FlagToken[],
): { readonly reason: ProblemReason; readonly word: string } | null {
  if (BLIND.has(keyword)) return null;
  const known = new Map(Object.entries(FLAGS[keyword] ?? {}));
  const used = new Set<string>();
  for (const token of tokens) {
    const { name, value } = readFlag(token);
    const kind = known.get(name);
    const word = token.raw;
    if (kind === undefined) return { reason: 'unknown-flag', word };
    if (used.has(name) && kind !== 'strings') return { reason: 'duplicate-flag', word };
    used.add(name);
    if (kind === 'boolean') {
      if (value === '') return { reason: 'flag-needs-value', word };
      if (value !== null && !/^(?:true|false)$/i.test(value)) return { reason: 'invalid-flag-value', word };
    } else if (value === null) {
      return { reason: 'flag-needs-value', word };
    }
  }
  return null;
}
