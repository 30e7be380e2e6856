import fc from 'fast-check';
import { type Place, pick } from './place.ts';
import { LONG_TEXTS, TEXTS, WILDCARDS } from './texts.ts';

/** An instruction, once it is known where it stands; null: there is nothing that it could take. */
export type Line = (at: Place) => string | null;

const number = fc.nat({ max: 30 });
const word = (...words: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...words);
/** Mostly none of them. */
const rarely = (weight: number, arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 10 - weight, arbitrary: fc.constant('') }, { weight, arbitrary });

/** A path that is there, perhaps written in an odd way; else a wildcard. */
type Source = (at: Place) => string;
const named: fc.Arbitrary<Source> = fc
  .tuple(number, rarely(3, word('./', '/', '/../', 'slash', 'dots')))
  .map(([index, form]) => ({ paths }) => {
    const path = pick(paths, index) ?? '.';
    if (form === 'slash') return `${path}/.`;
    if (form === 'dots') return `${path}/../${path.split('/').at(-1) ?? ''}`;
    return `${form}${path}`;
  });
const wildcard: fc.Arbitrary<Source> = word(...WILDCARDS).map((text) => () => text);
const anySource = fc.oneof({ weight: 6, arbitrary: named }, { weight: 4, arbitrary: wildcard });

const excludes = word('*.md', '**/x.md', 'a', 'b/*', 'a/b', '**/a', '!b', '**');
const exclude = rarely(
  2,
  fc.array(excludes, { minLength: 1, maxLength: 2 }).map((all) => all.map((one) => `--exclude=${one} `).join('')),
);
const owner = rarely(2, word('--chown=1:1 ', '--chown=2 ', '--chown=0:0 '));
const mode = rarely(1, word('--chmod=700 ', '--chmod=0644 ', '--chmod=755 '));
const folder = word('/d/', '/e/', '/g/', '/i/', '/j/', 'r/', './', '/d/x/', '/f/$V/');
const keyword = fc.oneof({ weight: 9, arbitrary: fc.constant('COPY') }, { weight: 1, arbitrary: fc.constant('ADD') });

/** What COPY --link makes stands on nothing, so the salt has to be in it. */
const salted = (link: string, destination: string): string =>
  link === '' ? destination : `/@/${destination.replace(/^\/+/, '')}`;
const link = rarely(2, fc.constant('--link '));

function joined(paths: readonly string[]): string {
  return paths.some((path) => path.includes(' ')) ? JSON.stringify(paths) : paths.join(' ');
}

const copy: fc.Arbitrary<Line> = fc.tuple(keyword, link, owner, mode, exclude, anySource, folder).map(
  ([verb, linked, chown, chmod, excluded, from, to]) =>
    (at) =>
      `${verb} ${linked}${chown}${chmod}${excluded}${joined([from(at), salted(linked, to)])}`,
);

const copyToName: fc.Arbitrary<Line> = fc.tuple(owner, named, word('/q', 'y', '/d', '/q/z')).map(
  ([chown, from, to]) =>
    (at) =>
      `COPY ${chown}${joined([from(at), to])}`,
);

const copySeveral: fc.Arbitrary<Line> = fc.tuple(link, exclude, anySource, anySource, folder).map(
  ([linked, excluded, first, second, to]) =>
    (at) =>
      `COPY ${linked}${excluded}${joined([first(at), second(at), salted(linked, to)])}`,
);

const copyParents: fc.Arbitrary<Line> = fc
  .tuple(
    exclude,
    rarely(3, word('./a/./', './ab/./', 'a*/./', './')),
    fc.oneof(
      word('**/*.md', 'a*', '*/a', '**/a', '*').map(
        (text): Source =>
          () =>
            text,
      ),
      named,
    ),
  )
  .map(
    ([excluded, pivot, from]) =>
      (at) =>
        `COPY --parents ${excluded}${pivot}${from(at)} /p/`,
  );

const OF_STAGE = ['/', '/d*', '/out*', '/bin', '/e*', '/d/a*', '/d/*', '/bin/s*', '/[eg]/*', '/*/a'];

/** A path of a stage above that is probably there, with how the stage is named. */
type FromStage = (at: Place) => { readonly stage: string; readonly path: string } | null;
const fromStage: fc.Arbitrary<FromStage> = fc
  .tuple(number, number, rarely(4, word(...OF_STAGE)))
  .map(([index, path, other]) => ({ stages, made }) => {
    const stage = pick(stages, index);
    if (stage === undefined) return null;
    return { stage, path: other || (pick(made[index % stages.length] ?? [], path) ?? '/bin/sh') };
  });

const copyFromStage: fc.Arbitrary<Line> = fc
  .tuple(link, owner, exclude, fromStage, word('/from/', '/from2/', 'k/'), rarely(2, word('number', 'upper')))
  .map(([linked, chown, excluded, from, to, spelled]) => (at) => {
    const taken = from(at);
    if (!taken) return null;
    const { stage, path } = taken;
    const name = spelled === 'upper' ? stage.toUpperCase() : spelled ? String(at.stages.indexOf(stage)) : stage;
    return `COPY ${linked}${chown}${excluded}--from=${name} ${path} ${salted(linked, to)}`;
  });

const mountOfContext: fc.Arbitrary<Line> = fc
  .tuple(rarely(7, fc.constant('source=')), named, rarely(2, word(',rw', ',ro')))
  .map(
    ([option, from, access]) =>
      (at) =>
        `RUN --mount=type=bind,${option && `${option}${from(at)},`}target=/m${access} : mounted`,
  );

const mountOfStage: fc.Arbitrary<Line> = fc
  .tuple(rarely(6, fc.constant('source=')), fromStage)
  .map(([option, from]) => (at) => {
    const taken = from(at);
    // A number names an image here.
    if (!taken || /^\d+$/.test(taken.stage)) return null;
    const source = option && !/[*[]/.test(taken.path) ? `,${option}${taken.path}` : '';
    return `RUN --mount=type=bind,from=${taken.stage}${source},target=/m : mounted`;
  });

const written = (texts: readonly string[]): fc.Arbitrary<Line> => word(...texts).map((text) => () => text);

/** What RUN reads, it writes: the same input gives the same output. */
const readAndWrite: fc.Arbitrary<Line> = word('/d/a', '/e/b', '/d/ab', '/h', '/q').map(
  (path) => () => `RUN { read x < ${path}; } 2>/dev/null; { echo "$x" > /out; } 2>/dev/null; :`,
);

export const line: fc.Arbitrary<Line> = fc.oneof(
  { weight: 24, arbitrary: copy },
  { weight: 4, arbitrary: copyToName },
  { weight: 6, arbitrary: copySeveral },
  { weight: 6, arbitrary: copyParents },
  { weight: 22, arbitrary: copyFromStage },
  { weight: 5, arbitrary: mountOfContext },
  { weight: 5, arbitrary: mountOfStage },
  { weight: 28, arbitrary: written(TEXTS) },
  { weight: 4, arbitrary: written(LONG_TEXTS) },
  { weight: 5, arbitrary: readAndWrite },
);
