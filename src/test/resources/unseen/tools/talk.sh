# What real tools print while they work, at their pace: PAUSE seconds, longer than the silence that a test sets.
PAUSE=${PAUSE:-1.5}
working() { # NAME: a line whose end comes only once the work is done, as init scripts print it
  printf '%s: ' "$1"; sleep "$PAUSE"; printf '%s\n' '[  OK  ]'
}
chatter() {
  printf 'WARNING: JAVA_HOME is not set, using /usr/lib/jvm: is that intended?\n'
  printf 'Compiling '; for i in 1 2 3 4; do sleep 0.3; printf .; done; printf ' done\n'
  for i in 5 40 75 100; do printf '\rUploading scripts [%-10s] %3d%%' "$(printf '%*s' $((i / 10)) '' | tr ' ' '#')" $i; sleep 0.3; done; printf '\n'
  printf '10:01:12 INFO  Password: taken from the configuration\n'
  printf '10:01:12 INFO  Connect as user [OSADMIN]:'; sleep "$PAUSE"; printf ' connected\n'
}
heading() { # a question that is none: nobody waits behind it
  printf "%s\n" "$1"; sleep 4; printf "  %s\n" "$2"
}
