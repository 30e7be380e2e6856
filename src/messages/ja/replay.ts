import type { Cause, ChangedFile, Unknown } from '../../cache/cause.ts';
import type { Cost } from '../../timings/step-cost.ts';
import type { TextsByKind } from '../by-kind.ts';
import type { ReplayTexts } from '../en/replay.ts';
import { list, say, words, type Phrase } from '../phrase.ts';
import { and, directory } from './terms.ts';

const cause: TextsByKind<Exclude<Cause, Unknown>> = {
  'earlier-step': ({ line }) => say`手前の ${line} 行目が再ビルドされるため`,
  'base-image': ({ before, after }) =>
    before === null
      ? say`ベースイメージが ${after} になったため`
      : say`ベースイメージが ${before} から ${after} に変わったため`,
  'new-step': () => words('同じステップがこれまでにビルドされていないため'),
  'moved-step': () => words('以前は別のステップの上でビルドされていたため'),
  instruction: () => words('命令の内容が変わったため'),
  variable: ({ name, from }) => say`${from === 'arg' ? words('引数 ') : words('変数 ')}${name} の値が変わったため`,
  'variable-order': () => words('同じ変数が別の順序で設定されているため'),
  setting: ({ keyword }) => say`手前の ${keyword} が変わったため`,
  call: () => words('ビルドの呼び出し方が変わったため'),
  files: ({ files }) => changedFiles(files),
  stage: ({ line }) => say`${line} 行目が再ビルドされ、別のステージから取り込む内容が変わったため`,
  forced: () => words('再ビルドするように指定されているため'),
  'no-result': () => words('キャッシュに記録はあるものの結果が保存されておらず、後のステップがそれを必要とするため'),
};

const unknown: TextsByKind<Unknown> = {
  output: ({ line }) => say`${line} 行目のコマンドが前と同じファイルを作るかどうかによります`,
  image: ({ name }) => say`${name} が同じイメージのままかどうかによります`,
  outside: ({ name }) => say`そのときのビルドでの ${name} の中身によります`,
  address: ({ address }) => say`${address} から得られる内容によります`,
  link: ({ path }) => say`シンボリックリンク ${path} をたどれませんでした`,
  submodule: ({ path }) => say`${path} はサブモジュールです`,
  word: ({ word }) => say`${word} の値はビルド時にしか分かりません`,
};

function changedFiles(files: readonly ChangedFile[]): Phrase {
  const of = (status: ChangedFile['status']): readonly string[] =>
    files.filter((file) => file.status === status).map(({ path }) => path);
  const parts: Phrase[] = [];
  const [changed, added, removed] = [of('changed'), of('added'), of('removed')];
  if (changed.length > 0) parts.push(say`${named(changed)}の変更`);
  if (added.length > 0) parts.push(say`${named(added)}の追加`);
  if (removed.length > 0) parts.push(say`${named(removed)}の削除`);
  return [...parts.flatMap((part, index) => (index === 0 ? part : ['；', ...part])), 'のため'];
}

/** Ends with a space, unless it ends with words. */
function named(paths: readonly string[]): Phrase {
  const names = list(paths, and);
  return typeof names.at(-1) === 'string' ? names : [...names, ' '];
}

function duration(seconds: number): string {
  if (seconds < 60) return `${digits(seconds)} 秒`;
  return seconds < 2 * 60 * 60 ? `${digits(seconds / 60)} 分` : `${digits(seconds / 3600)} 時間`;
}

function digits(value: number): string {
  return value === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1);
}

function spent({ today, suggested }: Cost): string {
  if (suggested === null) return duration(today);
  const saved = today - suggested;
  const change = saved === 0 ? '短縮なし' : saved > 0 ? `${duration(saved)}の短縮` : `${duration(-saved)}の増加`;
  return `現在 ${duration(today)}、変更案の適用後 ${duration(suggested)}、${change}`;
}

const groupNames: ReplayTexts['groups'] = {
  sources: 'コード',
  manifests: 'マニフェスト',
  docs: 'ドキュメント',
  tests: 'テスト',
  ci: 'CI',
  docker: 'Docker のファイル',
  git: '.git',
};

export const replay: ReplayTexts = {
  cause: { ...cause, ...unknown },
  groups: groupNames,
  subject: (dockerfile, context, commits) =>
    say`${dockerfile}（ビルドコンテキスト: ${directory(context)}）、直近 ${commits} コミット`,
  commit: (dockerfile, context, commit) =>
    say`${dockerfile}（ビルドコンテキスト: ${directory(context)}）、${commit} を親コミットの直後にビルドした場合`,
  rebuilt: (rebuilt, commits) => `${commits} 回中 ${rebuilt} 回再ビルド`,
  maybe: (count) => `ほかに ${count} 回は不明`,
  today: (counts) => `現在: ${counts}`,
  suggested: (counts) => `変更案の適用後: ${counts}`,
  both: (counts) => `現在も変更案の適用後も: ${counts}`,
  split: (steps) => `変更案では、次の ${steps} ステップに分かれます:`,
  added: '変更案では、この処理の一部を新しいステップが行います:',
  causes: (groups) => `原因: ${groups.map(({ group, commits }) => `${groupNames[group]}（${commits}）`).join('、')}`,
  notKept: '原因: 後のステップに必要な結果が、キャッシュに残っていない',
  answer: (word, why) => `${word}: ${why}`,
  dependsOn: (line) => say`${line} 行目によります`,
  cached: 'キャッシュ',
  builtAgain: '再ビルド',
  notKnown: '不明',
  legend: (commitsPerSquare) =>
    commitsPerSquare === 1
      ? '1 マスは 1 コミット（左が古い順）: ■ 再ビルド、□ キャッシュ、▨ 不明'
      : `1 マスは ${commitsPerSquare} コミット（左が古い順）: ■ すべて再ビルド、□ 再ビルドなし、▨ 一部が再ビルドまたは不明`,
  noSuggestions: words('比較できる変更案はありません。'),
  cacheKinds: {
    parent: words('親コミットだけをビルドした直後のビルダーでビルドするものとします'),
    'exported-max': words('直前のビルドの結果をすべて利用できるものとします（`mode=max`）'),
    'exported-min': words(
      '直前のビルドの最終イメージだけを利用できるものとします（`mode=min`）。ほかのステージのステップは、読み込むファイルに変更がなくても、その結果が必要になるたびに再ビルドされます。`mode=max` にすると残ります',
    ),
    kept: words('ビルダーを残しておき、これまでのビルド結果をすべて利用できるものとします'),
  },
  cacheSaid: (kind, path, line) => say`${`${path}:${line}`} の設定に従い、${kind}。`,
  cacheChosen: (kind) => say`${'--cache'} の指定に従い、${kind}。`,
  cacheAssumed: (kind) => say`キャッシュを指定しているビルドがリポジトリにないため、${kind}。`,
  time: {
    step: (seconds, cost) => `1 回 ${duration(seconds)}: ${spent(cost)}`,
    apart: (seconds, { today }) =>
      `1 回 ${duration(seconds)}: 現在 ${duration(today)}。分かれた後の各ステップの時間はログから分かりません`,
    total: (cost) => `全ステップ: ${spent(cost)}`,
    cached: '所要時間は不明（ログではキャッシュのみ）',
    unfinished: '所要時間は不明（ログでは終わっていない）',
    absent: '所要時間は不明（ログにない）',
    unknown: '再ビルドされるか不明なコミット（▨）は含みません。',
    notApart: (count) =>
      `変更案で処理が複数のステップに分かれる ${count} ステップは、それぞれの所要時間が分からないため含みません。`,
    left: (count) =>
      `所要時間がログから分からない ${count} ステップは含みません。\`docker build --no-cache\` のログにはすべて含まれます。`,
  },
  noLog: (path) => say`ログ ${path} がありません。`,
  notALog: (path) =>
    say`${path} にはビルドの記録がありません。${'docker build --no-cache --progress=plain . 2> build.log'} で出力したログを指定してください。`,
  logOfOther: (path, dockerfile) => say`${path} のビルドには ${dockerfile} のステップがありません。`,
  progress: (done, all) => `コミットを再生中: ${done}/${all}`,
  fewer: {
    shallow: (there, asked) =>
      say`浅いクローンのため、指定された ${asked} コミットのうち ${there} コミットだけを対象にしました。${'git fetch --unshallow'} で残りを取得できます。`,
    corrupt: (there, asked) =>
      say`古いコミットを読み取れないため、指定された ${asked} コミットのうち新しい ${there} コミットだけを対象にしました。詳しくは ${'git fsck'} で確認してください。`,
  },
  noHistory: {
    'no-repository': words('再生できる履歴がありません。git リポジトリではないか、git が読み取りを拒否しています。'),
    'no-commit': words(
      '再生できる履歴がありません。まだコミットがないか、最新のコミットが欠けています（`git fsck` で確認できます）。',
    ),
    'one-commit': words('再生できる履歴がまだありません。これが最初のコミットです。'),
    shallow: words(
      '再生できる履歴がありません。浅いクローンで、コミットが 1 つしかありません。`git fetch --unshallow` で残りを取得できます。',
    ),
    'no-trees': words('再生できる履歴がありません。この部分クローンには古いコミットのツリーがありません。'),
    corrupt: words(
      '履歴を読み取れません。リポジトリのオブジェクトが壊れているか、欠けています。`git fsck` で確認してください。',
    ),
    stopped: words('再生を中止しました。'),
  },
  noWhy: {
    'no-commit': (commit) =>
      say`コミット ${commit} がありません。名前が違うか、ブランチが書き換えられたか、まだ取得されていません。${'git log'} で一覧を確認できます。`,
    'one-commit': (commit) => say`${commit} は最初のコミットで、比べる親コミットがありません。`,
    shallow: (commit) =>
      say`${commit} はこの浅いクローンで最も古いコミットです。${'git fetch --unshallow'} でそれより前を取得できます。`,
  },
  noReplay: {
    'no-dockerfile': words('その Dockerfile はありません。'),
    invalid: words('この Dockerfile はビルドできないため、再生できません。理由は `kasane check` で確認できます。'),
    'no-context': words(
      'この Dockerfile をどのフォルダーからビルドするのか分かりません。`--context` で指定してください。',
    ),
    'broken-off': words(
      '履歴を最後まで読み取れません。リポジトリのオブジェクトが壊れているか、欠けています。`git fsck` で確認してください。`--history` を小さくすると避けられる場合があります。',
    ),
    stopped: words('再生を中止しました。'),
  },
  noWorkTree: words(
    'このフォルダーは、作業ツリーのない git リポジトリ（ベアリポジトリ、または `.git` の中）です。`kasane replay` はクローンの中で実行してください。',
  ),
  notThere: (path, count, commits) =>
    say`${commits} コミットのうち ${count} コミットには ${path} がありません。必要とするステップは当時ビルドできないため、不明とします。`,
  outside: {
    always: (names) =>
      say`${named(names)}の値はコミットごとに変わるため、その値が有効なステップは必ず再ビルドされます。`,
    perhaps: (names) =>
      say`${named(names)}の中身はビルドのときにしか分からないため、それによる再ビルドも分かりません。`,
  },
  newDockerfile: (dockerfile) =>
    say`${dockerfile} は対象の最も古いコミットより新しいため、初めからあったものとして再生しました。`,
  noSteps: words('ビルダーがキャッシュから使えるステップ（COPY、ADD、RUN）がありません。'),
  noDockerfileBelow: (folder) => say`${folder} に Dockerfile がありません。`,
  noDockerfile: words('ここには Dockerfile がありません。`kasane replay api/Dockerfile` のように指定してください。'),
  whichDockerfile: (paths) => say`Dockerfile が複数あります。1 つ指定してください: ${list(paths, and, 8)}`,
  noDockerfileIn: (folder, file) => say`${folder} に ${file} がありません。`,
  noDockerfileAt: (dockerfile, commit) => say`${commit} に ${dockerfile} がありません。`,
  noFolder: (folder) => say`${folder} はフォルダーではありません。`,
  notReadable: (file, why) => say`${file} を読み取れません: ${why}`,
  notBuildable: (file) => say`${file} はビルドできません。理由は \`kasane check\` で確認できます。`,
  noTarget: (file, target) => say`${file} に ${target} というステージがありません。`,
};
