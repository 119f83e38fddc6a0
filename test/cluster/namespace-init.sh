#!/bin/sh
# First process of a little machine: prepares its mounts, says "ready", then holds its namespaces.
# Arguments: hostname, folder of the machine, root tree or nothing.
set -eu
hostname=$1 directory=$2 tree=$3
hostname "$hostname"
mkdir -p "$directory/cgroup"

# The new sysfs shows the new network's interfaces, but lacks the control groups.
mount --rbind /sys/fs/cgroup "$directory/cgroup"
if [ -z "$tree" ]; then
  mount -t sysfs sysfs /sys
  mount --rbind "$directory/cgroup" /sys/fs/cgroup
  root=
else
  # Everything the engine writes into the tree stays in memory, so that several machines can share it.
  mkdir -p "$directory/root"
  mount -t tmpfs tmpfs "$directory/root"
  root=$directory/root/merged
  mkdir "$directory/root/changes" "$directory/root/work" "$root"
  mount -t overlay overlay -o "lowerdir=$tree,upperdir=$directory/root/changes,workdir=$directory/root/work" "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount --rbind "$directory/cgroup" "$root/sys/fs/cgroup"
  mount --rbind /dev "$root/dev"
  mkdir -p "$root$directory"
  mount --bind "$directory" "$root$directory"
fi

# A name that no local server knows must fail at once, not after the time-outs of an unreachable one.
echo 'nameserver 127.0.0.1' > "$directory/resolv.conf"
mount --bind "$directory/resolv.conf" "$(readlink -f "$root/etc/resolv.conf")"
# Hides the machine's own engine, its plugins and systemd.
mount -t tmpfs tmpfs "$root/run"

if [ -n "$tree" ]; then
  # A chroot would not do: whatever enters a container's mounts later would land in the root of this namespace.
  mkdir "$root/run/machine"
  cd "$root"
  pivot_root . run/machine
  umount --lazy /run/machine
fi
echo ready
# Ignoring the signal makes the kernel bury orphans, which a sleeping first process would not do.
exec env --ignore-signal=CHLD sleep infinity
