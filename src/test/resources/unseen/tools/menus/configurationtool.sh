#!/bin/bash
. "$(dirname "$0")/farm.sh"
[ -t 0 ] || exit 65
line started
printf 'Database Provider:\n 1 - MySQL\n 2 - Oracle\nYour choice [2]: '; read -r _
printf 'Deployment Controller Server (default: %s): ' "$(controller)"; read -r address
if ! choose 'Apply these settings?' 2; then exit 1; fi
save_controller "${address:-$(controller)}"
if choose 'Restart all OutSystems services now?' 2; then restart; fi
if choose 'Install Service Center on this server?' 1; then line Service Center installed; echo 'Service Center was installed.'; fi
if choose 'Prepare Modules?' 1; then line modules prepared; fi
exit 0
