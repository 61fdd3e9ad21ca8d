# Sourced by the scripts beside it: finds JDK 25, Maven, Node and what else is asked for.
# On Debian as root it installs what Debian has; elsewhere it says what is missing and how to get it.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$(basename "$0"): $*"
  exit 1
}

# The major version of the JDK in a folder, or 0.
jdk_version() {
  local version
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  echo "${version:-0}"
}

# Sets and exports JAVA_HOME: JDK 25 or newer, the one that is set if it will do.
find_jdk() {
  local home on_path
  on_path=$(command -v java || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for home in "${JAVA_HOME:-/nowhere}" "$on_path" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*25* \
    "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [ "$(jdk_version "$home")" -ge 25 ]; then
      export JAVA_HOME=$home
      return
    fi
  done
  return 1
}

need_jdk() {
  find_jdk && return
  local package
  for package in temurin-25-jdk openjdk-25-jdk-headless; do
    if can_install && apt-cache show "$package" >/dev/null 2>&1; then
      install "$package"
      find_jdk && return
    fi
  done
  die "JDK 25 or newer is needed: install Eclipse Temurin 25 (or your system's openjdk-25) and set JAVA_HOME"
}

can_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

# Installs Debian packages without a word unless it fails.
install() {
  say "installing $*"
  local log
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y \
    --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    die "could not install $*"
  fi
  rm -f "$log"
}

# need COMMAND PACKAGE WHAT: the command is there, or gets installed, or the script ends.
need() {
  command -v "$1" >/dev/null && return
  can_install || die "$3 is missing (the command $1): install it, on Debian with: apt-get install $2"
  install "$2"
  command -v "$1" >/dev/null || die "the package $2 did not bring $1"
}

need_node() {
  need node nodejs "Node.js"
  need npm npm "npm"
  local version
  version=$(node -p 'process.versions.node')
  case "$version" in
    [0-9].* | 1[0-9].* | 20.[0-9].* | 20.1[0-8].*) die "Node.js 20.19 or newer is needed, not $version" ;;
  esac
}

# Maven on JDK 25, quiet about the JDK's warnings on Maven's own libraries.
maven() {
  MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
    mvn --batch-mode -Dstyle.color=never -f "$ROOT/pom.xml" "$@" </dev/null
}

# newer_than STAMP PATH...: is any file below the paths newer than the stamp?
newer_than() {
  local stamp=$1
  shift
  [ ! -e "$stamp" ] && return
  [ -n "$(find "$@" -type f -newer "$stamp" -print -quit)" ]
}

# The client's packages, installed again only if the lock file changed.
client_packages() {
  local stamp=$ROOT/client/node_modules/.sealmesh-installed
  if newer_than "$stamp" "$ROOT/client/package-lock.json"; then
    (cd "$ROOT/client" && npm ci --silent) >&2 </dev/null \
      || die "npm ci failed in client/"
    touch "$stamp"
  fi
}

NODE_DIST=$ROOT/verticles/node/target/dist/sealmesh
RELAY_DIST=$ROOT/verticles/relay-node/target/dist/sealmesh-relay

# Both distributions, if a source is newer than they are.
build_node() {
  local stamp=$NODE_DIST/.built
  newer_than "$stamp" "$ROOT/pom.xml" "$ROOT"/verticles/*/pom.xml "$ROOT"/verticles/*/src/main \
    "$ROOT/docs/openapi.yaml" || return 0
  need mvn maven "Maven"
  say "building the node (a minute or two the first time)"
  rm -rf "$NODE_DIST" "$RELAY_DIST"
  maven -q package -pl verticles/node,verticles/relay-node -am -DskipTests -Dstyle.skip >&2 \
    || die "the build failed"
  touch "$stamp"
}

# The browser client, if a source is newer than it is.
build_app() {
  local stamp=$ROOT/client/app/dist/.built
  newer_than "$stamp" "$ROOT"/client/{sdk,app}/src "$ROOT/client/app/static" "$ROOT/client/app/build.mjs" \
    "$ROOT/client/package-lock.json" || return 0
  need_node
  client_packages
  say "building the app"
  (cd "$ROOT/client" && npm run --silent build --workspace app) >&2 </dev/null \
    || die "the app did not build"
  touch "$stamp"
}

# Becomes a process of the origin.
become_node() {
  exec "$JAVA_HOME/bin/java" "@$NODE_DIST/jvm.options" -cp "$NODE_DIST/lib/*" org.sealmesh.node.Main "$@"
}

# Becomes a relay-only process.
become_relay() {
  exec "$JAVA_HOME/bin/java" "@$RELAY_DIST/jvm.options" -cp "$RELAY_DIST/lib/*" org.sealmesh.relaynode.Main "$@"
}

# site_job USAGE JOB [ARGUMENT...] -- [--data DIR] [--config FILE]: has one thing done to a stopped site, and becomes
# that process.
site_job() {
  local arguments=() usage=$1 data=$ROOT/data
  shift
  while [ "$1" != -- ]; do
    arguments+=("$1")
    shift
  done
  shift
  while [ $# -gt 0 ]; do
    case "$1" in
      --data) data=${2:?"--data needs a folder"}; shift 2 ;;
      --config) arguments+=(--config "${2:?"--config needs a file"}"); shift 2 ;;
      *) "$usage" >&2; exit 2 ;;
    esac
  done
  need_jdk
  build_node
  export SEALMESH_NODE_DATA_FOLDER=${SEALMESH_NODE_DATA_FOLDER:-$data}
  become_node "${arguments[@]}"
}
