. "$(dirname "$0")/machine.sh"
variable() {
  case $1 in LOG) echo OS_LOG_SERVICE ;; CONTROLLER) echo OS_CONTROLLER_SERVICE ;; DEPLOYER) echo OS_DEPLOYMENT_SERVICE ;;
    SCHEDULER) echo OS_SCHEDULER_SERVICE ;; SMS) echo OS_SMS_CONNECTOR_SERVICE ;; esac
}
enabled() { local v; v=$(variable $1); ( . "$M/os.services.conf"; [ "${!v}" = yes ] ); }
choose() { # question, default: 1 yes, 2 no
  while :; do
    printf '\n%s\n 1 - Yes\n 2 - No\nYour choice [%s]: ' "$1" "$2"
    read -r answer || exit 3
    case "${answer:-$2}" in 1) return 0 ;; 2) return 1 ;; esac
    echo "'$answer' is not one of the choices."
  done
}
