#!/bin/bash
. "$(dirname "$0")/farm.sh"
declare -A wanted
for each in CONTROLLER DEPLOYER SCHEDULER; do
  asks "Ativar o $(title $each)? (S/N) [S]: "
  case "${answer:-S}" in S) wanted[$each]=ACTIVO ;; N) wanted[$each]=INACTIVO ;; *) exit 4 ;; esac
done
asks 'Gravar as alterações? (S/N) [S]: '; [ "${answer:-S}" = S ] || exit 5
for each in CONTROLLER DEPLOYER SCHEDULER; do echo "$each=\"${wanted[$each]}\""; done >"$M/os.services.conf"
for each in CONTROLLER DEPLOYER SCHEDULER; do enabled $each || rm -f "$M/run-$each"; done
line services saved
