#!/bin/bash
. "$(dirname "$0")/farm.sh"
line started
asks 'Base de dados [db1]: '
asks "Deployment Controller Server [$(controller)]: "; address=${answer:-$(controller)}
asks 'Gravar a configuração? (S/N) [S]: '; [ "${answer:-S}" = S ] || exit 5
save_controller "$address"
asks 'Reiniciar todos os serviços? (S/N) [S]: '; [ "${answer:-S}" = S ] && restart
asks 'Instalar o Service Center? (S/N) [S]: '; [ "${answer:-S}" = S ] && line Service Center installed
asks 'Preparar os módulos? (S/N) [S]: '; [ "${answer:-S}" = S ] && line modules prepared
exit 0
