. "$(dirname "$0")/machine.sh"
. "$(dirname "$0")/talk.sh"
enabled() { ( . "$M/os.services.conf"; eval "[ \"\$$1\" = ENABLED ]" ); }
slow_restart() {
  for each in $ALL; do
    if enabled $each; then working "Stopping $(title $each)"; rm -f "$M/run-$each"; fi
  done
  for each in $ALL; do
    if enabled $each; then working "Starting $(title $each)"; touch "$M/run-$each"; fi
  done
  line restarted
}
