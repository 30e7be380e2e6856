/**
 * How parsing grows: times in milliseconds for n, 2n and 4n of inputs that are easy to make slow. What grows with the square shows 4 and
 * 16 in the last columns; linear is 2 and 4, give or take the machine. Run it with `node bench/parse.ts [scale]`.
 */
import { parseDockerfile } from '../src/dockerfile/parse.ts';
import { commandsOf } from '../src/shell/nested.ts';
import { parseShell } from '../src/shell/parse.ts';

const CASES: Readonly<Record<string, (n: number) => void>> = {
  'RUN, one word': (n) => dockerfile(`FROM a\nRUN ${'x'.repeat(n)}`),
  'RUN, many words': (n) => dockerfile(`FROM a\nRUN ${'x '.repeat(n / 2)}`),
  'ENV, one value': (n) => dockerfile(`FROM a\nENV A=${'x'.repeat(n)}`),
  'ENV, backslashes': (n) => dockerfile(`FROM a\nENV A=${'\\'.repeat(n)}`),
  'ENV, dollars': (n) => dockerfile(`FROM a\nENV A=${'$'.repeat(n)}`),
  'ENV, ${': (n) => dockerfile(`FROM a\nENV A=${'${'.repeat(n / 2)}`),
  'ENV, ${a:-': (n) => dockerfile(`FROM a\nENV A=${'${a:-'.repeat(n / 5)}${'}'.repeat(n / 5)}`),
  'ENV, variables': (n) => dockerfile(`FROM a\nENV A=${'$A'.repeat(n / 2)}`),
  'ENV, quotes': (n) => dockerfile(`FROM a\nENV A=${'"'.repeat(n)}`),
  'ENV, single quotes': (n) => dockerfile(`FROM a\nENV A=${"'x".repeat(n / 2)}`),
  'RUN, backslashes': (n) => dockerfile(`FROM a\nRUN ${'\\'.repeat(n)}`),
  'RUN, <<': (n) => dockerfile(`FROM a\nRUN ${'<<'.repeat(n / 2)}`),
  'RUN, <<a': (n) => dockerfile(`FROM a\nRUN ${'<<a '.repeat(n / 4)}`),
  'RUN, digits and <<': (n) => dockerfile(`FROM a\nRUN <<a ${'1'.repeat(n)}`),
  'RUN, heredocs': (n) => dockerfile(`FROM a\n${'RUN <<a\nx\na\n'.repeat(n / 12)}`),
  'RUN, <<a times its ends': (n) => dockerfile(`FROM a\nRUN ${'<<a '.repeat(n / 8)}\n${'a\n'.repeat(n / 8)}`),
  'CMD, a list': (n) => dockerfile(`FROM a\nCMD [${'"a",'.repeat(n / 4)}"a"]`),
  'CMD, brackets': (n) => dockerfile(`FROM a\nCMD ${'['.repeat(n)}`),
  'RUN, mounts': (n) => dockerfile(`FROM a\nRUN ${'--mount=type=cache,target=/a '.repeat(n / 29)} x`),
  'RUN, one mount': (n) => dockerfile(`FROM a\nRUN --mount=${'a=b,'.repeat(n / 4)}`),
  'RUN, mount of quotes': (n) => dockerfile(`FROM a\nRUN --mount=\\"${'\\"\\"'.repeat(n / 4)}`),
  'COPY, words': (n) => dockerfile(`FROM a\nCOPY ${'a '.repeat(n / 2)} /`),
  'COPY, path': (n) => dockerfile(`FROM scratch\nCOPY a ${'/a/..'.repeat(n / 5)}`),
  'FROM, one word': (n) => dockerfile(`FROM ${'a-'.repeat(n / 2)}`),
  'HEALTHCHECK, interval': (n) => dockerfile(`FROM a\nHEALTHCHECK --interval=${'1h'.repeat(n / 2)} CMD a`),
  'EXPOSE, colons': (n) => dockerfile(`FROM a\nEXPOSE ${'1:'.repeat(n / 2)}`),
  continuations: (n) => dockerfile(`FROM a\nRUN ${'a \\\n'.repeat(n / 4)}`),
  'comments in a continuation': (n) => dockerfile(`FROM a\nRUN a \\\n${'# x\n'.repeat(n / 4)}b`),
  'blank lines in a continuation': (n) => dockerfile(`FROM a\nRUN a \\\n${'\n'.repeat(n)}b`),
  'blanks in a line': (n) => dockerfile(`FROM a\n${' '.repeat(n)}x${' '.repeat(n)}`),
  comments: (n) => dockerfile('# x\n'.repeat(n / 4)),
  'carriage returns': (n) => dockerfile(`FROM a\nRUN ${'\r'.repeat(n)}x`),
  'ENV lines': (n) => dockerfile(`FROM a\n${repeat(n / 16, (i) => `ENV A${i}=$A${i - 1}\n`)}`),
  'ENV on a line': (n) => dockerfile(`FROM a\nENV ${repeat(n / 16, (i) => `A${i}=$A${i - 1} `)}`),
  'ARG lines before FROM': (n) => dockerfile(`${repeat(n / 16, (i) => `ARG A${i}=$A${i - 1}\n`)}FROM a`),
  'ARG on a line': (n) => dockerfile(`ARG ${repeat(n / 16, (i) => `A${i}=$A${i - 1} `)}\nFROM a`),
  'values that double': (n) => dockerfile(`FROM scratch\nENV A=aaaa\n${'ENV A=$A$A\n'.repeat(n / 20_000)}`),
  stages: (n) => dockerfile(repeat(n / 16, (i) => `FROM a AS b${i}\n`)),
  'stages on each other': (n) =>
    dockerfile(`FROM a AS b0\n${repeat(n / 16, (i) => `FROM b${i} AS b${i + 1}\nENV A${i}=$A\n`)}`),
  'stages that copy from each other': (n) =>
    dockerfile(`FROM a AS b0\n${repeat(n / 32, (i) => `FROM a AS b${i + 1}\nCOPY --from=b${i} a b\n`)}`),
  'one stage that copies from all': (n) =>
    dockerfile(
      `${repeat(n / 32, (i) => `FROM a AS b${i}\n`)}FROM a\n${repeat(n / 32, (i) => `COPY --from=b${i} a b\n`)}`,
    ),
  'ONBUILD and stages': (n) =>
    dockerfile(`FROM a AS b\n${'ONBUILD ENV A=b\n'.repeat(n / 32)}${'FROM b\n'.repeat(n / 16)}`),
  'shell, one word': (n) => shell('x'.repeat(n / 4)),
  'shell, &&': (n) => shell('a && '.repeat(n / 20)),
  'shell, ;': (n) => shell('a; '.repeat(n / 12)),
  'shell, pipes': (n) => shell(`${'a | '.repeat(n / 16)}a`),
  'shell, $(': (n) => shell('$('.repeat(n / 8)),
  'shell, "$(': (n) => shell('"$('.repeat(n / 12)),
  'shell, ${': (n) => shell('${a:-'.repeat(n / 20)),
  'shell, backticks': (n) => shell('`a` '.repeat(n / 16)),
  'shell, open backticks': (n) => shell('`'.repeat(n / 4)),
  'shell, braces': (n) => shell('{ '.repeat(n / 8)),
  'shell, parentheses': (n) => shell('('.repeat(n / 4)),
  'shell, if': (n) => shell('if a; then '.repeat(n / 44)),
  'shell, quotes': (n) => shell('"'.repeat(n / 4)),
  'shell, backslashes': (n) => shell('\\'.repeat(n / 4)),
  'shell, heredocs': (n) => shell('a <<b\nx\nb\n'.repeat(n / 40)),
  'shell, open heredocs': (n) => shell('a <<b\n'.repeat(n / 24)),
  'shell, <<a': (n) => shell('<<a '.repeat(n / 16)),
  'shell, assignments': (n) => shell('a=b '.repeat(n / 16)),
  'shell, arrays': (n) => shell(`a=(${'b '.repeat(n / 8)}`),
  'shell, globs': (n) => shell('*[a?'.repeat(n / 16)),
  'shell, brace words': (n) => shell('{a,'.repeat(n / 12)),
  'shell, ((': (n) => shell('(('.repeat(n / 8)),
  'shell, [[': (n) => shell('[[ ( '.repeat(n / 20)),
  'shell, case': (n) => shell(`case a in ${'a) b;; '.repeat(n / 28)}esac`),
  'shell, functions': (n) => shell('f() { cd a; }; f; '.repeat(n / 72)),
  'shell, cd': (n) => shell('cd a && '.repeat(n / 32)),
  'shell, sh -c': (n) => shell("sh -c 'a; b'; ".repeat(n / 56)),
};

const scale = Number(process.argv[2] ?? 256 * 1024);
const only = process.argv[3];
for (const [name, run] of Object.entries(CASES)) {
  if (only !== undefined && !name.includes(only)) continue;
  run(1000);
  const times = [1, 2, 4].map((factor) => time(() => run(scale * factor)));
  const [first = 1, ...others] = times;
  const ratios = others.map((other) => (other / Math.max(first, 0.1)).toFixed(1));
  console.log(name.padEnd(34), times.map((ms) => ms.toFixed(1).padStart(9)).join(''), '  ×', ratios.join(' '));
}

function dockerfile(text: string): void {
  parseDockerfile('Dockerfile', text);
}

function shell(text: string): void {
  commandsOf(parseShell(text));
}

function repeat(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join('');
}

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
