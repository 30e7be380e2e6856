import type { Dockerfile, Range } from '../dockerfile/model.ts';
import { catalogue } from './catalogue.ts';
import { directivesOf, directivesOfScript, type Directive } from './directives.ts';
import type { Finding, Sighting } from './finding.ts';
import { nearest } from './nearest.ts';
import type { IgnoreInForce } from './result.ts';

/** Why an ignore holds nothing back. */
export type Unused =
  | 'no-finding'
  | 'unknown-rule'
  | 'not-above-instruction'
  | 'not-at-top'
  /** `inline-ignores: false` */
  | 'switched-off'
  | 'not-understood';

export interface UnusedIgnore {
  /** As written; empty when the comment could not be understood. */
  readonly rule: string;
  readonly because: Unused;
  /** The rule that was probably meant. */
  readonly nearest: string | null;
}

export interface IgnoreWithoutReason {
  readonly rules: readonly string[];
}

/** What ignores themselves give rise to. */
export type AboutIgnores =
  | (Sighting<UnusedIgnore> & { readonly rule: 'kasane/unused-ignore' })
  | (Sighting<IgnoreWithoutReason> & { readonly rule: 'kasane/ignore-without-reason' });

type Ignorable = Pick<Finding, 'rule' | 'path' | 'ranges'>;

interface Policy {
  /** `inline-ignores` of the configuration. */
  readonly inForce: boolean;
  /** Ids of all rules there are. */
  readonly known: readonly string[];
  /** Rules that looked at this file; an ignore of another can't be called unused. */
  readonly ran: ReadonlySet<string>;
}

interface Applied<F> {
  readonly kept: readonly F[];
  readonly about: readonly AboutIgnores[];
  readonly ignores: readonly IgnoreInForce[];
}

/**
 * Takes out what inline ignores hold back. `findings` are those of one Dockerfile's check, `scripts` the texts of the scripts that it
 * read, by path. What the ignores give rise to (`about`) is already free of what they hold back themselves.
 */
export function applyIgnores<F extends Ignorable>(
  findings: readonly F[],
  { dockerfile, scripts }: { readonly dockerfile: Dockerfile; readonly scripts: ReadonlyMap<string, string> },
  { inForce, known, ran }: Policy,
): Applied<F> {
  const directives = [
    ...directivesOf(dockerfile),
    ...[...scripts].flatMap(([path, text]) => directivesOfScript(path, text)),
  ];
  if (!inForce)
    return { kept: findings, about: directives.flatMap((directive) => unused(directive, 'switched-off')), ignores: [] };

  const held = new Map<Directive, Map<string, number>>(directives.map((directive) => [directive, new Map()]));
  const byRule = directivesByRule(directives);
  const isHeld = (finding: Ignorable): boolean => {
    const holding = (byRule.get(keyOf(finding.rule, finding.path)) ?? []).filter((directive) =>
      holds(directive, finding),
    );
    for (const directive of holding) {
      const counts = held.get(directive);
      counts?.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
    }
    return holding.length > 0;
  };
  const kept = findings.filter((finding) => !isHeld(finding));

  const about: AboutIgnores[] = [];
  const say = (sightings: readonly AboutIgnores[]): void => {
    for (const sighting of sightings) {
      const { startLine, endLine } = sighting;
      const path = sighting.path ?? dockerfile.path;
      if (!isHeld({ rule: sighting.rule, path, ranges: [{ startLine, endLine }] })) about.push(sighting);
    }
  };
  say(directives.filter(({ rules, reason }) => rules.length > 0 && reason === null).map(withoutReason));
  // An ignore of `kasane/unused-ignore` itself is judged last: only then is it known what it holds back.
  const judged = (own: boolean): readonly AboutIgnores[] =>
    directives.flatMap((directive) =>
      unusedOf(directive, held.get(directive) ?? new Map(), known, ran).filter(
        ({ values }) => (values.rule === 'kasane/unused-ignore') === own,
      ),
    );
  say(judged(false));
  about.push(...judged(true));

  const ignores = directives.flatMap((directive): readonly IgnoreInForce[] => {
    const counts = [...(held.get(directive) ?? [])];
    if (counts.length === 0) return [];
    return [
      {
        at: { path: directive.path, line: directive.line },
        rules: counts.map(([rule]) => rule),
        reason: directive.reason,
        findings: counts.reduce((sum, [, count]) => sum + count, 0),
      },
    ];
  });
  return { kept, about, ignores };
}

/** More of one rule in one file are not read: each finding looks at all of them. */
const mostOfOneRule = 1000;

function directivesByRule(directives: readonly Directive[]): ReadonlyMap<string, readonly Directive[]> {
  const byRule = new Map<string, Directive[]>();
  for (const directive of directives) {
    for (const rule of directive.rules) {
      const key = keyOf(rule, directive.path);
      const group = byRule.get(key);
      if (!group) byRule.set(key, [directive]);
      else if (group.length < mostOfOneRule) group.push(directive);
    }
  }
  return byRule;
}

function keyOf(rule: string, path: string): string {
  return `${rule} ${path}`;
}

/** Does a directive that names the finding's rule reach its lines? */
function holds({ reach }: Directive, finding: Ignorable): boolean {
  if (reach.kind === 'file') return true;
  return reach.kind === 'lines' && finding.ranges.some((range) => overlap(range, reach.range));
}

function overlap(a: Range, b: Range): boolean {
  return a.startLine <= b.endLine && b.startLine <= a.endLine;
}

type UnusedSighting = Extract<AboutIgnores, { readonly rule: 'kasane/unused-ignore' }>;

function unusedOf(
  directive: Directive,
  held: ReadonlyMap<string, number>,
  known: readonly string[],
  ran: ReadonlySet<string>,
): readonly UnusedSighting[] {
  const { rules, reach } = directive;
  if (rules.length === 0) return unused(directive, 'not-understood');
  return rules.flatMap((rule) => {
    if (held.has(rule)) return [];
    if (!known.includes(rule) && !catalogue.has(rule))
      return [unusedRule(directive, rule, 'unknown-rule', nearest(rule, known))];
    if (reach.kind === 'lost') return [unusedRule(directive, rule, 'not-above-instruction')];
    if (reach.kind === 'not-at-top') return [unusedRule(directive, rule, 'not-at-top')];
    return ran.has(rule) ? [unusedRule(directive, rule, 'no-finding')] : [];
  });
}

function unused(directive: Directive, because: Unused): readonly UnusedSighting[] {
  const rules = directive.rules.length > 0 ? directive.rules : [''];
  return rules.map((rule) => unusedRule(directive, rule, because));
}

function unusedRule(
  { path, line }: Directive,
  rule: string,
  because: Unused,
  meant: string | null = null,
): UnusedSighting {
  const values = { rule, because, nearest: meant };
  return { rule: 'kasane/unused-ignore', path, startLine: line, endLine: line, values, anchor: [rule, because] };
}

function withoutReason({ path, line, rules }: Directive): AboutIgnores {
  const values = { rules };
  return { rule: 'kasane/ignore-without-reason', path, startLine: line, endLine: line, values, anchor: rules };
}
