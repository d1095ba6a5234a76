#!/usr/bin/env bash
# Stops the Ceph that up.sh started. Usage: down.sh DIR [--delete]; --delete removes DIR with all objects as well.
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ] || { [ $# = 2 ] && [ "$2" != --delete ]; }; then
  echo "Usage: $0 DIR [--delete]" >&2
  exit 2
fi
[ -d "$1" ] || exit 0
dir=$(cd "$1" && pwd -P)
if [ ! -e "$dir/.fisc-ceph" ]; then
  echo "$dir was not made by up.sh: nothing is stopped or deleted." >&2
  exit 2
fi

# A daemon is told by its configuration file: its number may be noted nowhere yet, or be another process's by now.
is_ours() { # is_ours PID DAEMON
  local words=()
  { mapfile -d '' -t words <"/proc/$1/cmdline"; } 2>/dev/null || return 1
  [ ${#words[@]} -ge 3 ] && [ "${words[0]##*/} ${words[1]} ${words[2]}" = "$2 -c $dir/ceph.conf" ]
}

stop() { # stop DAEMON
  local pid process
  for process in /proc/[0-9]*; do
    pid=${process#/proc/}
    is_ours "$pid" "$1" || continue
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 200); do
      is_ours "$pid" "$1" || break
      sleep 0.05
    done
    # What has not ended within 10 s is made to: the data is journaled.
    if is_ours "$pid" "$1"; then kill -KILL "$pid" 2>/dev/null || true; fi
    while is_ours "$pid" "$1"; do sleep 0.05; done
  done
}

# Clients before what they write to.
for daemon in radosgw ceph-osd ceph-mgr ceph-mon; do stop "$daemon"; done
rm -f "$dir"/run/*.pid
if [ "${2:-}" = --delete ]; then rm -rf "$dir"; fi
