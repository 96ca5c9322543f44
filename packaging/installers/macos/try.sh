#!/usr/bin/env bash
# Plays a working day in the program as it lies in a disk image, which nobody can write to.
#
#   try.sh ChartPost-VERSION.dmg
set -eu
image=${1:?usage: try.sh IMAGE}
home="$(mktemp -d)/Zoë Ñuñez – 診療所"
mkdir -p "$home" "$home/programs"
volume=$(hdiutil attach -readonly -nobrowse "$image" | sed -n 's#.*\(/Volumes/.*\)#\1#p')
trap 'hdiutil detach -quiet "$volume"' EXIT
program="$volume/ChartPost.app/Contents/MacOS/chartpost"
codesign --verify --deep --strict "$volume/ChartPost.app"
said=$(env -i HOME="$home" PATH="$home/programs" LANG=en_US.UTF-8 "$program" tour "$home/tour" 2>&1 >"$home/tour.txt")
if [ -n "$said" ]; then
  echo "unexpected: $said" >&2
  exit 1
fi
test -s "$home/tour/tour.json"
tail -1 "$home/tour.txt"
