import { test } from 'node:test';
import * as fc from 'fast-check';
import { declaredBuilds } from '../../src/context/discover/discover.ts';
import { isOutside } from '../../src/context/discover/declare.ts';
import { memoryTree } from '../../src/repository/memory.ts';

/** Pieces of all the languages that are read, in any order. */
const pieces = [
  'services:|build|: |\n|  |- |.|..|/|target| "x" |{|}|[|]|=|$|${A:-b}|$(|)|${{ matrix.a }}|docker build |-f |Dockerfile|&a |*a|<<: |\t|\\\n',
  `|'|"|#|uses: docker/build-push-action@v6|jobs:|steps:|run: |context: |cd |&& |<<E|\uFEFF|\0|😀|--|-|,|//|/*|..\\|~`,
].flatMap((list) => list.split('|'));
const piece = fc.constantFrom('|', ...pieces);

/** How each kind of file begins; what follows is anything. */
const starts: Readonly<Record<string, string>> = {
  'compose.yaml': 'services:\n  a:\n    build: ',
  'docker-bake.hcl': 'target "a" {\n  context = ',
  'docker-bake.json': '{"target": {"a": {"context": ',
  '.github/workflows/a.yml': 'jobs:\n  a:\n    steps:\n      - run: docker build ',
  Makefile: 'a:\n\tdocker build ',
  '.gitlab-ci.yml': 'a:\n  script: docker build ',
  Jenkinsfile: "sh 'docker build ",
  'package.json': '{"scripts": {"a": "docker build ',
  'docker.sh': 'docker build ',
  '.devcontainer/devcontainer.json': '{"dockerFile": "../Dockerfile", "context": ',
};

test('whatever a file says, it is read or named as broken, and its builds are of files that are here', () => {
  const text = fc.array(piece, { maxLength: 40 }).map((chosen) => chosen.join(''));
  fc.assert(
    fc.property(text, (written) => {
      const files = Object.fromEntries(Object.entries(starts).map(([path, start]) => [path, start + written]));
      const tree = memoryTree({ ...files, Dockerfile: 'FROM scratch\n' });
      const { builds, broken } = declaredBuilds(tree);
      return (
        builds.every(
          ({ dockerfile, directory, origin }) =>
            tree.get(dockerfile) !== undefined &&
            (isOutside(directory) || !directory.split('/').includes('..')) &&
            !directory.startsWith('/') &&
            (origin.at?.line ?? 0) >= 1 &&
            (origin.at?.line ?? 0) <= (files[origin.at?.path ?? '']?.split('\n').length ?? 0),
        ) && broken.every(({ path }) => path in starts)
      );
    }),
    { numRuns: 1000 },
  );
});
