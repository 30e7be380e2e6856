import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { ProblemReason } from '../../src/dockerfile/model.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

/**
 * Each was given to BuildKit 0.32 (parser, instructions and dockerfile2llb), which says the same. Only what a build argument or a base image
 * may set is accepted here, where BuildKit had neither.
 */
interface Case {
  /** `FROM x` stands in front unless the first line is a FROM, an ARG or a comment. */
  readonly refused: readonly string[];
  /** As close to it as BuildKit accepts. */
  readonly accepted: readonly string[];
}

const DIGEST = '0'.repeat(64);

const PROBLEMS: Readonly<Record<Exclude<ProblemReason, 'destination-needs-slash'>, Case>> = {
  'unknown-instruction': {
    refused: ['RUNN a', 'apt-get install', '+RUN a', '"RUN" a', 'RUN\u00a0a', '\\'],
    accepted: ['run a', 'rUn a', 'R\\\nUN a', '  RUN a', '\u00a0RUN a', 'RUN\ta'],
  },
  'missing-arguments': {
    refused: ['ENV', 'LABEL', 'ARG', 'EXPOSE', 'VOLUME', 'VOLUME []', 'VOLUME [""]', 'HEALTHCHECK', 'ONBUILD'],
    accepted: [
      'ENV A=',
      'ARG A',
      'RUN',
      'CMD',
      'ENTRYPOINT []',
      'RUN []',
      'HEALTHCHECK NONE',
      'VOLUME [',
      'ONBUILD WORKDIR',
    ],
  },
  'instruction-before-from': {
    refused: ['# c\nRUN a\nFROM x', 'ARG A\nENV A=1\nFROM x'],
    accepted: ['ARG A\nARG B=$A\nFROM x', '# a\n\n\n# b\nFROM x'],
  },
  'unterminated-heredoc': {
    refused: [
      'RUN <<EOF\na',
      'RUN <<EOF\n EOF',
      'RUN <<-EOF\n  EOF',
      'COPY <<a <<b /\nb\na',
      'RUN a <<EOF;\nEOF',
      'RUN a # <<EOF',
      'ONBUILD RUN <<EOF',
      'RUN <<EOF\nEOF ',
    ],
    accepted: [
      'RUN <<EOF\nEOF',
      'RUN <<-EOF\n\t\tEOF',
      'RUN <<EOF\r\na\r\nEOF\r\n',
      'COPY <<a <<b /\na\nb',
      'RUN a <<EOF;\nEOF;',
      'RUN a "<<EOF"',
      "RUN a '<<EOF'",
      'RUN a \\<<EOF',
      'RUN ["a", "<<EOF"]',
      'RUN a <<',
      'RUN a <<<EOF',
      'RUN a $((1<<2)) <<E\nE',
      'RUN a "b <<EOF',
      'CMD a <<EOF',
      'ENV A=<<EOF',
      'ONBUILD RUN <<EOF\nEOF',
      'RUN <<"A B"\nA B',
    ],
  },
  'unknown-flag': {
    refused: [
      'COPY --chwon=a a /',
      'ADD --from=a a /',
      'CMD --a',
      'ENV --a=b c=d',
      'RUN --mounts=a b',
      'WORKDIR --a /b',
      'COPY --From=a a /',
    ],
    accepted: [
      'RUN a --mount=b',
      'COPY --chown=a:b --chmod=755 --link --exclude=*.a --exclude=b --parents a /',
      'ARG --a B',
      'COPY -- --a /',
      'CMD -a',
      'RUN \u00a0 --a b',
      'ADD --keep-git-dir --unpack=true --link a /',
    ],
  },
  'duplicate-flag': {
    refused: ['COPY --chown=a --chown=b a /', 'RUN --network=none --network=none a'],
    accepted: ['COPY --exclude=a --exclude=b a /', 'RUN --mount=target=/a --mount=target=/b a'],
  },
  'flag-needs-value': {
    refused: ['COPY --chown a /', 'COPY --link= a /', 'RUN --mount a', 'FROM --platform x'],
    accepted: ['COPY --chown= a /', 'COPY --link a /', 'FROM --platform=linux/amd64 x'],
  },
  'invalid-flag-value': {
    refused: [
      'COPY --link=yes a /',
      'COPY --chmod=999 a /',
      'COPY --chmod=17777 a /',
      'RUN --network=bridge a',
      'RUN --security=none a',
      'FROM --platform=$BUILDPATFORM x',
      'HEALTHCHECK --interval=5 CMD a',
      'HEALTHCHECK --interval=-5s CMD a',
      'HEALTHCHECK --timeout=1us CMD a',
      'HEALTHCHECK --retries=-1 CMD a',
      'HEALTHCHECK --retries=x CMD a',
    ],
    accepted: [
      'COPY --link=FALSE a /',
      'COPY --chmod=0755 a /',
      'COPY --chmod=u+x a /',
      'COPY --chmod=$M a /',
      'RUN --network=none --security=sandbox a',
      'FROM --platform=$BUILDPLATFORM x',
      'HEALTHCHECK --interval=1h2.5m --timeout=0 --start-period=.5s --start-interval=1s --retries=0 CMD a',
      'HEALTHCHECK --interval=x NONE',
    ],
  },
  'copy-needs-destination': {
    refused: ['COPY a', 'COPY', 'ADD ["a"]', 'COPY --from=b a', 'COPY <<a\nx\na', 'COPY a <<b\nb'],
    accepted: ['COPY a b', 'COPY ["a", "b"]', 'COPY a b /c', 'COPY a b c/', 'COPY <<a b\nx\na'],
  },
  'onbuild-not-allowed': {
    refused: ['ONBUILD FROM a', 'ONBUILD onbuild RUN a', 'ONBUILD MAINTAINER a'],
    accepted: ['ONBUILD RUN a', 'onbuild copy a /', 'ONBUILD FROMM a', 'ONBUILD COPY a', 'ONBUILD RUN --a b'],
  },
  'from-arguments': {
    refused: ['FROM', 'FROM a b', 'FROM a AS', 'FROM a b c', 'FROM a AS b # c'],
    accepted: ['FROM a AS b', 'FROM a as b', 'FROM a \\\n  AS \\\n b'],
  },
  'invalid-stage-name': {
    refused: ['FROM a AS 1a', 'FROM a AS a/b', 'FROM a AS -a', 'FROM a AS $B'],
    accepted: ['FROM a AS A1', 'FROM a AS a-b_c.d', 'FROM a AS scratch'],
  },
  'stage-not-found': {
    refused: [
      'FROM x\nCOPY --from=1 a /',
      'FROM x\nCOPY --from=-1 a /',
      'FROM x AS a\nFROM x AS b\nCOPY --from=c a /\nFROM b AS c\nCOPY --from=a a /\nFROM b\nCOPY --from=c a /',
    ],
    accepted: [
      'FROM x\nFROM x\nCOPY --from=0 a /',
      'FROM x AS A\nFROM x\nCOPY --from=a a /',
      'FROM x AS a\nFROM x\nCOPY --from=A a /',
      'FROM x\nCOPY --from=alpine a /',
      'FROM x\nCOPY --from=alpine a /\nCOPY --from=1 a /',
      // The last stage is built, and that one is sound.
      'FROM x\nCOPY --from=b a /\nFROM x AS b',
    ],
  },
  'stage-cycle': {
    refused: [
      'FROM x AS a\nCOPY --from=a a /',
      'FROM x\nCOPY --from=0 a /',
      'FROM x AS a\nRUN --mount=from=b,target=/b c\nFROM x AS b\nCOPY --from=a a /',
    ],
    accepted: ['FROM x AS a\nFROM x AS b\nCOPY --from=a a /\nFROM b\nCOPY --from=a a /\nCOPY --from=b a /'],
  },
  'bad-key-value': {
    refused: ['ENV A', 'LABEL a', 'ENV A=1 B', 'ENV =1', 'ARG =1', 'LABEL a=b c', 'ONBUILD ENV A', 'ENV A=a b c=d'],
    accepted: [
      'ENV A 1',
      'ENV A  a = b',
      'LABEL a b c',
      'ENV A=1 B="2 3"',
      'ENV A=1 \\\n B=2',
      'ARG A=1 B',
      'ENV A = 1',
      "LABEL 'a b'=c",
      'ONBUILD ENV =1',
    ],
  },
  'shell-needs-json': {
    refused: ['SHELL bash -c', 'SHELL', 'SHELL []', "SHELL ['bash', '-c']"],
    accepted: ['SHELL ["bash", "-c"]', 'SHELL [ \\\n "a" ]'],
  },
  'json-needs-strings': {
    refused: [
      'CMD ["a", 1]',
      'RUN [1]',
      'COPY ["a", null]',
      'VOLUME [["/a"]]',
      'ONBUILD CMD [1]',
      'HEALTHCHECK CMD [true]',
    ],
    accepted: ['CMD ["a", b]', 'RUN [ -f a ]', 'RUN [[ -f a ]]', "CMD ['a']", 'CMD ["a"', 'CMD [""]'],
  },
  'one-argument-only': {
    refused: ['WORKDIR', 'USER', 'STOPSIGNAL', 'MAINTAINER'],
    accepted: ['WORKDIR a b', 'USER a b', 'MAINTAINER a b <c@d>'],
  },
  'bad-variable': {
    refused: [
      'FROM scratch\nENV A="b',
      'WORKDIR ${A',
      'USER ${}',
      'ENV A=${B!}',
      'COPY ${A} ${B:x} /',
      'COPY --from=$A a /',
      'FROM "a',
      'FROM ${A?}',
      'LABEL a=${B#\\c}',
      "EXPOSE '80",
      'COPY <<a /b\n${\na',
    ],
    accepted: [
      'FROM scratch\nENV A="b c"',
      'RUN echo ${A ${} "',
      'CMD ${A',
      'LABEL a=$ b=$$ c=$1',
      'WORKDIR ${A:?}',
      'ARG A\nFROM ${A:?}',
      'COPY <<"a" /b\n${\na',
      'COPY <<a /b\n"\na',
      'MAINTAINER "a',
      'ONBUILD WORKDIR ${A',
      // Not in what the last stage needs.
      'FROM x\nWORKDIR ${A\nFROM x',
    ],
  },
  'empty-image-name': {
    refused: ['FROM $A', 'FROM ""', 'FROM ${A}', 'FROM x AS a\nENV A=b\nFROM $A'],
    accepted: ['ARG A\nFROM $A', 'FROM ${A:-b}', 'ARG A=b\nFROM $A'],
  },
  'invalid-image-name': {
    refused: [
      'FROM Ubuntu',
      'FROM x AS a\nFROM A',
      'FROM a:b:c',
      'FROM a//b',
      'FROM a@sha256:1',
      `FROM ${DIGEST}`,
      'FROM a:',
      'COPY --from=B a /',
      'RUN --mount=from=B,target=/b c',
      'FROM -a',
    ],
    accepted: [
      'FROM a/b-c_d.e__f:G',
      'FROM Host/a',
      'FROM localhost/a',
      'FROM a.b:5000/c:d',
      `FROM a:b@sha256:${DIGEST}`,
      'FROM [::1]:5000/a',
      'FROM docker.io/a',
      'FROM 0',
      'ARG A=b\nFROM $A:$A',
    ],
  },
  'copy-from-address': {
    refused: ['COPY https://a/b /', 'COPY a http://a/b /'],
    accepted: ['ADD https://a/b /', 'COPY https:/a/b /', 'COPY $A /'],
  },
  'healthcheck-arguments': {
    refused: ['HEALTHCHECK a', 'HEALTHCHECK CMD', 'HEALTHCHECK NONE a', 'HEALTHCHECK CMD []'],
    accepted: ['HEALTHCHECK cmd a', 'HEALTHCHECK none', 'HEALTHCHECK CMD [', 'HEALTHCHECK --interval=1s CMD ["a"]'],
  },
  'invalid-mount': {
    refused: [
      'RUN --mount=type=foo,target=/a b',
      'RUN --mount=type=cache,targt=/a b',
      'RUN --mount=type=cache,target=/ b',
      'RUN --mount=type=bind,from=$A,target=/a b',
      'RUN --mount=type=cache,target=/a,sharing=one b',
      'RUN --mount=type=cache,target=/a,mode=999 b',
      'RUN --mount=type=bind,target=/a,mode=755 b',
      'RUN --mount=type=secret b',
      'RUN --mount=type=secret,id=a,source=b c',
      'RUN --mount=type=secret,id=a,from=b c',
      'RUN --mount=type=secret,id=a,required=yes b',
      'RUN --mount=type=bind,target=/a,required b',
      'RUN --mount=type=cache,target=/a,size=1 b',
      'RUN --mount=type=tmpfs,target=/a,sharing=shared b',
      'RUN --mount=type=cache,target=/a,foo b',
      'RUN --mount=type=cache,,target=/a b',
      'RUN --mount= a',
      'FROM scratch\nRUN --mount=type=tmpfs a',
    ],
    accepted: [
      'RUN --mount=target=/a b',
      'RUN --mount=type=cache,target=/a,id=$A-b,sharing=LOCKED,mode=0755,uid=1,gid=1,rw,ro=false b',
      'RUN --mount=TYPE=CACHE,dst=a b',
      'RUN --mount=type=$T,target=/a b',
      'RUN --mount=type=tmpfs,target=/a,size=10m b',
      'RUN --mount=type=secret,id=a,env=A,required=true,mode=0400 b',
      'RUN --mount=type=secret,target=/a b',
      'RUN --mount=type=ssh b',
      'RUN --mount=type=ssh,required b',
      'RUN --mount=type=bind,from=a,source=b,destination=/c,readwrite d',
      'RUN --mount=type=bind,target=. a',
    ],
  },
  'add-flags': {
    refused: [`ADD --checksum=sha256:${DIGEST} a /`, `ADD --checksum=sha256:${DIGEST} https://a/b https://a/c /`],
    accepted: [
      `ADD --checksum=sha256:${DIGEST} https://a/b /`,
      'ADD --checksum=$A https://a/b /',
      `ADD --checksum=${DIGEST.slice(0, 40)} https://a/b.git /`,
    ],
  },
  'invalid-directive': {
    refused: [
      '# escape=x\nFROM x',
      '# escape=`\n# escape=\\\nFROM x',
      '# syntax=docker/dockerfile:1\n# Syntax=docker/dockerfile:1\nFROM x',
    ],
    accepted: [
      '# escape=`\nFROM x',
      '#ESCAPE = \\ \nFROM x',
      '# c\n# escape=x\nFROM x',
      '\n# escape=x\nFROM x',
      '# foo=bar\n# escape=x\nFROM x',
      '# escape\nFROM x',
      '# syntax=docker/dockerfile:1\n# escape=`\nFROM x',
    ],
  },
  'invalid-port': {
    refused: ['EXPOSE http', 'EXPOSE 80/http', 'EXPOSE 70000', 'EXPOSE 90-80', 'EXPOSE 80, 443', 'EXPOSE a:80'],
    accepted: [
      'EXPOSE 80 443/TCP 53/udp 1/sctp',
      'EXPOSE 80-90/tcp',
      'EXPOSE $PORT',
      'EXPOSE 8080:80',
      'EXPOSE 127.0.0.1:8080:80',
    ],
  },
  'invalid-signal': {
    refused: ['STOPSIGNAL SIGFOO', 'STOPSIGNAL 0', 'STOPSIGNAL SIGTERM x'],
    accepted: [
      'STOPSIGNAL SIGTERM',
      'STOPSIGNAL term',
      'STOPSIGNAL 9',
      'STOPSIGNAL "SIGQUIT"',
      'STOPSIGNAL SIGRTMIN+3',
      'STOPSIGNAL $A',
    ],
  },
};

for (const [reason, { refused, accepted }] of Object.entries(PROBLEMS)) {
  suite(reason, () => {
    for (const text of refused) {
      test(`refused: ${JSON.stringify(text)}`, () => assert.deepEqual(reasons(text), [reason]));
    }
    for (const text of accepted) {
      test(`accepted: ${JSON.stringify(text)}`, () => assert.deepEqual(reasons(text), []));
    }
  });
}

suite('problems', () => {
  test('BuildKit does not ask for a slash behind the destination of several sources', () => {
    assert.deepEqual(reasons('COPY a b /c'), []);
  });

  test('each instruction can have one, in the order of the file', () => {
    const { problems } = parseDockerfile('Dockerfile', 'FROM x\nCOPY a\nRUN a\nUSR b\nEXPOSE \\\n  # c\n  http\n');
    assert.deepEqual(
      problems.map(({ line, endLine, reason, word }) => [line, endLine, reason, word]),
      [
        [2, 2, 'copy-needs-destination', 'a'],
        [4, 4, 'unknown-instruction', 'USR'],
        [5, 7, 'invalid-port', 'http'],
      ],
    );
  });

  test('nothing is said of what an endless heredoc ate', () => {
    assert.deepEqual(reasons('RUN <<EOF\nfoo\nFROM\n'), ['unterminated-heredoc']);
  });

  test('a word that is quoted is cut', () => {
    const [problem] = parseDockerfile('Dockerfile', `FROM x\n${'A'.repeat(1000)} b\n`).problems;
    assert.equal(problem?.word.length, 200);
  });

  for (const syntax of [
    'docker/dockerfile',
    'docker/dockerfile:1',
    'docker.io/docker/dockerfile:1.7-labs',
    'docker/dockerfile-upstream:master',
    'docker/dockerfile@sha256:0',
  ]) {
    test(`${syntax} has these rules`, () => {
      assert.equal(parseDockerfile('Dockerfile', `# syntax=${syntax}\nFROM x\nINCLUDE y\n`).problems.length, 1);
    });
  }

  for (const syntax of ['edrevo/dockerfile-plus', 'docker/dockerfile-foo', 'r2d4/mockerfile']) {
    test(`${syntax} may have others`, () => {
      assert.deepEqual(parseDockerfile('Dockerfile', `# syntax=${syntax}\nFROM x\nINCLUDE+ y\n`).problems, []);
    });
  }
});

function reasons(text: string): readonly string[] {
  const whole = /^(?:FROM|ARG A|#|\n)/.test(text) ? text : `FROM x\n${text}`;
  const withFrom = /^FROM(?!\w)|^FROM|\nFROM/m.test(whole) ? whole : `${whole}\nFROM x`;
  return parseDockerfile('Dockerfile', withFrom).problems.map(({ reason }) => reason);
}
