#!/bin/bash
. "$(dirname "$0")/farm.sh"
line started
printf '\033[?1049h\033[2J\033[H\033[44;97m Platform \033[0m\033[3;1H'
read -r -e -p "Deployment Controller Server, default: $(controller): " address
printf 'Testing the connection |'; for c in / - '\\' '|'; do printf '\b%s' "$c"; sleep 0.02; done; printf '\b \r\033[K'
read -r -e -p 'Send usage statistics to the vendor (never/weekly/daily): ' statistics
case "$statistics" in never|weekly|daily) line "statistics $statistics" ;; *) line "statistics refused"; exit 9 ;; esac
read -r -p 'Save (Y/N)? ' answer; [ "$answer" = Y ] || exit 9
save_controller "${address:-$(controller)}"
read -r -p 'Services must be restarted. Restart now (Y/N)? ' answer; [ "$answer" = Y ] && restart
read -r -p 'Prepare modules (Y/N)? ' answer; [ "$answer" = N ] || line modules prepared
read -r -p 'Install Service Center (Y/N)? ' answer; [ "$answer" = N ] || line Service Center installed
read -r -s -n 1 -p 'Press any key to leave' _
printf '\033[?1049l'
exit 0
