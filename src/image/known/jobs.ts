/**
 * Programs that end by themselves: set-up before a start, jobs and tools. Nobody stops them by a signal, so what stands in front of them
 * matters to nobody. From each tool's own documentation of its command line; a name that is also a server's is not here.
 */

/** Of coreutils, busybox and friends: each does its work and ends. */
const tools = new Set(
  (
    'echo printf true false test [ [[ : cd pushd popd set unset export local readonly declare typeset shift umask ulimit trap wait ' +
    'source . alias eval read return exit break continue cat cp mv rm ln ls mkdir rmdir touch chmod chown chgrp chroot install ' +
    'sed awk gawk mawk grep egrep fgrep cut sort uniq head tail tr wc xargs find stat readlink realpath dirname basename ' +
    'date id whoami hostname uname env printenv which command type hash sleep seq expr let mktemp mkfifo mknod tee split ' +
    'tar gzip gunzip zip unzip bzip2 xz zstd curl wget nc ncat netcat ping dig nslookup host getent ip ifconfig route iptables ' +
    'openssl ssh-keygen gpg base64 md5sum sha256sum jq yq envsubst gomplate confd dockerize wait-for-it wait-for-it.sh wait-for wait-for.sh ' +
    'wait4ports useradd adduser groupadd addgroup usermod groupmod userdel passwd chpasswd sysctl mount umount df du ps kill pkill killall ' +
    'pgrep pidof git svn hg apt apt-get apk dnf yum microdnf pip pip3 gem composer patch diff cmp file ldconfig locale-gen ' +
    'update-ca-certificates update-alternatives dpkg dpkg-reconfigure rpm dos2unix psql pg_isready pg_dump pg_restore initdb createdb dropdb ' +
    'createuser mysqladmin mysqldump mariadb-dump mysql mariadb redis-cli mongosh mongo sqlite3 kubectl helm aws gcloud az terraform ' +
    'tofu ansible ansible-playbook packer pulumi cmake make ninja gcc g++ clang ld nm strip ffmpeg ffprobe convert magick pandoc ' +
    'pdflatex latexmk xelatex rsync rclone restic duplicity skopeo cosign trivy hadolint shellcheck yamllint prettier eslint black ruff ' +
    'flake8 mypy isort gofmt golangci-lint protoc buf flyway liquibase alembic goose dbmate sqlx diesel a2enmod a2ensite a2dismod ' +
    'a2dissite phpenmod setfacl stty tput clear cowsay figlet fortune lscpu nproc free uptime sync logger run-parts start-stop-daemon-check'
  ).split(' '),
);

const builtins = new Set(
  (
    ': . [ [[ alias bg bind break caller case cd continue declare dirs echo enable eval exit export false fc fg getopts hash help ' +
    'jobs kill let local logout popd printf pushd pwd read readarray mapfile readonly return set shift shopt source suspend test times trap ' +
    'true type typeset ulimit umask unalias unset wait'
  ).split(' '),
);

/** A word that the shell itself does: no program is started. */
export function isBuiltin(name: string): boolean {
  return builtins.has(name);
}

/** Keeps a container up and does nothing: `tail -f /dev/null`, `sleep infinity`, a very long sleep, `cat` without a file. */
export function isKeepAlive(words: readonly string[]): boolean {
  const [program = '', ...rest] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (name === 'tail') return rest.some((word) => /^-[a-zA-Z]*[fF]|^--follow|^--retry/.test(word));
  if (name === 'sleep')
    return rest.some((word) => word === 'infinity' || word === 'inf' || /^\d+d$/.test(word) || Number(word) >= 3600);
  return name === 'cat' && rest.length === 0;
}

/** A program of the application that is called after a job: `python scripts/train.py`. */
const jobName =
  /^(?:train|tests?|migrate|migrations?|seed|backup|restore|bench|benchmark|build|setup|install|import|export|convert|generate|evaluate|eval|predict|download|preprocess|report|cleanup)(?:[_-]\w+)?\.\w+$/;

/** Their program, then the first words that make it a job. `manage.py migrate` is found behind `python`, too. */
const jobs: readonly RegExp[] = [
  /^(\S*\/)?(manage\.py|django-admin) (?!runserver|celery|qcluster|rqworker|process_tasks|run|start|serve|bot|worker|listen|daphne|tailwind)\S+/,
  /^(\S*\/)?artisan (?!serve|queue:|horizon|octane|schedule:work|reverb|websockets|pulse)\S+/,
  /^(\S*\/)?(bin\/)?(rails|rake) (db:|assets:|[a-z_]+:[a-z_]+)/,
  /^(\S*\/)?(bin\/)?console (?!messenger:|server:|rabbitmq:)\S+/,
  /^(npx |pnpm |yarn |bunx )?prisma (migrate|generate|db|validate|format)/,
  /^(npx |pnpm |yarn |bunx )?(knex|sequelize|sequelize-cli|typeorm|drizzle-kit|mikro-orm|node-pg-migrate|db-migrate)( |$)/,
  /^(flask) (?!run)\S+/,
  /^(airflow) (db|users|connections|variables|version)/,
  /^(superset) (db|init|fab)/,
  /^(odoo|odoo-bin) .*--stop-after-init/,
  /^(nginx|httpd|apachectl|apache2ctl|haproxy|php-fpm\S*|gunicorn|caddy) (-t|-T|-v|-V|-c|configtest|validate|fmt|--check-config|version)( |$)/,
  /^\S+ (--version|--help|-h|version|help)$/,
  /^(npm|pnpm|yarn|bun) (ci|install|i|add|build|run build|prune|test|lint|run test|run lint|rebuild|config|set|version)\b/,
  /^(npm|pnpm|yarn|bun) run (migrate|db:|seed|migration|generate|typeorm|prisma)/,
  /^(python\S*|python3?) -m (pip|venv|compileall|pytest|unittest|build|twine|alembic|flask db|nltk\S*|spacy) ?/,
  /^(python\S*) -c /,
  /^(go|cargo|dotnet|swift|zig) (test|build|vet|fmt|generate|get|mod|clippy|check|restore|publish|ef|tool|install|bench)( |$)/,
  /^(mvn|mvnw|gradle|gradlew) .*\b(test|verify|build|package|install|deploy|check|clean|assemble|publish)\b/,
  /^(bundle|bundler) (install|check|config|exec rake|exec rails db|exec rspec)/,
  /^(poetry|uv|pdm|pipenv) (install|sync|lock|export|build|check)( |$)/,
  /^(celery) .*\b(inspect|control|purge|status|call|report|upgrade|result)\b/,
  /^(supervisorctl|rabbitmqctl|rabbitmq-plugins|rabbitmq-diagnostics|apachectl configtest|pm2 (install|delete|save|link))/,
  /^(service|\/etc\/init\.d\/\S+) \S+ (stop|status)$/,
];

const runners: readonly RegExp[] = [
  /^(\S*\/)?(py\.test|pytest|nose2|nosetests|tox|nox|behave|robot|coverage|green)$/,
  /^(\S*\/)?(jest|vitest|mocha|karma|ava|tap|cypress|playwright|testcafe|nightwatch|wdio|newman|cucumber-js|c8|nyc)$/,
  /^(\S*\/)?(rspec|minitest|cucumber|phpunit|pest|behat|codecept|ctest|bats|busted|prove|gotestsum|ginkgo)$/,
];

const runnerCommands: readonly RegExp[] = [
  /\b(npm|pnpm|yarn|bun) (run )?(test|e2e|lint|cypress|t)(:\S+)?$/,
  /\b(npm|pnpm|yarn|bun) (run )?(test|e2e|lint)(:\S+)? /,
  /\bpython\S* -m (pytest|unittest|nose2?|tox|nox|behave|coverage)\b/,
  /\b(go|cargo|dotnet|swift|mix|zig|deno|sbt|lein|stack|cabal|make|rake|rails|flutter|dart|mvn|gradle|\.\/mvnw|\.\/gradlew|artisan|composer) (run )?(test|tests|check|nextest)\b/,
  /\bmanage\.py test\b/,
];

/** Behind one of these the test runner is the program. */
const handOver = new Set(
  'exec poetry run pipenv uv pdm hatch bundle npx bunx pnpm yarn dlx sh bash -c -lc -e tini dumb-init -- env xvfb-run python python3 -m node'.split(
    ' ',
  ),
);

/** The test runner that these words start, or null. `words` may be a shell text cut at white space. */
export function isTestRunner(words: readonly string[]): string | null {
  const own = words.map((word) => word.replace(/^["']|["']$/g, ''));
  const program = own.findIndex((word) => !handOver.has(word) && !word.startsWith('-') && !/^\w+=/.test(word));
  const name = own[program];
  if (name !== undefined && runners.some((pattern) => pattern.test(name))) return name;
  const text = own.join(' ');
  if (/[;&|]/.test(text)) return null;
  const found = runnerCommands.map((pattern) => pattern.exec(text)?.[0]).find((match) => match !== undefined);
  return found?.trim() ?? null;
}

/** Do these words (program first, wrappers gone) start something that ends by itself? */
export function endsByItself(words: readonly string[]): boolean {
  const [program = '', ...rest] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (tools.has(name))
    return !isKeepAlive(words) && !(name === 'make' && rest.some((word) => /run|serve|start|up|watch/.test(word)));
  if (isTestRunner(words) !== null) return true;
  const text = [name, ...rest].join(' ');
  if (/^(mvn|mvnw|gradle|gradlew)$/.test(name) && /:run\b|:dev\b|bootRun|quarkusDev| run\b/.test(text)) return false;
  const behind = /^(python|php|ruby|node|bun|perl)[\d.]*$/.test(name)
    ? rest.filter((word) => !word.startsWith('-')).join(' ')
    : '';
  const script = behind.split(' ', 1)[0] ?? '';
  if (jobName.test(script.slice(script.lastIndexOf('/') + 1))) return true;
  return jobs.some((pattern) => pattern.test(text) || (behind !== '' && pattern.test(behind)));
}
