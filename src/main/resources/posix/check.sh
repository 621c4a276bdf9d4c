# check.sh: whether what a run writes can be written. Tries it, and leaves nothing. Plain POSIX sh, for dash and old bash.
# sh -c "$this" check.sh try|look JOBS FILE HOME: where jobs are kept (-: the usual place), the configuration, the platform.
# look: without root's rights nothing is tried, and what the system tells of the file systems is all that is known.
# A line for each: KIND|DIRECTORY|FREE KIB|MOUNT OPTIONS|WHY NOT
how=$1 jobs=$2 file=$3 home=$4
set -f
if [ "$jobs" = - ]; then
    if [ "$(id -u)" = 0 ]; then jobs=/var/lib/outsystems-failover/jobs; else jobs=${HOME:-/nowhere}/.outsystems-failover/jobs; fi
fi

one_line() { echo $1 | tr '|' '/'; }

place() {
    dir=$2 why=''
    while [ ! -d "$dir" ] && [ "$dir" != / ] && [ "$dir" != . ]; do dir=$(dirname -- "$dir"); done
    set -- "$1" $(df -Pk "$dir" 2>/dev/null | tail -n 1)
    kind=$1 free=$5 mount=$7 options=''
    while read -r device at type with rest; do
        [ "$at" != "$mount" ] || options=$with
    done </proc/mounts
    if [ "$how" = try ]; then
        trial=$dir/.outsystems-failover-check.$$
        why=$( (umask 077 && head -c 65536 /dev/zero >"$trial") 2>&1 ) && why='' || why=${why:-it can not be written}
        rm -f -- "$trial"
        if [ "$kind" = configuration ] && [ -z "$why" ] && [ -f "$file" ]; then
            # opened for writing, and nothing is written
            why=$( (: >>"$file") 2>&1 ) && why='' || why=${why:-$file can not be written}
        fi
    fi
    echo "$kind|$dir|$free|$options|$(one_line "$why")"
}

place jobs "$jobs"
place configuration "$(dirname -- "$file")"
place platform "$home"
