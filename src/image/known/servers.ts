import type { Responsibility } from '../model.ts';

/** The job of a program that is one by itself; `application`: serves code that is put into it. */
type ServerKind = Exclude<Responsibility['kind'], 'unknown'>;

const servers = new Map<string, ServerKind>();
function add(kind: ServerKind, names: string): void {
  for (const name of names.split(/\s+/)) servers.set(name, kind);
}

// Names as each project's own manual starts it; `-server` and `d` variants where distributions ship both.
add(
  'data-store',
  'postgres postgresql postmaster pg_ctl pg_ctlcluster mysqld mysqld_safe mariadbd mariadbd-safe mongod mongos redis-server redis-sentinel valkey-server keydb-server dragonfly ' +
    'memcached elasticsearch opensearch clickhouse-server clickhouse cassandra neo4j influxd influxdb couchdb couchbase etcd minio cockroach arangod rethinkdb ' +
    'solr meilisearch typesense-server qdrant weaviate milvus prometheus victoria-metrics dgraph tikv-server tidb-server scylla orientdb surreal ' +
    'slapd ns-slapd riak ravendb firebird fbguard sqlservr oracle db2start hbase hdfs namenode datanode ipfs',
);
add(
  'broker',
  'rabbitmq-server kafka-server-start kafka-server-start.sh zookeeper zkServer.sh zookeeper-server-start.sh nats-server mosquitto activemq artemis pulsar emqx emqx_ctl nsqd nsqlookupd vernemq gnatsd beanstalkd redpanda gearmand',
);
add(
  'proxy',
  'nginx openresty haproxy traefik caddy envoy httpd apache2 apachectl apache2ctl apache2-foreground httpd-foreground lighttpd varnishd squid pgbouncer pgpool hitch stunnel stunnel4 tinyproxy dnsmasq coredns named unbound oauth2-proxy kong privoxy tor danted angie',
);
add(
  'shipper',
  'fluentd td-agent fluent-bit filebeat metricbeat logstash promtail vector rsyslogd syslogd syslog-ng klogd logrotate alloy grafana-agent telegraf collectd statsd otelcol otelcol-contrib amazon-cloudwatch-agent datadog-agent',
);
add('cron', 'cron crond anacron fcron supercronic ofelia go-crond go-cron mcron yacron dcron jobber');
add('ssh', 'sshd dropbear ssh vsftpd proftpd pure-ftpd in.telnetd telnetd');
add(
  'desktop',
  'vncserver Xvnc x11vnc tigervncserver tightvncserver xrdp Xvfb Xorg startxfce4 startlxde fluxbox openbox websockify novnc kasmvncserver',
);
add(
  'development-tool',
  'code-server openvscode-server jupyter jupyter-lab jupyter-notebook jupyterhub theia rserver dockerd ttyd gotty wetty',
);
add('log-viewer', 'dozzle kibana loki goaccess frontail seq');
add(
  'application',
  // Application servers, workers and schedulers.
  'gunicorn uvicorn hypercorn daphne uwsgi waitress-serve granian celery flower rq rqworker huey_consumer dramatiq arq airflow prefect dagster-webserver dagster-daemon luigid scrapyd mlflow streamlit gradio chainlit voila bokeh ' +
    'puma unicorn passenger thin rainbows falcon webrick sidekiq resque good_job solid_queue rackup ' +
    'php-fpm frankenphp rr roadrunner swoole node-red pm2-runtime next nuxt nest strapi serve http-server json-server vite nodemon ts-node ts-node-dev tsx webpack-dev-server ' +
    'catalina.sh jetty.sh standalone.sh jenkins kc.sh wildfly payara-micro keycloak ' +
    'supervisord s6-svscan runsvdir circusd monit systemd init foreman honcho overmind hivemind pm2 forever multirun ' +
    'grafana grafana-server vault consul nomad registry gitea forgejo gitlab-workhorse alertmanager node_exporter blackbox_exporter pushgateway jaeger zipkin tempo mimir ' +
    'dockerd-entrypoint.sh containerd buildkitd kubelet tritonserver torchserve vllm ollama text-generation-launcher bentoml ray litellm locust ' +
    'hugo jekyll mkdocs gatsby ng rasa actions-runner runsvc.sh teamserver tailscaled openvpn wg-quick coturn turnserver asterisk freeswitch janus mediamtx icecast icecast2 ' +
    'postfix dovecot opendkim opendmarc amavisd clamd freshclam spamd rspamd exim exim4 sendmail smbd nmbd rpcbind nfsd avahi-daemon dbus-daemon bluetoothd pulseaudio chronyd ntpd',
);

/** What a program that runs for long is for; null: not in the table. */
export function serverKind(name: string): ServerKind | null {
  const bare = name.replace(/^(php-fpm|postgres|python|uwsgi)[-\d.]+$/, '$1').replace(/^php-fpm\d[\d.]*$/, 'php-fpm');
  return servers.get(bare) ?? null;
}

const starting = /^(?:start|restart|reload-or-restart|force-reload)$/;

/** `service nginx start`, `/etc/init.d/cron start`, `systemctl start redis`, `rc-service x start`: the service's name; null: another command. */
export function startedService(words: readonly string[]): string | null {
  const [program = '', first = '', second = ''] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if ((name === 'service' || name === 'rc-service' || name === 'invoke-rc.d') && starting.test(second)) return first;
  if (name === 'systemctl' && starting.test(first)) return second.replace(/\.service$/, '');
  if (/^\/etc\/(?:rc\.d\/)?init\.d\//.test(program) && starting.test(first)) return name;
  return null;
}

/** Language runtimes and build tools that run a program of the application. */
export function isRuntime(name: string): boolean {
  return /^(?:python|pypy|node|nodejs|bun|deno|ruby|php|perl|java|dotnet|mono|erl|elixir|iex|mix|lua|luajit|Rscript|julia|sbcl|racket|go|cargo|swift|npm|npx|yarn|pnpm|tsx|ts-node)[\d.]*$/.test(
    name,
  );
}

const baseKinds = new Map<string, ServerKind>();
function addBases(kind: ServerKind, names: string): void {
  for (const name of names.split(/\s+/)) baseKinds.set(name, kind);
}
addBases(
  'data-store',
  'postgres postgis timescaledb pgvector mysql mysql-server mariadb mongo redis valkey keydb memcached elasticsearch opensearch clickhouse clickhouse-server cassandra neo4j influxdb couchdb couchbase etcd minio cockroach arangodb rethinkdb solr meilisearch qdrant prometheus percona percona-server redis-stack redis-stack-server server-mssql oracle-xe openldap',
);
addBases(
  'broker',
  'rabbitmq kafka cp-kafka zookeeper nats eclipse-mosquitto activemq activemq-artemis pulsar emqx redpanda',
);
addBases(
  'proxy',
  'nginx nginx-unprivileged openresty haproxy traefik caddy envoy httpd varnish squid pgbouncer kong oauth2-proxy coredns',
);
addBases(
  'shipper',
  'fluentd fluent-bit filebeat metricbeat logstash promtail vector telegraf statsd otelcol opentelemetry-collector opentelemetry-collector-contrib',
);
addBases('cron', 'ofelia supercronic');
addBases('ssh', 'sftp openssh-server');
addBases('desktop', 'baseimage-kasmvnc baseimage-rdesktop ubuntu-desktop-lxde-vnc webtop');
addBases('development-tool', 'code-server openvscode-server dind');
addBases('log-viewer', 'dozzle kibana loki');

/** The one job of a base image, by the last part of its name (`bitnami/postgresql` too); null: none that the name says. */
export function jobOfBase(
  name: string,
  tag: string | null,
): { readonly kind: ServerKind; readonly program: string } | null {
  const last = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  if (last === 'docker' && /dind/.test(tag ?? '')) return { kind: 'development-tool', program: 'dockerd' };
  const kind = baseKinds.get(last) ?? baseKinds.get(last.replace(/ql$/, '')) ?? null;
  return kind && { kind, program: last };
}
