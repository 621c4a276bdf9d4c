#!/bin/bash
# A Linux server of its own: mounts, processes and a loopback network that only it has; OpenSSH's server in front.
# Ends when its standard input does.
# usage: unshare --mount --pid --fork --mount-proc --kill-child bash machine.sh FOLDER PORT
set -e
folder=$1 port=$2
mount --make-rprivate / 2>/dev/null || true
mkdir -p "$folder/etc" "$folder/opt/outsystems/platform" "$folder/opt/outsystems/state" "$folder/run"
for file in passwd group shadow nsswitch.conf hosts hostname ld.so.cache ld.so.conf login.defs shells profile; do
  [ ! -e /etc/$file ] || cp -L --preserve=mode,ownership /etc/$file "$folder/etc/"
done
mkdir -p "$folder/etc/outsystems"
cp -a "$folder/files/etc/." "$folder/etc/outsystems/"
mount --bind "$folder/etc" /etc
mount --bind "$folder/opt" /opt
mount -t tmpfs tmpfs /run
mkdir -p /run/sshd
if [ -s "$folder/password" ]; then
  hash=$(perl -e 'print crypt($ARGV[0], q($6$unseen$))' "$(cat "$folder/password")")
  perl -pi -e 'BEGIN { $h = shift } s/^root:[^:]*:/root:$h:/' "$hash" /etc/shadow
fi
unshare --net bash -c 'ip link set lo up; exec sleep 3600' &
network=$!
until [ "$(readlink /proc/$network/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
cat > "$folder/login.sh" <<LOGIN
#!/bin/bash
export PATH=$folder/bin:\$PATH MACHINE=$folder
exec nsenter --target $network --net bash -c "\$SSH_ORIGINAL_COMMAND"
LOGIN
chmod 755 "$folder/login.sh"
for service in CONTROLLER DEPLOYER SCHEDULER LOG SMS; do
  if grep -q "^$service=\"ENABLED\"" /etc/outsystems/os.services.conf; then
    PATH="$folder/bin:$PATH" MACHINE="$folder" nsenter --target $network --net service outsystems start $service >/dev/null || true
  fi
done
/usr/sbin/sshd -D -e -f "$folder/sshd_config" -p "$port" >"$folder/sshd.log" 2>&1 &
cat >/dev/null
