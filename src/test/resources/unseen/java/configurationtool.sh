#!/bin/bash
# configurationtool.sh, in words of its own
ends() { case "$(cat "$MACHINE/exit-codes" 2>/dev/null)" in zero) exit 0 ;; odd) exit $(( $1 + 3 )) ;; *) exit "$1" ;; esac; }
[ -t 0 ] || { echo "An interactive terminal is needed." >&2; ends 65; }
file=/etc/outsystems/server.hsconf
value() { sed -n "s:.*<$1[^>]*>\(.*\)</$1>.*:\1:p" $file | head -1; }
line() { echo "$(date +%T) $*" >>"$MACHINE/tool.log"; }
line started
printf '\033[2J\033[H\033[44;97m  Platform configuration                      v9.1.501  \033[0m\n\n'
echo 'Values in brackets are kept with ENTER.'
read -r -s -n 1 -p '-- Press any key to continue --' _; echo
echo; echo '##### Database #####'; echo
echo 'Database Provider:'; echo ' 1 - MySQL'; echo ' 2 - Oracle'; read -r -p 'Your choice [2]: ' _
read -r -p "Host [$(value Host)]: " answer; [ -n "$answer" ] && line "HOST SET TO $answer"
read -r -p 'Port [1521]: ' _
read -r -p "Service Name [$(value ServiceName)]: " _
read -r -p 'User [OSADMIN]: ' _
read -r -s -p 'Password [********]: ' _; echo
echo; echo '##### This server #####'; echo
read -r -p 'Outgoing IP address [automatic]: ' _
read -r -p 'Application server port [8080]: ' _
echo; echo '##### Controller #####'; echo
echo 'The server that compiles. It is one and the same for all servers of the environment.'
read -r -p "Deployment Controller Server (IP address) [$(value CompilerServerHostname)] : " address
address=${address:-$(value CompilerServerHostname)}
read -r -p 'Deployment Controller port [12000] : ' port; [ -n "$port" ] && line "PORT SET TO $port"
read -r -p 'Maximum of concurrent timers [3] : ' _
echo; printf '\033[1mCheck:\033[0m Deployment Controller Server = %s\n' "$address"
while :; do
  read -r -p 'Save these settings? (yes/no) [yes] ' answer
  case "${answer:-yes}" in yes) break ;; no) line 'not saved'; ends 1 ;; *) echo 'yes or no, please' ;; esac
done
if ! sed "s:\(<CompilerServerHostname[^>]*>\).*\(</CompilerServerHostname>\):\1$address\2:" $file >$file.new; then ends 8; fi
mv $file.new $file; line "saved $address"
for i in 20 40 60 80 100; do printf '\rSaving ... %d%%' $i; sleep 0.1; done; echo
while :; do
  read -r -p 'All OutSystems services have to be restarted now. Go ahead? (yes/no) [no] ' answer
  case "${answer:-no}" in yes) line restarted
      for each in LOG CONTROLLER DEPLOYER SCHEDULER SMS; do
        grep -q "^$each=\"ENABLED\"" /etc/outsystems/os.services.conf && service outsystems restart $each
      done; break ;;
    no) line 'not restarted'; break ;; *) echo 'yes or no, please' ;; esac
done
while :; do
  read -r -p 'Would you like to run the Service Center installation on this server? (yes/no) [yes] ' answer
  case "${answer:-yes}" in
    yes) line 'Service Center installed'
      if [ -e "$MACHINE/sc-fails" ]; then echo 'Compiling ServiceCenter.oml ...'; echo 'ERROR: could not reach the compiler'; ends 9; fi
      for step in 'Reading ServiceCenter.oml' 'Compiling' 'Deploying'; do echo "$step ..."; sleep 0.4; done
      echo 'Service Center is in place (0 errors, 0 warnings).'; break ;;
    no) line 'Service Center not installed'; break ;; *) echo 'yes or no, please' ;; esac
done
read -r -p 'Done. Press ENTER to leave.' _
ends 0
