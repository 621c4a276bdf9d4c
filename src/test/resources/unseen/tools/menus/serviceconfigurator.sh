#!/bin/bash
. "$(dirname "$0")/farm.sh"
[ -t 0 ] || exit 65
declare -A wanted
for each in SMS DEPLOYER SCHEDULER CONTROLLER LOG; do
  default=2; enabled $each && default=1
  if choose "Shall the $(title $each) be enabled on this server?" $default; then wanted[$each]=yes; else wanted[$each]=no; fi
done
if ! choose 'Save the changes?' 2; then echo 'Nothing was changed.'; exit 1; fi
{ echo '# Managed by serviceconfigurator.sh'
  for each in $ALL; do echo "export $(variable $each)='${wanted[$each]}'"; done; } >"$M/os.services.conf"
for each in $ALL; do [ ${wanted[$each]} = yes ] || rm -f "$M/run-$each"; done
line services saved
