#!/bin/sh
# What a stranger gets, tried in empty folders with install scripts off: from `npm ci` with our lock file, and from `npm i` with package.json alone, then
# `npm ci` with the lock file that this wrote. CI runs this; it needs the registry, or a cache of npm that has seen it.
# Fails when something does not install, takes more than 700 MB, or a lock file would not do on another platform or registry.
set -eu

MEGABYTES_MAX=700

cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/locked" "$folder/fresh"
cp package.json package-lock.json .npmrc "$folder/locked"
cp package.json "$folder/fresh"

fail() {
  echo "check-dependencies: $1" >&2
  exit 1
}

# npm drops the packages of other platforms from a lock file that it writes beside an existing node_modules.
check_platforms() {
  node --input-type=module <<'SCRIPT' || fail "$1"
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** As Node looks for it: from the package's own folder upwards. */
function isLocked(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder}/node_modules/${name}`.replace(/^\//, '') in packages) return true;
    if (folder === '' || !folder.includes('/node_modules/')) return `node_modules/${name}` in packages;
  }
}

const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)).map((name) => `${name} (of ${path || 'package.json'})`),
);
if (missing.length > 0) console.error(missing.join('\n'));
process.exitCode = missing.length === 0 ? 0 : 1;
SCRIPT
}

install() {
  npm "$1" --ignore-scripts --prefer-offline --no-audit --no-fund
}

cd "$folder/locked"
if grep -q '"resolved": "http' package-lock.json; then
  fail 'package-lock.json names the registry it was made with ("resolved"); .npmrc should have kept that out'
fi

check_platforms 'package-lock.json lacks packages of other platforms: make it again in an empty folder'
install ci
megabytes=$(du -sm node_modules | cut -f1)
[ "$megabytes" -le "$MEGABYTES_MAX" ] || fail "node_modules takes $megabytes MB, more than $MEGABYTES_MAX"
rm -rf node_modules # two at once would be more than a small disk has

cd "$folder/fresh"
install i
check_platforms 'npm i writes a lock file without packages of other platforms: a dependency does not name them all'
install ci
echo "check-dependencies: installs everywhere, with our lock file and without, $megabytes MB"
