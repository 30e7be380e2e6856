/** A finding and a result that the tests of the reports share, with texts of their own: no report may depend on a real rule. */
import { Strip } from '../../src/cache/strip.ts';
import type { Evidence } from '../../src/findings/evidence.ts';
import type { Finding } from '../../src/findings/finding.ts';
import type { Result } from '../../src/findings/result.ts';
import { messagesWith, type Messages } from '../../src/messages/messages.ts';
import { say, words } from '../../src/messages/phrase.ts';
import { ruleText, type Language, type RuleText } from '../../src/messages/text.ts';

export interface InstallValues {
  readonly line: number;
  readonly manifest: string;
  readonly copied: string;
}

const install: Readonly<Record<Language, RuleText<InstallValues>>> = {
  en: ruleText({
    title: 'Dependencies installed after a copy of the code',
    sentence: ({ line, manifest, copied }) =>
      say`The install on line ${line} needs only ${manifest}, but runs again at each change of what ${copied} brings.`,
    why: 'The first changed layer rebuilds all that follow, and code changes more often than dependencies.',
    fine: 'The install compiles the sources themselves.',
    suggestion: ({ manifest }) => say`Copy ${manifest} first`,
  }),
  ja: ruleText({
    title: 'コードのコピーより後に依存関係をインストールしている',
    sentence: ({ line, manifest, copied }) =>
      say`${line} 行目のインストールに必要なのは ${manifest} だけですが、${copied} の変更のたびに実行し直されます。`,
    why: '変更のあったレイヤー以降はすべて再生成されます。コードは依存関係より頻繁に変わります。',
    fine: 'インストールがソースコード自体をコンパイルする場合。',
    suggestion: ({ manifest }) => say`${manifest} を先にコピーする`,
  }),
};

const volume: Readonly<Record<Language, RuleText<{ readonly path: string }>>> = {
  en: ruleText({
    title: 'Data kept in a volume',
    sentence: ({ path }) => say`The volume ${path} keeps data in the container.`,
    why: 'Containers are bad at keeping data.',
    fine: 'Keeping data is the one job of the image.',
    suggestion: () => words('Drop the volume'),
  }),
  ja: ruleText({
    title: 'ボリュームにデータを置いている',
    sentence: ({ path }) => say`ボリューム ${path} により、コンテナがデータを持ちます。`,
    why: 'コンテナはデータの永続化を苦手とします。',
    fine: 'データの保存がイメージの唯一の責務である場合。',
    suggestion: () => words('ボリュームを削除する'),
  }),
};

export function exampleMessages(language: Language = 'en'): Messages {
  const rules = { 'cache/copy-before-install': install[language], 'state/volume': volume[language] };
  return messagesWith(language, { rules, ecosystemDoubts: {} });
}

export const dockerfile = `FROM python:3.12-slim

WORKDIR /app

COPY . .

# The libraries
RUN pip install -r requirements.txt

VOLUME /data
CMD ["python", "main.py"]
`;

export function finding(change: Partial<Finding> = {}): Finding {
  return {
    rule: 'cache/copy-before-install',
    severity: 'error',
    path: 'api/Dockerfile',
    dockerfile: 'api/Dockerfile',
    startLine: 5,
    endLine: 8,
    ranges: [
      { startLine: 5, endLine: 5 },
      { startLine: 8, endLine: 8 },
    ],
    values: { line: 8, manifest: 'requirements.txt', copied: 'COPY . .' } satisfies InstallValues,
    claims: ['C2', 'C3'],
    factors: ['II'],
    fingerprint: 'a1b2c3',
    anchor: 'd4e5f6',
    twins: 'abcdef',
    fix: {
      safe: true,
      doubts: [],
      edits: [
        {
          path: 'api/Dockerfile',
          startLine: 5,
          endLine: 8,
          newText: 'COPY requirements.txt .\n\n# The libraries\nRUN pip install -r requirements.txt\n\nCOPY . .\n',
        },
      ],
    },
    introduced: true,
    evidence: null,
    ...change,
  };
}

export function volumeFinding(change: Partial<Finding> = {}): Finding {
  return finding({
    rule: 'state/volume',
    severity: 'warning',
    startLine: 10,
    endLine: 10,
    ranges: [{ startLine: 10, endLine: 10 }],
    values: { path: '/data' },
    claims: ['S2'],
    factors: ['VI'],
    fingerprint: '0f0f0f',
    fix: {
      safe: false,
      doubts: [{ kind: 'data-may-depend', path: '/data' }],
      edits: [{ path: 'api/Dockerfile', startLine: 10, endLine: 10, newText: '' }],
    },
    ...change,
  });
}

export function result(change: Partial<Result> = {}): Result {
  return {
    files: [{ path: 'api/Dockerfile', context: 'api', contextFrom: 'compose.yaml:4', ecosystems: ['pip'], stages: 1 }],
    findings: [finding(), volumeFinding()],
    incomplete: [],
    outOfScope: 0,
    ignores: [],
    ...change,
  };
}

/** 100 commits, of which 91 rebuilt the install, and 7 with the suggestion. */
export function evidence(change: Partial<Evidence> = {}): Evidence {
  return {
    commits: 100,
    rebuilt: 91,
    rebuiltAfterFix: 7,
    mostSaved: 84,
    worse: [],
    notKept: null,
    isExact: true,
    step: 'RUN pip install -r requirements.txt',
    line: 8,
    causes: [
      { group: 'sources', commits: 86 },
      { group: 'manifests', commits: 7 },
    ],
    strip: stripOf(100, (at) => at === 0 || at % 11 !== 0),
    stripAfterFix: stripOf(100, (at) => at > 1 && at % 14 === 1),
    ...change,
  };
}

function stripOf(commits: number, isRebuilt: (at: number) => boolean): Strip {
  const strip = new Strip();
  for (let at = 0; at < commits; at += 1) strip.push(isRebuilt(at) ? 'rebuilt' : 'cached');
  return strip;
}
