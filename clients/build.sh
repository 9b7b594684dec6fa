#!/bin/sh
# Install what the clients need, and build them, each after those that it uses.
set -eu
cd "$(dirname "$0")/.."

installed() { [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ]; }
installed clients/typescript || (cd clients/typescript && npm ci --no-audit --no-fund)
(cd clients/typescript && npm run --silent build)
installed . || npm ci --no-audit --no-fund
# npm copied @gatepost/client when it installed; what is built now takes the copy's place.
rm -rf node_modules/@gatepost/client/dist
cp -R clients/typescript/dist node_modules/@gatepost/client/
cp clients/typescript/package.json node_modules/@gatepost/client/
for client in react vue next expo; do
  npm run --silent build --workspace "@gatepost/$client"
done
