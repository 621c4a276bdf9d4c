# What the stand-ins of one server have in common; its state lies in their folder.
M=$(cd "$(dirname "$0")" && pwd)
ALL='LOG CONTROLLER DEPLOYER SCHEDULER SMS'
line() { echo "$*" >>"$M/tool.log"; }
runs() { [ -e "$M/run-$1" ]; }
controller() { sed -n 's:.*<CompilerServerHostname>\(.*\)</CompilerServerHostname>.*:\1:p' "$M/server.hsconf"; }
save_controller() {
  sed "s:\(<CompilerServerHostname>\).*\(</CompilerServerHostname>\):\1$1\2:" "$M/server.hsconf" >"$M/new" && mv "$M/new" "$M/server.hsconf"
  line "saved $1"
}
restart() { line restarted; for each in $ALL; do rm -f "$M/run-$each"; if enabled $each; then touch "$M/run-$each"; fi; done; }
title() {
  case $1 in
    LOG) echo 'OutSystems Log Service' ;; CONTROLLER) echo 'OutSystems Deployment Controller Service' ;;
    DEPLOYER) echo 'OutSystems Deployment Service' ;; SCHEDULER) echo 'OutSystems Scheduler Service' ;;
    SMS) echo 'OutSystems SMS Connector Service' ;;
  esac
}
