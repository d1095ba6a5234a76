#!/usr/bin/env bash
# Starts a small Ceph on this machine for tests and trials: one monitor, one manager, one OSD and the S3 gateway, on
# loopback, in a folder of their own, without systemd and as any user. Usage: up.sh DIR
#
# The first time it makes the cluster and an S3 user; later it starts the same again; where it runs, it says so and
# changes nothing. DIR/s3.env (mode 600) holds endpoint and keys in the names of .env. See README.md for the variables.
set -euo pipefail
umask 077

if [ $# != 1 ] || [ -z "$1" ]; then
  echo "Usage: $0 DIR" >&2
  exit 2
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
dir=$(cd "$1" && pwd -P)
conf=$dir/ceph.conf

fail() {
  told=yes
  echo "$1" >&2
  exit "${2:-1}"
}
for tool in ceph ceph-mon ceph-mgr ceph-osd radosgw radosgw-admin curl; do
  command -v "$tool" >/dev/null || fail "$tool is missing: run $here/install.sh first."
done
# A Unix socket's path has at most 107 bytes.
[ ${#dir} -le 80 ] || fail "$dir is too long a path for Ceph's sockets: choose one of at most 80 characters." 2
[[ $dir =~ ^[A-Za-z0-9/._+-]+$ ]] || fail "Ceph's settings cannot hold the path $dir: choose one of letters, digits and /._+-." 2
if [ ! -e "$dir/.fisc-ceph" ] && [ -n "$(ls -A "$dir")" ]; then
  fail "$dir is not empty, and was not made by this script: choose an empty folder." 2
fi
: >"$dir/.fisc-ceph"
exec 9>"$dir/.fisc-ceph"
if command -v flock >/dev/null; then flock -w 60 9 || fail "Another $0 works in $dir."; fi

give_up() {
  [ -n "${told:-}" ] || echo "Ceph did not start. The last lines of $dir/log/setup.log:" >&2
  [ -n "${told:-}" ] || tail -n 5 "$dir/log/setup.log" >&2 || true
  "$here/down.sh" "$dir" >/dev/null 9>&- || true
}
quietly_with_input() { "$@" >>"$dir/log/setup.log" 2>&1 9>&-; }
quietly() { quietly_with_input "$@" </dev/null; }
ceph_cli() { ceph -c "$conf" --connect-timeout 30 "$@" 9>&-; }
setting() { sed -n "s/^$1=//p" "$dir/s3.env"; }
is_up() { curl -fsS -m 5 -o /dev/null "$1" 2>/dev/null; }
await() { # await WHAT COMMAND…: a minute at the most
  local what=$1
  shift
  for _ in $(seq 600); do
    if "$@" 2>/dev/null 9>&-; then return; fi
    sleep 0.1
  done
  fail "$what did not come up within a minute: see $dir/log."
}
key_of() { sed -n "s/.*\"$1\": \"\(.*\)\".*/\1/p" "$dir/user.json" | sed 's/[\\]//g'; }
create_bucket() { # versioned, and able to lock objects; keys go by standard input
  local empty=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
  printf 'user = "%s:%s"\n' "$access_key" "$secret_key" |
    quietly_with_input curl -fsS -K - --aws-sigv4 aws:amz:us-east-1:s3 -X PUT \
      -H "x-amz-bucket-object-lock-enabled: true" -H "x-amz-content-sha256: $empty" "$endpoint/fisc"
}
osd_is_up() { ceph_cli osd stat 2>/dev/null | grep -q "1 up"; }
free_port() { # a port below those that the system gives to clients, which nobody listens on
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    is_taken "$port" || { echo "$port"; return; }
  done
}
is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
require_free() { if is_taken "$1"; then fail "Port $1 of 127.0.0.1 is another program's: stop that, or see README.md."; fi; }

if [ -e "$dir/s3.env" ]; then
  endpoint=$(setting FISC_S3_ENDPOINT)
  if [ -e "$dir/run/client.rgw.pid" ] && is_up "$endpoint"; then
    echo "Ceph is up: $endpoint (keys in $dir/s3.env)"
    exit
  fi
fi

# What goes wrong from here on leaves no process behind.
trap give_up EXIT
trap 'exit 143' HUP INT TERM
"$here/down.sh" "$dir" 9>&- # what a killed run may have left

start() {
  require_free "${endpoint##*:}"
  quietly ceph-mon -c "$conf" -i a
  quietly ceph-mgr -c "$conf" -i x
  if [ ! -e "$dir/osd/ready" ]; then
    local uuid
    uuid=$(cat /proc/sys/kernel/random/uuid)
    quietly ceph_cli osd new "$uuid" 0
    quietly ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$uuid"
    : >"$dir/osd/ready"
  fi
  quietly ceph-osd -c "$conf" -i 0
  await "The OSD" osd_is_up
  quietly radosgw -c "$conf" -n client.rgw
  await "The S3 gateway" is_up "$endpoint"
}

if [ -e "$dir/s3.env" ]; then
  start
else
  # Nothing was ever kept in a cluster whose making did not end: begin anew.
  rm -rf "$dir"/{ceph.conf,keyring,monmap,user.json,mon,mgr,osd,rgw,run,log}
  mkdir -p "$dir"/{mon,mgr,osd,rgw,run,log}
  port=${FISC_CEPH_S3_PORT:-$(free_port)}
  mon_port=${FISC_CEPH_MON_PORT:-$(free_port)}
  require_free "$mon_port"
  endpoint=http://127.0.0.1:$port
  fsid=$(cat /proc/sys/kernel/random/uuid)
  cat >"$conf" <<CONF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$mon_port]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $dir/keyring
run dir = $dir/run
admin socket = $dir/run/\$name.asok
pid file = $dir/run/\$name.pid
log file = $dir/log/\$name.log
crash dir = $dir/log
# One OSD, one copy: this is for tests and trials, and keeps nothing safe.
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 500
paxos propose interval = 0.05
[mon]
mon data = $dir/mon
mon cluster log file = $dir/log/cluster.log
mon data avail warn = 2
mon data avail crit = 1
auth allow insecure global id reclaim = false
[mgr]
mgr data = $dir/mgr
mgr initial modules =
[osd]
osd data = $dir/osd
osd objectstore = bluestore
osd memory target = 1G
# A sparse file: it takes up what is written.
bluestore block size = ${FISC_CEPH_BYTES:-12884901888}
[client.rgw]
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw thread pool size = 64
rgw dns name = localhost
rgw enable usage log = false
CONF
  ring=$dir/keyring
  quietly ceph-authtool --create-keyring "$ring" --gen-key -n mon. --cap mon 'allow *'
  quietly ceph-authtool "$ring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  quietly ceph-authtool "$ring" --gen-key -n mgr.x --cap mon 'allow profile mgr' --cap osd 'allow *'
  quietly ceph-authtool "$ring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap mgr 'allow profile osd' --cap osd 'allow *'
  quietly ceph-authtool "$ring" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx' --cap mgr 'allow rw'
  quietly monmaptool --create --addv a "[v2:127.0.0.1:$mon_port]" --fsid "$fsid" "$dir/monmap"
  quietly ceph-mon -c "$conf" --mkfs -i a --monmap "$dir/monmap" --keyring "$ring"
  start
  # The gateway makes up the keys; on a command line every user of the machine could read them.
  radosgw-admin -c "$conf" user create --uid=fisc --display-name=fisc >"$dir/user.json" 2>>"$dir/log/setup.log" 9>&-
  access_key=$(key_of access_key)
  secret_key=$(key_of secret_key)
  rm "$dir/user.json"
  create_bucket
  cat >"$dir/s3.env.new" <<ENV
FISC_S3_ENDPOINT=$endpoint
FISC_S3_REGION=us-east-1
FISC_S3_BUCKET=fisc
FISC_S3_ACCESS_KEY=$access_key
FISC_S3_SECRET_KEY=$secret_key
ENV
  mv "$dir/s3.env.new" "$dir/s3.env"
fi

trap - EXIT
echo "Ceph is up: $endpoint (keys in $dir/s3.env)"
