#!/usr/bin/env bash
# Makes the disk image people drag the program from.
#
#   disk-image.sh ChartPost.app OUT
#
# With NOTARY_PROFILE set (a profile kept by `xcrun notarytool store-credentials`) the image is also
# notarized; that needs a bundle signed with a Developer ID (CODESIGN_IDENTITY at build time).
set -eu
app=${1:?usage: disk-image.sh ChartPost.app OUT}
out=${2:?usage: disk-image.sh ChartPost.app OUT}
version=$(/usr/libexec/PlistBuddy -c 'Print :CFBundleShortVersionString' "$app/Contents/Info.plist")
image="$out/ChartPost-$version-macos-$(uname -m).dmg"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

codesign --verify --deep --strict "$app"
ditto "$app" "$stage/ChartPost.app"
ln -s /Applications "$stage/Applications"
rm -f "$image"
hdiutil create -volname "ChartPost $version" -srcfolder "$stage" -fs HFS+ -format UDZO -quiet "$image"
if [ -n "${CODESIGN_IDENTITY-}" ]; then
  codesign --sign "$CODESIGN_IDENTITY" --timestamp "$image"
fi
if [ -n "${NOTARY_PROFILE-}" ]; then
  xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$image"
fi
hdiutil verify -quiet "$image"
echo "== $(basename "$image"): $(du -h "$image" | cut -f1)"
