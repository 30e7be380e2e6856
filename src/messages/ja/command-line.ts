import type { TextsByKind } from '../by-kind.ts';
import type { Cli } from '../en/command-line.ts';
import { list, say, words, type Phrase } from '../phrase.ts';
import type { UsageProblem } from '../usage-problem.ts';
import { and } from './terms.ts';

const or = { ...and, last: '、または ' };

const meant = (nearest: string | null): Phrase => (nearest === null ? [] : say`もしかして: ${nearest}`);

const problem: TextsByKind<UsageProblem> = {
  'no-command': () =>
    words(
      'コマンドを指定してください。`kasane check` は、このフォルダーより下にあるすべての Dockerfile を確認します。',
    ),
  'unknown-command': ({ name, nearest }) => say`コマンド ${name} はありません。${meant(nearest)}`,
  'path-as-command': ({ path }) => say`${path} はコマンドではありません。もしかして: ${`kasane check ${path}`}`,
  'unknown-option': ({ option, nearest, command }) =>
    command === null
      ? say`オプション ${option} はありません。${meant(nearest)}`
      : say`${`kasane ${command}`} にオプション ${option} はありません。${meant(nearest)}`,
  'option-of-other-command': ({ option, command, others }) =>
    say`${`kasane ${command}`} にオプション ${option} はありません。${list(
      others.map((other) => `kasane ${other}`),
      and,
    )} のオプションです。`,
  'missing-value': ({ option }) => say`${option} には値が必要です（${`${option}=…`}）。`,
  'needless-value': ({ option, value }) => say`${option} に値（${value}）は指定できません。`,
  'bad-value': ({ option, value, allowed, nearest }) =>
    say`${option} に ${value} は指定できません。${list(allowed, or, allowed.length)} のいずれかにしてください。${meant(nearest)}`,
  'unknown-rule': ({ rule, nearest }) =>
    say`ルール ${rule} はありません。\`kasane rules\` で一覧を表示できます。${meant(nearest)}`,
  'missing-rule': () =>
    words(
      'ルールを指定してください（例: `kasane explain cache/copy-before-install`）。`kasane rules` で一覧を表示できます。',
    ),
  'missing-folder': () =>
    words('フォルダーを 2 つ、古いほうから順に指定してください（例: `kasane why before after`）。'),
  'bad-assignment': ({ option, value }) =>
    say`${option} には名前と値が必要です（${`${option} NAME=VALUE`}）。${value} は指定できません。`,
  'bad-number': ({ option, value, least }) =>
    say`${option} には ${least} 以上のコミット数を指定してください。${value} は指定できません。`,
  'not-together': ({ options: [one, other] }) => say`${one} と ${other} は同時に指定できません。`,
  'too-many-arguments': ({ command, argument }) => say`${`kasane ${command}`} に引数 ${argument} は指定できません。`,
  'stdin-not-alone': () =>
    words('`-` は標準入力から 1 つの Dockerfile を読むため、ほかのパスと同時には指定できません。'),
  'stdin-not-writable': () =>
    words('標準入力から読んだ Dockerfile には書き込む先がないため、`--write` は指定できません。'),
};

const fileProblems: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'フォルダーがありません。先に作成してください。'],
  ['ENOTDIR', 'フォルダーであるべき場所にファイルがあります。'],
  ['EISDIR', 'フォルダーです。その中のファイルを指定してください。'],
  ['EACCES', '権限がありません。'],
  ['EPERM', '権限がありません。'],
  ['EROFS', 'ファイルシステムが読み取り専用です。'],
  ['ENOSPC', 'ディスクの空きがありません。'],
]);

function fileProblem(code: string): Phrase {
  const known = fileProblems.get(code);
  return known === undefined ? say`${code}` : words(known);
}

export const cli: Cli = {
  problem,
  seeHelp: (command) =>
    say`使い方は ${command === null ? 'kasane --help' : `kasane ${command} --help`} をご覧ください。`,
  error: 'エラー',
  notRead: (path, code) => say`${path} を読み取れません: ${fileProblem(code)}`,
  notWritten: (path, code) => say`${path} に書き込めません: ${fileProblem(code)}`,
  noConfiguration: (path) => say`設定ファイル ${path} がありません。`,
  contextOutside: (path, root) => say`ビルドコンテキスト ${path} は、${root} の中のフォルダーではありません。`,
  severalRoots: (first, second) =>
    say`${first} と ${second} は別のリポジトリにあります。リポジトリごとに実行してください。`,
  noRepository: words(
    '`kasane review` はコミットを比較しますが、このフォルダーは git リポジトリの中にありません。`kasane check` は git がなくても使えます。',
  ),
  noBase: words('比較先のブランチが見つかりません。`kasane review --base main` のように指定してください。'),
  noWorkTree: words(
    'このフォルダーは、作業ツリーのない git リポジトリ（ベアリポジトリ、または `.git` の中）です。`kasane review` はクローンの中で実行してください。',
  ),
  noCommit: (name) =>
    say`${name} に当たるコミットがありません。${'git branch --all'} でブランチの一覧を表示し、${'git fetch'} でリモートのブランチを取得できます。`,
  noCommits: words('このリポジトリにはまだコミットがありません。`kasane check` はファイルをそのまま確認します。'),
  noCommonAncestor: (base, head) =>
    say`${base} と ${head} に共通のコミットがありません。浅いクローンの場合は ${'git fetch --unshallow'} で履歴を取得してください。`,
  configurationChanges: (path) =>
    say`このブランチは ${path} を編集していますが、アクションと同じく、比較先の設定で確認しました。`,
  reviewed: (base, head) => say`${head} を ${base} と比較しました。コミットしていない変更は対象外です。`,
  failed: (detail) => say`確認できませんでした: ${detail}`,
  filesAbove: (root) =>
    say`パッチには、このフォルダーの外にあるファイルの変更も含まれます。ここで ${'git apply'} を実行すると適用されないため、${root} で適用するか、${'--write'} を使ってください。`,
  noSafeFix: words('安全な変更案はありません。'),
  safeFixes: (count, files) =>
    `安全な変更案が ${files} 個のファイルに ${count} 件あります。\`kasane fix | git apply\` または \`kasane fix --write\` で適用できます。`,
  written: (path) => say`${path} を変更しました。`,
  unsafeFixes: (count) => `ほかに人の判断が必要な変更案が ${count} 件あります。\`kasane check\` で確認できます。`,
  changedMeanwhile: (path) => say`${path} は確認の後に変更されたため、書き込みませんでした。`,
  notARegularFile: (path) => say`${path} はリポジトリ内の通常のファイルではないため、書き込みませんでした。`,

  about:
    'Dockerfile をレビューします。キャッシュの効く順序、1 コンテナ 1 責務、Read-Only なイメージ、ステートレス、標準出力へのログを確認します。',
  headings: {
    usage: '使い方',
    commands: 'コマンド',
    options: 'オプション',
    examples: '例',
    exit: '終了ステータス',
  },
  usage: 'kasane コマンド [オプション…]',
  moreHelp: 'コマンドごとのオプションと例は `kasane コマンド --help` で表示できます。',
  exit: {
    0: '`--fail-on` 以上の指摘なし',
    1: '`--fail-on` 以上の指摘あり',
    2: '使い方または設定の誤り',
    3: '確認できなかったものがある',
  },
  commands: {
    check: {
      usage: 'kasane check [パス…] [オプション…]',
      summary: '作業ツリーの Dockerfile を確認する',
      text: '指定した Dockerfile と、指定したフォルダーの中の Dockerfile をすべて確認します。パスを省略すると、このフォルダーより下が対象です。`-` は標準入力から 1 つの Dockerfile を読みます。指摘は標準出力に、そのほかは標準エラーに出力します。',
      examples: [
        ['kasane check', 'このフォルダーより下のすべての Dockerfile'],
        ['kasane check api/Dockerfile --context .', 'ルートからビルドする 1 つの Dockerfile'],
        ['kasane check --only cache/copy-before-install', '1 つのルールだけ'],
        ['kasane check --format sarif --output kasane.sarif', 'code scanning 用'],
        ['kasane check --format rdjson | reviewdog -f=rdjson', 'reviewdog 用'],
      ],
    },
    review: {
      usage: 'kasane review [--base 比較先] [--head ブランチ] [オプション…]',
      summary: 'このブランチのプルリクエストに付く指摘を表示する',
      text: '比較先から分かれたコミットと比べて、変更によって新たに生じた指摘だけを表示します。アクションがコメントする内容と同じです。作業ツリーではなくコミットを読み、設定は比較先のものを使います。',
      examples: [
        ['kasane review', 'このブランチを既定のブランチと比較'],
        ['kasane review --base origin/develop', '別のブランチと比較'],
        ['kasane review --head topic --lang ja', '別のブランチを日本語で'],
      ],
    },
    fix: {
      usage: 'kasane fix [パス…] [--write] [オプション…]',
      summary: '安全な変更案をパッチとして出力する、またはファイルに書き込む',
      text: '安全と確かめられた変更案を 1 つのパッチとして出力します。人の判断が必要な変更案は含みません。',
      examples: [
        ['kasane fix', 'パッチを確認する'],
        ['kasane fix | git apply', '適用する（リポジトリのルートで）'],
        ['kasane fix --write api/Dockerfile', '1 つのファイルを書き換える'],
      ],
    },
    replay: {
      usage: 'kasane replay [DOCKERFILE] [--history 件数] [オプション…]',
      summary: '直近のコミットでどのステップが再ビルドされるかを表示する',
      text: 'このブランチの新しいコミットをビルダーのキャッシュに照らして再生します。各コミットを親コミットの直後にビルドした場合に再ビルドされるステップの回数を、現在の Dockerfile と変更案の適用後とで比べ、原因となったファイルの種類とともに表示します。実際のビルドは行いません。DOCKERFILE を省略すると、このフォルダーの Dockerfile か、下にある唯一の Dockerfile が対象です。',
      examples: [
        ['kasane replay', '直近 100 コミット'],
        ['kasane replay api/Dockerfile --history 500', '別の Dockerfile をより多くのコミットで'],
        ['kasane replay --timings build.log', 'キャッシュなしのビルドのログから時間に換算'],
        ['kasane replay --cache min', '最終イメージだけを残すキャッシュの場合'],
        ['kasane replay --why HEAD', '最新のコミットで再ビルドされるステップとその原因'],
      ],
    },
    why: {
      usage: 'kasane why ビルド前 ビルド後 [オプション…]',
      summary: 'ステップでキャッシュが使われない原因を表示する',
      text: 'Dockerfile のある 2 つのフォルダーを、それぞれビルドコンテキストとして比べます。1 つ目のビルドが残したキャッシュから、2 つ目のビルドでどのステップが再利用されるか、されないステップはその最初の原因を表示します。実際のビルドは行いません。',
      examples: [
        ['kasane why before after', ''],
        ['kasane why before after --file docker/api.Dockerfile --target build', '別の Dockerfile の 1 つのステージ'],
        ['kasane why . . --before-build-arg VERSION=1 --build-arg VERSION=2', '引数の影響'],
      ],
    },
    explain: {
      usage: 'kasane explain ルール',
      summary: 'ルールの説明（内容、理由、問題ない場合）を表示する',
      text: 'ルールは ID で指定します。ほかと重ならなければ、ID の後半だけでも指定できます。',
      examples: [
        ['kasane explain cache/copy-before-install', ''],
        ['kasane explain volume --lang ja', ''],
      ],
    },
    rules: {
      usage: 'kasane rules [--format text|json]',
      summary: 'ルールの一覧を表示する',
      text: 'すべてのルールを重要度とともに表示します。`--format json` では、対応するガイドの項目と Twelve-Factor の要素も出力します。',
      examples: [['kasane rules --format json', '']],
    },
  },
  ownOptions: {
    replay: {
      history: '対象とするコミット数の上限（新しい順）。既定は 100',
      format: 'text（既定）または json',
      only: '変更案に使うルールの指定',
      context: 'ビルドコンテキスト',
    },
    why: { format: 'text（既定）または json' },
    rules: { format: 'text（既定）または json' },
  },
  options: {
    format: { value: '形式', text: 'text（既定）、json、sarif、rdjson' },
    output: { value: 'ファイル', text: '標準出力の代わりに書き込むファイル' },
    lang: { value: '言語', text: 'en または ja。既定は設定ファイルの値、なければ en' },
    'fail-on': { value: '重要度', text: '終了ステータスを 1 にする重要度: error（既定）、warning、notice、never' },
    config: { value: 'ファイル', text: '設定ファイル。既定はリポジトリの .github/kasane.yml' },
    only: { value: 'ルール,…', text: '確認するルールの指定' },
    context: { value: 'フォルダー', text: '対象の Dockerfile すべてのビルドコンテキスト' },
    color: { value: '条件', text: 'auto（既定）、always、never。NO_COLOR と FORCE_COLOR に従います' },
    base: { value: '比較先', text: '変更を取り込むブランチ。既定は既定のブランチ' },
    head: { value: 'ブランチ', text: '変更のあるブランチ。既定は HEAD' },
    history: { value: '件数', text: '対象とするコミット数の上限（新しい順）。既定は 100、0 で履歴を使わない' },
    cache: {
      value: '種類',
      text: '前のビルドから使えるキャッシュ: parent（親コミットのビルドだけ）、max、min（`cache-to` のモード）、kept（残しておくビルダー）。既定はワークフロー、bake、Compose ファイルの設定、なければ parent',
    },
    timings: {
      value: 'ログ',
      text: '`docker build --progress=plain` または `rawjson` のログ。回数を時間に換算します。- は標準入力',
    },
    why: { value: 'コミット', text: 'このコミットで再ビルドされるステップと、その最初の原因を表示する' },
    file: { value: 'ファイル', text: '各フォルダーの中の Dockerfile。既定は Dockerfile' },
    target: { value: 'ステージ', text: 'ビルドするステージ。既定は最後のステージ' },
    'build-arg': { value: '名前=値', text: '両方のビルドの引数。複数回指定できます' },
    'before-build-arg': { value: '名前=値', text: '1 つ目のビルドの引数。--build-arg より優先されます' },
    write: { value: null, text: 'パッチを出力する代わりに、ファイルを書き換える' },
    help: { value: null, text: 'このヘルプを表示する' },
    version: { value: null, text: 'バージョンを表示する' },
  },
};
