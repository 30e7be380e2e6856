import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { CopyLike, Dockerfile, Instruction, Run } from '../../src/dockerfile/model.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

/** What dockerfile-ast 0.7.1 misreads, and what BuildKit 0.32 says. Nothing of it may be seen outside of `src/dockerfile/`. */
suite('defects of dockerfile-ast that are not ours', () => {
  test('COPY ["a b", "/d/"]: the blank stays', () => {
    const copy = only(copies(read('FROM x', 'COPY ["a b", "/d/"]')));
    assert.deepEqual([copy.sources.map(({ value }) => value), copy.destination.value], [['a b'], '/d/']);
  });

  test('CMD ["\\n", "\\u0041", "a\\"b"]: escapes of JSON', () => {
    assert.deepEqual(command('CMD ["\\n", "\\u0041", "a\\"b"]'), { exec: ['\n', 'A', 'a"b'] });
  });

  for (const args of ['[ "a", b ]', '["a",]', '["a"] # x']) {
    test(`CMD ${args}: no JSON, so the shell form`, () => {
      assert.deepEqual(command(`CMD ${args}`), { shell: args });
    });
  }

  test('RUN cat 3<<EOF: a heredoc, and its body no instruction', () => {
    const file = read('FROM x', 'RUN cat 3<<EOF', 'USER root', 'EOF', 'USER app');
    const [heredoc] = only(runs(file)).heredocs;
    assert.deepEqual([heredoc?.name, heredoc?.fileDescriptor, heredoc?.body], ['EOF', 3, 'USER root\n']);
    assert.deepEqual(keywords(file), ['FROM', 'RUN', 'USER']);
  });

  test('RUN cat << EOF: a heredoc called EOF', () => {
    const file = read('FROM x', 'RUN cat << EOF', 'USER root', 'EOF', 'USER app');
    assert.equal(only(runs(file)).heredocs[0]?.name, 'EOF');
    assert.deepEqual(keywords(file), ['FROM', 'RUN', 'USER']);
  });

  test('RUN cat <<E"O"F: a quoted heredoc called EOF, that ends', () => {
    const file = read('FROM x', 'RUN cat <<E"O"F', 'USER root', 'EOF', 'USER app');
    const [heredoc] = only(runs(file)).heredocs;
    assert.deepEqual([heredoc?.name, heredoc?.quoted], ['EOF', true]);
    assert.deepEqual(keywords(file), ['FROM', 'RUN', 'USER']);
  });

  test('a heredoc body that ends in a backslash ends all the same', () => {
    const file = read('FROM x', 'RUN <<EOF', 'echo a \\', 'EOF', 'USER app');
    assert.equal(only(runs(file)).heredocs[0]?.body, 'echo a \\\n');
    assert.deepEqual(keywords(file), ['FROM', 'RUN', 'USER']);
  });

  test('RUN bash -c "$(cat <<EOF": inside quotes it is none', () => {
    const file = read('FROM x', 'RUN bash -c "$(cat <<EOF \\', 'x)"', 'USER app');
    assert.deepEqual(only(runs(file)).heredocs, []);
    assert.deepEqual(keywords(file), ['FROM', 'RUN', 'USER']);
  });

  for (const line of ['RUN <<EOF', 'RUN x # <<EOF', 'RUN cat <<EOF>out']) {
    test(`${line} that is never ended: an error`, () => {
      assert.deepEqual(reasons(read('FROM x', line, 'USER app')), ['unterminated-heredoc']);
    });
  }

  test('a heredoc body is not among the arguments', () => {
    const copy = only(copies(read('FROM x', 'COPY <<a.txt b /c/', 'not /a /word', 'a.txt')));
    assert.deepEqual([copy.sources.map(({ raw }) => raw), copy.destination.raw], [['b'], '/c/']);
  });

  test('WORKDIR <<EOF and a second word <<<x: no heredocs', () => {
    const file = read('FROM x', 'WORKDIR <<EOF', 'RUN cat <<<x', 'USER app');
    assert.deepEqual(keywords(file), ['FROM', 'WORKDIR', 'RUN', 'USER']);
    assert.deepEqual(only(runs(file)).heredocs, []);
  });

  test('--mount=type=bind,"source=a b",target=/x: one flag', () => {
    const run = only(runs(read('FROM x', 'RUN --mount=type=bind,"source=a b",target=/x ls')));
    const mount = only(run.mounts);
    assert.deepEqual([mount.source?.value, mount.target], ['a b', '/x']);
    assert.deepEqual(run.command.form === 'shell' && run.command.text, 'ls');
  });

  test('ARG A B=2: two variables', () => {
    const [arg] = read('FROM x', 'ARG A B=2').stages[0]?.instructions ?? [];
    assert.ok(arg?.keyword === 'ARG');
    assert.deepEqual(
      arg.args.map(({ name, value }) => [name, value?.value]),
      [
        ['A', undefined],
        ['B', '2'],
      ],
    );
  });

  test('FROM reg:5000/a:$V@sha256:…: name, tag and digest', () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const file = read('ARG V=1', `FROM reg:5000/a:$V@${digest}`);
    assert.deepEqual(file.stages[0]?.base, {
      kind: 'image',
      name: 'reg:5000/a',
      tag: '1',
      digest,
      reference: `reg:5000/a:1@${digest}`,
    });
  });

  test('\\r alone: a blank, no line end', () => {
    const file = parseDockerfile('Dockerfile', 'FROM x\nLABEL a=b\rc=d\n');
    assert.deepEqual(keywords(file), ['FROM', 'LABEL']);
    const [labels] = file.stages[0]?.instructions ?? [];
    assert.deepEqual(labels?.keyword === 'LABEL' && labels.pairs.map(({ name }) => name), ['a', 'c']);
  });

  for (const [written, value] of [
    ['\\$V', '$V'],
    ["'$V'", '$V'],
    ['$$V', 'V'],
    ['"\\$V"', '$V'],
    ['"$V"', 'v'],
  ] as const) {
    test(`${written} is ${value}`, () => {
      assert.equal(label(`ENV V=v`, `LABEL l=${written}`), value);
    });
  }

  test('${V#x}: V without x in front', () => {
    assert.equal(label('ENV V=xyz', 'LABEL l=${V#x}'), 'yz');
  });

  test('ENV A=1 B=$A, then $B: B is the A from before the line', () => {
    assert.equal(label('ENV A=0', 'ENV A=1 B=$A', 'LABEL l=$B'), '0');
  });

  test('FROM a AS b, ENV X=1, FROM b, $X: stages inherit', () => {
    const file = read('FROM scratch AS b', 'ENV X=1', 'FROM b', 'LABEL l=$X');
    const [instruction] = file.stages[1]?.instructions ?? [];
    assert.deepEqual(instruction?.keyword === 'LABEL' && instruction.pairs[0]?.value.value, '1');
  });

  test('a first comment that looks like a directive is a comment', () => {
    const file = read('# maintainer=me', '# escape=`', 'FROM x', 'RUN a \\', '  b');
    assert.equal(file.escape, '\\');
    assert.deepEqual(
      file.comments.map(({ text }) => text),
      ['maintainer=me', 'escape=`'],
    );
  });
});

function read(...lines: readonly string[]): Dockerfile {
  return parseDockerfile('Dockerfile', `${lines.join('\n')}\n`);
}

function keywords(file: Dockerfile): readonly string[] {
  return file.instructions.map(({ keyword }) => keyword);
}

function reasons(file: Dockerfile): readonly string[] {
  return file.problems.map(({ reason }) => reason);
}

function runs(file: Dockerfile): readonly Run[] {
  return file.instructions.filter((instruction): instruction is Run => instruction.keyword === 'RUN');
}

function copies(file: Dockerfile): readonly CopyLike[] {
  return file.instructions.filter((instruction): instruction is CopyLike => instruction.keyword === 'COPY');
}

function only<Item>(items: readonly Item[]): Item {
  const [item] = items;
  assert.ok(item !== undefined && items.length === 1);
  return item;
}

function command(line: string): { exec: readonly string[] } | { shell: string } {
  const instruction: Instruction | undefined = read('FROM x', line).stages[0]?.instructions[0];
  assert.ok(instruction?.keyword === 'CMD');
  const invocation = instruction.command;
  return invocation.form === 'exec' ? { exec: invocation.words } : { shell: invocation.text };
}

/** The value of the last label, on scratch, where all is known. */
function label(...lines: readonly string[]): string | null | undefined {
  const last = read('FROM scratch', ...lines).instructions.at(-1);
  return last?.keyword === 'LABEL' ? last.pairs[0]?.value.value : undefined;
}
