#!/bin/bash
. "$(dirname "$0")/farm.sh"
[ -t 0 ] || exit 65
declare -A wanted
heading 'Which services are enabled?' 'read from the file'
for each in $ALL; do
  read -r -p "Enable $(title $each)? (Y/N) " answer
  if [ "$answer" = Y ]; then wanted[$each]=ENABLED; else wanted[$each]=DISABLED; fi
done
for each in $ALL; do echo "$each=\"${wanted[$each]}\""; done >"$M/os.services.conf"
line services saved
for each in $ALL; do
  [ ${wanted[$each]} = ENABLED ] || working "Disabling $(title $each)"
done
if [ -e "$M/asks" ]; then printf 'Where shall the report go: '; read -r where; line "report $where"; fi
line configurator ended
