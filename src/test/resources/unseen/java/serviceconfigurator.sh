#!/bin/bash
# serviceconfigurator.sh -interactive, in words of its own
ends() { case "$(cat "$MACHINE/exit-codes" 2>/dev/null)" in zero) exit 0 ;; odd) exit $(( $1 + 3 )) ;; *) exit "$1" ;; esac; }
[ "$1" = -interactive ] || { echo "Usage: serviceconfigurator.sh -interactive"; ends 64; }
[ -t 0 ] || { echo "An interactive terminal is needed." >&2; ends 65; }
conf=/etc/outsystems/os.services.conf
. $conf
printf '\033[2J\033[H\033[1;36m*** Platform service set-up ***\033[0m\r\n'
echo 'For every service of this server you are asked whether it is to be enabled.'
echo 'A service that runs and is no longer enabled is stopped.'
read -r -p 'Press ENTER to continue' _
ask() { # name, title, present value
  local now=no; [ "$3" = ENABLED ] && now=yes
  while :; do
    printf '\n\033[33mEnable service %s\033[0m (%s) [yes/no] (current: %s) > ' "$1" "$2" "$now"
    read -r answer || ends 66
    case "${answer:-$now}" in yes) printf -v "$1" ENABLED; return ;; no) printf -v "$1" DISABLED; return ;; esac
    echo "Please type yes or no in full."
  done
}
ask SCHEDULER 'timers and processes' "$SCHEDULER"
ask LOG 'log entries' "$LOG"
ask DEPLOYER 'deployment' "$DEPLOYER"
ask SMS 'text messages' "$SMS"
ask CONTROLLER 'compiles applications, one server only' "$CONTROLLER"
echo; echo 'Summary'; echo '-------'
for each in SCHEDULER LOG DEPLOYER SMS CONTROLLER; do printf '   %-12s %s\n' $each "${!each}"; done
printf '\nWrite this to %s? [yes/no] (default: no) > ' $conf
read -r answer
if [ "$answer" != yes ]; then echo 'Nothing was written.'; ends 1; fi
for each in SCHEDULER LOG DEPLOYER SMS CONTROLLER; do echo "$each=\"${!each}\""; done >$conf
for each in SCHEDULER LOG DEPLOYER SMS CONTROLLER; do
  if [ "${!each}" = DISABLED ]; then service outsystems stop $each >/dev/null; fi
done
printf '\033[32mWritten.\033[0m\n'
ends 0
