#!/usr/bin/env bash
# Installs Ceph's daemons and the S3 gateway from Debian's packages, where they are missing. Usage: install.sh
set -euo pipefail

tools=(ceph-mon ceph-mgr ceph-osd radosgw radosgw-admin rados ceph ceph-authtool monmaptool curl)
missing=()
for tool in "${tools[@]}"; do command -v "$tool" >/dev/null || missing+=("$tool"); done
if [ ${#missing[@]} -eq 0 ]; then
  echo "Ceph is installed: $(ceph-osd --version 2>/dev/null | cut -d' ' -f1-3)"
  exit
fi

if ! command -v apt-get >/dev/null; then
  echo "Ceph is not installed (missing: ${missing[*]}), and this is no Debian or Ubuntu: install its packages by hand." >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Ceph is not installed (missing: ${missing[*]}): run this as root." >&2
    exit 1
  fi
  sudo=(sudo)
fi

echo "Installing Ceph (some 73 MB) …"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The packages' services stay off: up.sh starts its own daemons, in a folder of their own.
packages=(ceph-mon ceph-mgr ceph-osd radosgw ceph-common curl)
if ! { "${sudo[@]}" apt-get update -q -o Acquire::Retries=3 &&
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy -o Acquire::Retries=3 --no-install-recommends "${packages[@]}"; } \
  >"$log" 2>&1 </dev/null; then
  tail -n 20 "$log" >&2
  echo "Ceph could not be installed: see above." >&2
  exit 1
fi
echo "Ceph is installed: $(ceph-osd --version 2>/dev/null | cut -d' ' -f1-3)"
