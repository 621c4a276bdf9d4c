#!/bin/bash
. "$(dirname "$0")/farm.sh"
[ -t 0 ] || exit 65
line started
if [ "$1 $2" = '/upgradeinstall /silent' ]; then
  line "silent $3 $(controller)"
  working 'Upgrading the database model'
  if [ -e "$M/fails" ]; then echo 'ERROR: the database can not be reached'; exit 4; fi
  line ended
  exit 0
fi
if [ -e "$M/jvm" ]; then exec java -XX:TieredStopAtLevel=1 -cp "$(cat "$M/jvm")" org.osfailover.platform.javastack.StandInTool "$M"; fi
heading 'Is the database reachable?' 'yes, in 3 ms'
working 'Contacting the Deployment Controller Server'
read -r -p 'Host [db1]: ' _
stty -echo; printf 'Admin Password [****]: '; read -r _; stty echo; echo
chatter
printf 'Deployment Controller '; sleep "$PAUSE"; printf 'Server [%s]: ' "$(controller)"; read -r address
echo "The Controller will be at: $address"
read -r -p 'Apply these settings? (y/n) ' apply
[ "$apply" = y ] || exit 1
save_controller "${address:-$(controller)}"
chatter
read -r -e -p 'Restart all OutSystems services now? [y/N]: ' restart
if [ "$restart" = Y ] || [ "$restart" = y ]; then "$M/service" outsystems restart; fi
working 'Starting OutSystems Deployment Controller Service'
if [ -e "$M/asks" ]; then printf 'Which cache mode shall the cluster use?: '; read -r mode; line "mode $mode"; fi
chatter
read -r -p 'Install Service Center? (y/n) ' install
if [ "$install" = y ]; then heading 'Is Service Center there already?' no; chatter; line Service Center installed; echo 'Service Center was installed.'; fi
line ended
