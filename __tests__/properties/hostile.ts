/** Text that somebody writes who wants more than to be quoted, and results made of it. */
import fc from 'fast-check';
import type { Doubt } from '../../src/findings/doubt.ts';
import type { Finding, Fix } from '../../src/findings/finding.ts';
import type { IncompleteReason, Result } from '../../src/findings/result.ts';
import type { Edit } from '../../src/fixes/edit.ts';
import { evidence, finding } from '../reports/example.ts';

const pieces = [
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  '\u0000',
  '\u007f',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\u2028',
  '\ud83d\ude00',
  '\u{e0041}',
  '\n',
  '\r\n',
  '\r',
  '\t',
  ' ',
  '\n\n',
  '\n::error::boo\n',
  '::set-output name=x::y',
  '##[error]boo',
  '%0A',
  '\n# heading\n',
  '`',
  '``',
  '```',
  '\n```\n',
  '\n````suggestion\n',
  '~~~',
  '|',
  '\\',
  '\\|',
  '\n---\n',
  '\n> ',
  '\n- ',
  '    ',
  '$(id)',
  "'",
  '"',
  '{{x}}',
  '<img src=x onerror=boo()>',
  '<!--',
  '-->',
  '</details>',
  '</summary>',
  '<script>',
  '&lt;',
  '&#60;',
  '@somebody',
  '#1',
  'GH-1',
  '[x](javascript:boo())',
  '![x](https://evil.example/x)',
  'https://evil.example/',
  '**',
  '_',
  '$$',
  'a',
  'pip',
  'é',
  '重',
];

const piece = fc.constantFrom(...pieces);
const short = fc.array(piece, { maxLength: 8 }).map((some) => some.join(''));
/** Also some that are far longer than any limit. */
export const hostile = fc.oneof(
  { weight: 20, arbitrary: short },
  { weight: 1, arbitrary: fc.tuple(piece, fc.constantFrom(300, 20_000)).map(([one, times]) => one.repeat(times)) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
/** A path is never empty, and each source decodes it: no half of a surrogate pair. */
const hostilePath = short.filter((text) => !/^[/\s]*$/.test(text) && !text.includes('\0'));

/** Lines of a file; the last one may have no end. */
const lines = fc
  .tuple(
    fc.array(
      short.map((text) => text.replace(/\r?\n/g, ' ')),
      { minLength: 1, maxLength: 12 },
    ),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([all, eol, open]) => {
    const ended = all.map((line) => line + eol);
    return open ? [...ended.slice(0, -1), `${all.at(-1) ?? ''}x`] : ended;
  });

const doubt: fc.Arbitrary<Doubt> = fc.oneof(
  hostilePath.map((path): Doubt => ({ kind: 'data-may-depend', path })),
  hostile.map((word): Doubt => ({ kind: 'unknown-value', word, line: 2 })),
  hostile.map((instruction): Doubt => ({ kind: 'step-between', line: 3, instruction })),
  hostile.map((image): Doubt => ({ kind: 'base-unknown', image })),
  hostile.map((variable): Doubt => ({ kind: 'named-file', path: 'x', variable })),
  hostile.map((value): Doubt => ({ kind: 'argument-decides', passed: [`X=${value}`], by: null, reason: 'not-known' })),
  fc
    .array(hostilePath, { minLength: 1, maxLength: 4 })
    .map((candidates): Doubt => ({ kind: 'context-ambiguous', candidates })),
);

const reason: fc.Arbitrary<IncompleteReason> = fc.oneof(
  fc.record({
    kind: fc.constant('broken-file' as const),
    detail: hostile,
    line: fc.option(fc.integer({ min: 1, max: 99 })),
  }),
  fc.record({ kind: fc.constant('api' as const), detail: hostile }),
  fc.record({ kind: fc.constant('internal' as const), detail: hostile }),
  fc.constant({ kind: 'unreadable', reason: 'special' } as const),
  fc.constant({ kind: 'nature', nature: 'template' } as const),
);

/** One result over some files, with the texts of the files. */
export interface Case {
  readonly result: Result;
  readonly files: ReadonlyMap<string, string>;
}

const span = fc.tuple(fc.nat(), fc.nat(), fc.nat());

function edit(path: string, text: readonly string[], [at, length, kind]: readonly number[], newText: string): Edit {
  const start = (at ?? 0) % text.length;
  const end = kind === 0 ? start : Math.min(text.length, start + 1 + ((length ?? 0) % 3));
  const ended = newText === '' || end === text.length ? newText : `${newText.replace(/\n$/, '')}\n`;
  return { path, startLine: start + 1, endLine: end, newText: ended };
}

function findingIn(files: ReadonlyMap<string, readonly string[]>): fc.Arbitrary<Finding> {
  const paths = [...files.keys()];
  return fc
    .record({
      path: fc.constantFrom(...paths),
      dockerfile: fc.constantFrom(...paths),
      place: span,
      change: span,
      newText: hostile,
      doubts: fc.array(doubt, { maxLength: 5 }),
      hasFix: fc.boolean(),
      severity: fc.constantFrom('error' as const, 'warning' as const, 'notice' as const),
      introduced: fc.constantFrom(true, false, null),
      evidence: fc.oneof(
        fc.constant(null),
        hostile.map((step) => evidence({ step })),
      ),
      words: fc.tuple(hostile, hostile),
      isVolume: fc.boolean(),
    })
    .map(
      ({
        path,
        dockerfile,
        place,
        change,
        newText,
        doubts,
        hasFix,
        severity,
        introduced,
        evidence: known,
        words,
        isVolume,
      }) => {
        const text = files.get(path) ?? [''];
        const [at, length] = place;
        const startLine = 1 + (at % text.length);
        const endLine = Math.min(text.length, startLine + (length % 4));
        const fix: Fix = { safe: doubts.length === 0, doubts, edits: [edit(path, text, change, newText)] };
        return finding({
          path,
          dockerfile,
          startLine,
          endLine,
          ranges: [{ startLine, endLine }],
          severity,
          introduced,
          evidence: known,
          fix: hasFix ? fix : null,
          ...(isVolume
            ? { rule: 'state/volume', values: { path: words[0] } }
            : { values: { line: 8, manifest: words[0], copied: words[1] } }),
        });
      },
    );
}

export const hostileCase: fc.Arbitrary<Case> = fc
  .dictionary(hostilePath, lines, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
  .map((files) => new Map(Object.entries(files)))
  .chain((files) =>
    fc
      .record({
        findings: fc.array(findingIn(files), { maxLength: 40 }),
        incomplete: fc.array(fc.record({ path: fc.oneof(hostilePath, fc.constant('')), reason }), { maxLength: 15 }),
        outOfScope: fc.nat(5),
        ignores: fc.array(
          fc.record({
            at: fc.record({ path: hostilePath, line: fc.integer({ min: 1, max: 99 }) }),
            rules: fc.array(hostile, { maxLength: 3 }),
            reason: fc.option(hostile),
            findings: fc.nat(3),
          }),
          { maxLength: 5 },
        ),
        contexts: fc.array(fc.option(hostilePath), { minLength: 4, maxLength: 4 }),
      })
      .map(({ contexts, ...rest }) => ({
        files: new Map([...files].map(([path, all]) => [path, all.join('')])),
        result: {
          ...rest,
          files: [...files.keys()].map((path, index) => {
            const context = contexts[index] ?? null;
            return {
              path,
              context,
              contextFrom: context === null ? null : `${context}:4`,
              ecosystems: ['pip'],
              stages: index,
            };
          }),
        },
      })),
  );
