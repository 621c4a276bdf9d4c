#!/bin/bash
. "$(dirname "$0")/farm.sh"
printf '\033[2J\033[H\033[7m Services \033[0m\r\n'
read -r -s -n 1 -p 'Press any key to continue...' _
declare -A wanted
for each in CONTROLLER LOG SCHEDULER SMS DEPLOYER; do
  now=no; enabled $each && now=yes
  printf '\r\033[K\033[1m%s\033[0m\033[5G' '...'; sleep 0.02
  read -r -e -p $'\r\033[K'"Enable $(title $each) (yes/no) [$now]? " answer
  case "${answer:-$now}" in yes) wanted[$each]=Enabled ;; no) wanted[$each]=Disabled ;; *) echo 'Aborted.'; exit 4 ;; esac
done
read -r -e -p 'Commit (yes/no) [no]? ' answer
[ "$answer" = yes ] || exit 5
for each in CONTROLLER DEPLOYER LOG SCHEDULER SMS; do echo "declare -x $each=\"${wanted[$each]}\""; done >"$M/os.services.conf"
for each in $ALL; do [ ${wanted[$each]} = Enabled ] || rm -f "$M/run-$each"; done
line services saved
for i in 25 50 75 100; do printf '\rStoring %3d%%' $i; sleep 0.02; done; echo
exit 0
