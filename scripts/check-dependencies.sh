#!/bin/sh
# What a stranger gets from `npm ci`, tried in an empty folder with install scripts off. CI runs this; it needs the registry.
# Fails when it does not install, takes more than 700 MB, or the lock file would not do on another platform or registry.
set -eu

MEGABYTES_MAX=700

cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp package.json package-lock.json .npmrc "$folder"
cd "$folder"

fail() {
  echo "check-dependencies: $1" >&2
  exit 1
}

if grep -q '"resolved": "http' package-lock.json; then
  fail 'package-lock.json names the registry it was made with ("resolved"); .npmrc should have kept that out'
fi

# npm drops the packages of other platforms from a lock file that it writes beside an existing node_modules.
node --input-type=module <<'SCRIPT' || fail 'package-lock.json lacks packages of other platforms: make it again in an empty folder'
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

npm ci --ignore-scripts --no-audit --no-fund

megabytes=$(du -sm node_modules | cut -f1)
[ "$megabytes" -le "$MEGABYTES_MAX" ] || fail "node_modules takes $megabytes MB, more than $MEGABYTES_MAX"
echo "check-dependencies: installs everywhere, $megabytes MB"
