. "$(dirname "$0")/machine.sh"
enabled() { grep -q "^$1=\"ACTIVO\"" "$M/os.services.conf"; }
asks() { printf '%s' "$1"; read -r answer || exit 3; }
