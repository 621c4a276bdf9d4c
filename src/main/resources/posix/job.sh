# job.sh: starts a command apart from this session, and finds it again by its id. Plain POSIX sh, for dash and old bash.
# sh -c "$this" job.sh ACTION ID DIRECTORY BOOT_ID_FILE [...]
# One directory a job, for its owner alone (0700): started, session (process, its start, the boot), output, exit.
mask=$(umask)
umask 077
action=$1 id=$2 base=$3 boot_file=$4
shift 4
if [ "$base" = - ]; then
    if [ "$(id -u)" = 0 ]; then base=/var/lib/outsystems-failover/jobs; else base=${HOME:-/nowhere}/.outsystems-failover/jobs; fi
fi
dir=$base/$id
how=''

say() { printf '%s=%s\n' "$1" "$2"; }

refuse() {
    echo OSFAILOVER-JOB
    say refused "$1"
    exit 0
}

pause() { sleep 0.1 2>/dev/null || sleep 1; }

boot() { cat "$boot_file" 2>/dev/null; }

# When a process began, in ticks since the boot: another process may have got its number since. Nothing for one that is gone.
began() {
    about=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    about=${about##*) }
    set -- $about
    [ "${1:-Z}" != Z ] && [ $# -ge 20 ] || return 1
    echo "${20}"
}

# A job must have begun after so many seconds.
sign=30

# How long ago the start of one that has not begun was; empty where it can't be told.
waited() {
    since=''
    [ -f "$1/started" ] && read -r since <"$1/started"
    [ -n "$since" ] || since=$(stat -c %Y "$1" 2>/dev/null)
    now=$(date +%s 2>/dev/null)
    [ -n "$since" ] && [ -n "$now" ] && echo $((now - since))
}

# Takes the start of one that has not begun back: whoever makes the folder claim first decides. False: it has begun.
take_back() {
    for one in "$1"/run.*; do
        [ ! -d "$one" ] || mkdir "$one/claim" 2>/dev/null || return 1
    done
    return 0
}

# Sets state, and with it code or why.
judge() {
    state=absent code='' why=''
    [ -d "$1" ] || return 0
    state=ended
    [ -f "$1/exit" ] && read -r code <"$1/exit" && return 0
    state=running
    if [ -f "$1/session" ]; then
        read -r process start booted <"$1/session"
        now_booted=$(boot)
        if [ "$booted" != "${now_booted:--}" ]; then
            state=lost why='the server was restarted since the command was started'
        elif [ "$(began "$process")" != "$start" ]; then
            [ -f "$1/exit" ] && read -r code <"$1/exit" && state=ended && return 0
            state=lost why='its process is gone and left no exit code'
            [ -d "$1/cancelled" ] && why='it was ended by this program'
        fi
    else
        # started, and its first line was not run yet
        waited=$(waited "$1")
        state=starting why="it was to be started ${waited:-some} s ago and has given no sign of life yet"
        if [ "${waited:-0}" -ge $sign ] || [ -n "$(find "$1" -prune -mmin +1 2>/dev/null)" ]; then
            state=lost why="it has given no sign of life since it was started ${waited:-60} s ago: its first line was never run"
            said=$(tail -n 1 "$1/output" 2>/dev/null)
            [ -z "$said" ] || why="$why; the server said: $said"
        fi
    fi
    return 0
}

size() {
    length=0
    [ -f "$dir/output" ] && length=$(wc -c <"$dir/output")
    length=$((length))
}

# Which system calls wait for input, by their numbers: read, readv; poll; select; epoll. 0, 3 and 63 are read on one
# processor and nothing that waits on the others.
case $(uname -m 2>/dev/null) in
x86_64 | amd64 | i?86) reads=' 0 3 19 63 145 ' polls=' 7 168 271 309 ' selects=' 23 142 270 308 ' epolls=' 232 281 ' ;;
aarch64 | arm64) reads=' 0 3 63 65 ' polls=' 73 168 ' selects=' 72 142 ' epolls=' 22 ' ;;
*) reads=' 0 3 63 ' polls=' 167 168 281 302 ' selects=' 82 142 280 301 ' epolls=' 236 238 303 305 ' ;;
esac

# Whether the process's file number $2 is a terminal: 0 yes, 1 no, 2 not to be seen.
is_terminal() {
    target=$(readlink "/proc/$1/fd/$2" 2>/dev/null) || return 2
    case $target in
    /dev/pts/ptmx) return 1 ;;
    /dev/pts/* | /dev/tty* | /dev/console) return 0 ;;
    esac
    return 1
}

# So many bytes ($3) of the process's memory from $2 on, as numbers.
peek() {
    dd "if=/proc/$1/mem" bs=1 "skip=$2" "count=$3" 2>/dev/null | od -An -v -tu1 | tr '\n' ' '
}

# A thread's system call, as /proc shows it ($2 and on), is a wait for a terminal's input: 0 yes, 1 no, 2 not to be seen.
waits_in_call() {
    owner=$1
    shift
    case $1 in '' | running | -*) return 1 ;; esac
    case $reads in *" $1 "*)
        [ $(($2)) -lt 1024 ] 2>/dev/null || return 1
        is_terminal "$owner" $(($2))
        return
        ;;
    esac
    case $epolls in *" $1 "*)
        watched=$(sed -n 's/^tfd: *\([0-9]*\).*/\1/p' "/proc/$owner/fdinfo/$(($2))" 2>/dev/null) || return 2
        for number in $watched; do is_terminal "$owner" "$number" && return 0; done
        return 1
        ;;
    esac
    case $polls in *" $1 "*)
        count=$(($3))
        [ "$count" -gt 0 ] && [ "$count" -lt 64 ] || return 1
        bytes=$(peek "$owner" $(($2)) $((count * 8)))
        set -- $bytes
        [ $# -gt 0 ] || return 2
        while [ $# -ge 8 ]; do
            [ "$4" -lt 128 ] && [ $(($5 % 2)) = 1 ] && is_terminal "$owner" $(($1 + 256 * $2)) && return 0
            shift 8
        done
        return 1
        ;;
    esac
    case $selects in *" $1 "*)
        [ $(($3)) != 0 ] || return 1
        highest=$(($2))
        bytes=$(peek "$owner" $(($3)) $(((highest + 7) / 8)))
        [ -n "$bytes" ] || return 2
        number=0
        for byte in $bytes; do
            bit=0
            while [ $bit -lt 8 ]; do
                [ $((byte % 2)) = 1 ] && [ $number -lt "$highest" ] && is_terminal "$owner" $number && return 0
                byte=$((byte / 2)) bit=$((bit + 1)) number=$((number + 1))
            done
        done
        return 1
        ;;
    esac
    return 1
}

# The same for a thread, by its place in /proc.
waits_at() {
    call=''
    { read -r call <"$2/syscall"; } 2>/dev/null
    if [ -n "$call" ]; then
        waits_in_call "$1" $call
        return
    fi
    # the call is hidden, or the kernel does not show it: the kernel's function tells it where it is the terminal's own
    about=''
    { read -r about <"$2/stat"; } 2>/dev/null
    case ${about##*) } in '' | R* | T* | t* | Z* | X*) return 1 ;; esac
    place=''
    { read -r place <"$2/wchan"; } 2>/dev/null
    case $place in
    n_tty_read* | tty_read* | read_chan*) return 0 ;;
    '' | 0 | wait_woken* | poll_schedule* | do_sys_poll* | do_select* | ep_poll* | schedule_*) return 2 ;;
    esac
    return 1
}

# Sets waits: yes where a program in the foreground of the job's terminal, or of one that it has opened in turn, is held
# in a read of it; no where all of them do something else; hidden where the server does not show it. One that holds the
# other end of a terminal (sudo, su, script) hands through what is typed: not it waits, but what is behind it.
look_for_reader() {
    waits=hidden
    terminal=''
    { read -r terminal <"$dir/terminal"; } 2>/dev/null
    [ "${terminal:-0}" != 0 ] || return 0
    list='' members=' ' grown=yes
    for file in /proc/[0-9]*/stat; do
        about=''
        { read -r about <"$file"; } 2>/dev/null
        one=${file#/proc/} one=${one%/stat}
        set -- ${about##*) }
        [ "${5:-0}" = 0 ] || [ "$1" = Z ] || list="$list$one $2 $3 $5 $6
"
    done
    while [ -n "$grown" ]; do
        grown=''
        while read -r one parent group tty front; do
            case $members in *" $one "*) continue ;; esac
            if [ "$tty" != "$terminal" ]; then
                case $members in *" $parent "*) ;; *) continue ;; esac
            fi
            members="$members$one " grown=yes
        done <<LIST
$list
LIST
    done
    [ "$members" != ' ' ] || return 0
    waits=no
    while read -r one parent group tty front; do
        case $members in *" $one "*) ;; *) continue ;; esac
        [ "$group" = "$front" ] || continue
        case " $(ls -l "/proc/$one/fd" 2>/dev/null)" in */ptmx*) continue ;; esac
        for thread in "/proc/$one/task"/[0-9]*; do
            waits_at "$one" "$thread"
            case $? in
            0) waits=yes && return 0 ;;
            2) [ ! -d "$thread" ] || waits=hidden ;;
            esac
        done
    done <<LIST
$list
LIST
    return 0
}

# What has become of it; then its output from byte $1 on, no more than its last $2 bytes.
report() {
    wanted=$1 most=$2
    judge "$dir"
    echo OSFAILOVER-JOB
    say how "$how"
    case $state in starting) state=running why='' ;; esac
    say state "$state"
    say exit "$code"
    say why "$why"
    waits=''
    [ "$state" = running ] && [ -p "$dir/input" ] && look_for_reader
    say waits "$waits"
    size
    from=$wanted
    [ $((length - from)) -gt "$most" ] && from=$((length - most))
    [ "$from" -gt "$length" ] && from=$length
    since=0 quiet=0
    if [ -d "$dir" ]; then
        now=$(date +%s)
        [ -f "$dir/started" ] && read -r since <"$dir/started" && since=$((now - since))
        changed=$(stat -c %Y "$dir/output" 2>/dev/null) && quiet=$((now - changed))
        note=''
        [ -f "$dir/note" ] && read -r note <"$dir/note"
        say note "$note"
        n=1
        while [ -d "$dir/answer.$n" ]; do
            answer=''
            [ -f "$dir/answer.$n/given" ] && read -r answer <"$dir/answer.$n/given"
            say answer "$answer"
            n=$((n + 1))
        done
        if [ $n -gt 1 ] && changed=$(stat -c %Y "$dir/answer.$((n - 1))" 2>/dev/null); then
            [ $((now - changed)) -ge "$quiet" ] || quiet=$((now - changed))
        fi
    fi
    say elapsed "$since"
    say quiet "$quiet"
    say bytes "$length"
    say from "$from"
    say output ''
    [ "$length" -gt "$from" ] && tail -c +$((from + 1)) "$dir/output" | head -c $((length - from))
    return 0
}

# The process and everything under it, by parents.
tree() {
    all=" $1 "
    grown=yes
    while [ -n "$grown" ]; do
        grown=''
        while read -r child parent; do
            case $all in
            *" $child "*) ;;
            *" $parent "*) all="$all$child " grown=yes ;;
            esac
        done <<LIST
$(ps -e -o pid= -o ppid=)
LIST
    done
    echo "$all"
}

alive() {
    for each in "$@"; do
        began "$each" >/dev/null && return 0
    done
    return 1
}

# Ended ones that nobody took over, after $1 days. A running one never.
clean() {
    for old in "$base"/*; do
        [ -d "$old" ] && [ "$old" != "$dir" ] && [ -n "$(find "$old" -prune -mtime +"$1")" ] || continue
        judge "$old"
        case $state in ended | lost) rm -rf "$old" ;; esac
    done
}

can_detach() {
    for tool in setsid ps stat; do
        command -v $tool >/dev/null 2>&1 || refuse "the server has no $tool"
    done
    [ -n "$(began $$)" ] || refuse '/proc does not tell when a process began'
}

can_have_terminal() {
    for tool in script mkfifo stty; do
        command -v $tool >/dev/null 2>&1 || refuse "the server has no $tool, and so no terminal that outlives the connection"
    done
}

# What runs apart: notes who it is, runs the line, and leaves its exit code.
apart='
dir=$1 booted=$2 terminal=$3 mask=$4 line=$5 number=$6
mkdir "$dir/run.$number/claim" || exit
umask "$mask"
about=$(cat "/proc/$$/stat")
about=${about##*) }
set -- $about
echo "$$ ${20} $booted" >"$dir/session.part" && mv "$dir/session.part" "$dir/session"
if [ "$terminal" = yes ]; then
    exec 3<>"$dir/input"
    JOB_LINE=$line JOB_DIR=$dir SHELL=/bin/sh TERM=dumb script -q -f -c "
        stty sane -echo -ixon cols 200 rows 50
        read -r about </proc/\$\$/stat
        set -- \${about##*) }
        echo \"\$5\" >\"\$JOB_DIR/terminal\"
        mkdir \"\$JOB_DIR/begun\"
        if [ -n \"\$LC_ALL\" ]; then LANG=\$LC_ALL LC_CTYPE=\$LC_ALL; export LANG LC_CTYPE; unset LC_ALL; fi
        LANGUAGE=C LC_MESSAGES=C # its words, not its encoding
        export LANGUAGE LC_MESSAGES
        sh -c \"\$JOB_LINE\" 3<&-
        echo \$? >\"\$JOB_DIR/exit.part\"
    " /dev/null <&3
    [ -f "$dir/exit.part" ] || exit
else
    sh -c "$line"
    echo $? >"$dir/exit.part"
fi
mv "$dir/exit.part" "$dir/exit"
'

case $action in
able)
    can_detach
    [ "$1" = yes ] && can_have_terminal
    report 0 0
    ;;
start)
    # TERMINAL DAYS NOTE LINE
    terminal=$1 days=$2 note=$3 line=$4
    can_detach
    [ "$terminal" = yes ] && can_have_terminal
    mkdir -p "$base" 2>/dev/null && chmod 700 "$base" 2>/dev/null && [ -w "$base" ] || refuse "$base can't be made or written"
    how=found
    if mkdir "$dir" 2>/dev/null; then
        how=started
        date +%s >"$dir/started"
        printf '%s\n' "$note" >"$dir/note"
        [ "$terminal" != yes ] || mkfifo "$dir/input"
        booted=$(boot)
        number=$$.$(date +%s)
        mkdir "$dir/run.$number"
        setsid sh -c "$apart" job "$dir" "${booted:--}" "$terminal" "$mask" "$line" "$number" </dev/null >"$dir/output" 2>&1 &
        end=$(($(date +%s) + sign - 5))
        while [ ! -f "$dir/session" ] && [ "$(date +%s)" -lt $end ]; do
            pause
        done
        if [ ! -f "$dir/session" ] && take_back "$dir"; then
            said=$(tail -n 1 "$dir/output" 2>/dev/null)
            rm -rf "$dir"
            refuse "it was started and gave no sign of life within $((sign - 5)) s, so it was taken back and nothing was done${said:+; the server said: $said}"
        fi
        if [ "$terminal" = yes ]; then
            n=0
            while [ ! -d "$dir/begun" ] && [ ! -f "$dir/exit" ] && [ $n -lt 50 ]; do
                pause
                n=$((n + 1))
            done
        fi
        clean "$days"
    elif [ ! -d "$dir" ]; then
        refuse "$dir can't be made"
    fi
    if [ "$terminal" = yes ] && [ "$how" = started ] && [ ! -d "$dir/begun" ]; then
        [ -f "$dir/session" ] && read -r process rest <"$dir/session" && kill -KILL $(tree "$process") 2>/dev/null
        rm -rf "$dir"
        refuse "the server's script gives no terminal that outlives the connection"
    fi
    # a short command has ended before anybody looks
    n=0
    while [ "$terminal" != yes ] && [ ! -f "$dir/exit" ] && [ $n -lt 20 ]; do
        pause
        n=$((n + 1))
    done
    report 0 4096
    ;;
look)
    # FROM KEPT WHOLE: so much of the end while it runs, and once it is over
    judge "$dir"
    kept=$2
    case $state in
    starting) refuse "$why" ;;
    ended | lost) kept=$3 ;;
    esac
    report "$1" "$kept"
    ;;
type)
    # NUMBER OFFSET RULE TEXT: the n-th answer is typed once, whoever asks
    judge "$dir"
    [ "$state" = running ] && [ -p "$dir/input" ] || refuse 'it no longer asks'
    if mkdir "$dir/answer.$1" 2>/dev/null; then
        printf '%s %s\n' "$2" "$3" >"$dir/answer.$1/given"
        exec 3<>"$dir/input" # opened both ways it waits for nobody
        printf '%s\n' "$4" >&3
    fi
    report 0 0
    ;;
cancel)
    # TENTHS: of a second until it is ended the hard way
    judge "$dir"
    if [ "$state" = running ] && [ -f "$dir/session" ]; then
        mkdir "$dir/cancelled" 2>/dev/null
        all=$(tree "$process")
        kill -TERM $all 2>/dev/null
        n=0
        while alive $all && [ $n -lt "$1" ]; do
            pause
            n=$((n + 1))
        done
        if alive $all; then
            for each in $all; do
                all="$all $(tree "$each")"
            done
            kill -KILL $all 2>/dev/null
            n=0
            while alive $all && [ $n -lt 50 ]; do
                pause
                n=$((n + 1))
            done
        fi
    fi
    report 0 4096
    ;;
remove)
    judge "$dir"
    case $state in
    ended) rm -rf "$dir" ;;
    lost) [ ! -f "$dir/session" ] && ! take_back "$dir" || rm -rf "$dir" ;;
    esac
    report 0 0
    ;;
esac
