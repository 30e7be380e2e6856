import type { Finding } from './finding.ts';

/** What the table needs to know of a finding; `subjects` as in `Sighting`. */
export type Speaking = Pick<Finding, 'rule' | 'path' | 'dockerfile' | 'ranges' | 'subjects' | 'fix'>;

/**
 * When two findings are about the same words.
 * `file`: the same Dockerfile. `lines`: they share a line. `edits`: the suggestion of the one that speaks changes a line of the other.
 * `shared`: they have a subject in common. `covered`: all subjects of the silent one are (in) subjects of those that speak. `remainder`: all but
 * one are.
 */
export type Overlap = 'file' | 'lines' | 'edits' | 'shared' | 'covered' | 'remainder';

export interface Row {
  readonly speaks: readonly string[];
  /** `*`: every other rule. */
  readonly silences: readonly string[];
  readonly when: Overlap;
}

/**
 * "Which rule speaks" of docs/architecture.md, in order: who silences a rule stands above the rows in which that rule speaks. Rules
 * don't know each other; this is the only place that knows two.
 */
export const precedence: readonly Row[] = [
  { speaks: ['kasane/invalid-dockerfile'], silences: ['*'], when: 'file' },

  { speaks: ['cache/copy-before-install'], silences: ['cache/setup-after-copy'], when: 'edits' },
  {
    speaks: ['cache/copy-before-install'],
    silences: [
      'cache/order-by-change-rate',
      'cache/dependency-layer-split',
      'cache/cache-mount',
      'cache/lockfile-not-copied',
    ],
    when: 'lines',
  },
  { speaks: ['cache/manifests-out-of-date'], silences: ['cache/lockfile-not-copied'], when: 'lines' },

  { speaks: ['filesystem/deleted-later'], silences: ['state/environment-file'], when: 'shared' },
  { speaks: ['filesystem/writable-code'], silences: ['filesystem/copied-twice-by-chown'], when: 'lines' },
  {
    speaks: ['cache/git-directory-in-context', 'state/environment-file'],
    silences: ['cache/unused-files-in-copy'],
    when: 'covered',
  },

  // A service in the image still speaks beside a supervisor: its way out is another one.
  {
    speaks: ['process/supervisor'],
    silences: [
      'process/multiple-processes',
      'state/restart-loop',
      'process/cron-in-image',
      'process/remote-shell',
      'logs/shipper-in-image',
    ],
    when: 'covered',
  },
  {
    speaks: ['state/service-in-image', 'process/cron-in-image', 'process/remote-shell', 'logs/shipper-in-image'],
    silences: ['process/multiple-processes'],
    when: 'remainder',
  },
  {
    speaks: ['state/restart-loop'],
    silences: ['process/keep-alive', 'process/shell-form', 'process/entrypoint-without-exec'],
    when: 'lines',
  },

  // Only the tail beside one program: it speaks. Two programs and a tail: they do (the row after).
  { speaks: ['logs/tail-log'], silences: ['process/keep-alive'], when: 'lines' },
  { speaks: ['logs/tail-log', 'process/keep-alive'], silences: ['process/multiple-processes'], when: 'remainder' },
  {
    speaks: ['process/multiple-processes'],
    silences: [
      'process/keep-alive',
      'process/shell-form',
      'process/entrypoint-without-exec',
      'process/admin-task-at-start',
    ],
    when: 'lines',
  },
  { speaks: ['logs/tail-log', 'process/keep-alive'], silences: ['process/shell-form'], when: 'lines' },
  {
    speaks: ['logs/tail-log', 'process/keep-alive'],
    silences: ['logs/redirected-to-file', 'logs/server-logs-to-file'],
    when: 'shared',
  },

  { speaks: ['process/install-at-start'], silences: ['process/development-server'], when: 'shared' },
  {
    speaks: ['process/install-at-start', 'process/development-server'],
    silences: ['process/package-manager-as-process', 'process/shell-form'],
    when: 'lines',
  },
  { speaks: ['process/package-manager-as-process'], silences: ['process/shell-form'], when: 'lines' },

  // Standard error goes with standard output; alone it is `stderr-discarded`, and `redirected-to-file` says nothing then.
  { speaks: ['logs/redirected-to-file'], silences: ['logs/stderr-discarded'], when: 'lines' },
  {
    speaks: ['logs/redirected-to-file', 'logs/stderr-discarded'],
    silences: ['process/shell-form', 'process/entrypoint-without-exec'],
    when: 'lines',
  },

  { speaks: ['logs/log-volume', 'state/embedded-database'], silences: ['state/volume'], when: 'covered' },
  { speaks: ['state/volume'], silences: ['state/local-uploads'], when: 'covered' },
  { speaks: ['state/localhost-service'], silences: ['state/environment-baked-in'], when: 'covered' },
];

/** Those that speak, in the order given. Pass only findings that are on, not ignored and in scope: the others give the word back. */
export function speak<F extends Speaking>(findings: readonly F[]): readonly F[] {
  const silent = new Set<F>();
  for (const group of byDockerfile(findings)) {
    for (const row of precedence) {
      const speakers = group.filter((finding) => row.speaks.includes(finding.rule) && !silent.has(finding));
      if (speakers.length === 0) continue;
      const isCovered = overlaps[row.when](speakers);
      for (const finding of group) {
        const concerned = row.silences.includes('*')
          ? !row.speaks.includes(finding.rule)
          : row.silences.includes(finding.rule);
        if (concerned && !silent.has(finding) && isCovered(finding)) silent.add(finding);
      }
    }
  }
  return findings.filter((finding) => !silent.has(finding));
}

function byDockerfile<F extends Speaking>(findings: readonly F[]): Iterable<readonly F[]> {
  const groups = new Map<string, F[]>();
  for (const finding of findings) {
    const group = groups.get(finding.dockerfile);
    if (group) group.push(finding);
    else groups.set(finding.dockerfile, [finding]);
  }
  return groups.values();
}

const overlaps: Readonly<Record<Overlap, (speakers: readonly Speaking[]) => (other: Speaking) => boolean>> = {
  file: () => () => true,
  lines: (speakers) => {
    const lines = new Set(speakers.flatMap(({ path, ranges }) => ranges.flatMap((range) => linesOf(path, range))));
    return ({ path, ranges }) => ranges.some((range) => linesOf(path, range).some((line) => lines.has(line)));
  },
  edits: (speakers) => {
    const lines = new Set(speakers.flatMap(({ fix }) => fix?.edits.flatMap((edit) => linesOf(edit.path, edit)) ?? []));
    return ({ path, ranges }) => ranges.some((range) => linesOf(path, range).some((line) => lines.has(line)));
  },
  shared: (speakers) => {
    const holds = holder(speakers);
    return ({ subjects }) => (subjects ?? []).some(holds);
  },
  covered: (speakers) => {
    const holds = holder(speakers);
    return ({ subjects }) => subjects !== undefined && subjects.length > 0 && subjects.every(holds);
  },
  remainder: (speakers) => {
    const holds = holder(speakers);
    return ({ subjects }) => {
      const left = new Set(subjects?.filter((subject) => !holds(subject)));
      return subjects !== undefined && left.size < new Set(subjects).size && left.size <= 1;
    };
  },
};

function linesOf(path: string, range: { readonly startLine: number; readonly endLine: number }): readonly string[] {
  const lines: string[] = [];
  for (let line = range.startLine; line <= range.endLine; line += 1) lines.push(`${line}:${path}`);
  return lines;
}

/** The subject itself or, for an absolute path, a directory above it. */
function holder(speakers: readonly Speaking[]): (subject: string) => boolean {
  const held = new Set(speakers.flatMap(({ subjects }) => subjects ?? []));
  return (subject) => {
    if (held.has(subject)) return true;
    if (!subject.startsWith('/')) return false;
    for (let slash = subject.lastIndexOf('/'); slash > 0; slash = subject.lastIndexOf('/', slash - 1)) {
      if (held.has(subject.slice(0, slash))) return true;
    }
    return false;
  };
}
