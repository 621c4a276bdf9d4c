. "$(dirname "$0")/machine.sh"
enabled() { grep -q "^declare -x $1=\"Enabled\"" "$M/os.services.conf"; }
