#!/bin/sh
# Packs Pentimento.app into a disk image, signed and notarised where the environment has the means.
#
#     sh packaging/macos/make_dmg.sh dist/Pentimento.app dist/pentimento-VERSION.dmg
#
# CODESIGN_IDENTITY   the name of a "Developer ID Application" certificate in the keychain; without it the application
#                     stays as installers.py has sealed it, in nobody's name
# NOTARY_PROFILE      a profile that `xcrun notarytool store-credentials` has stored; without it nothing is notarised
set -eu

app=$1
image=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

if [ ! -d "$app/Contents" ]; then
    printf "make_dmg.sh: '%s' should be an application: build it first.\n" "$app" >&2
    exit 1
fi

staging=$(mktemp -d)
trap 'rm -rf -- "$staging"' EXIT

sign() {
    codesign --force --timestamp --options runtime --sign "$CODESIGN_IDENTITY" "$@"
}

deepest_first() {
    awk -F/ '{ print NF "\t" $0 }' | sort -rn | cut -f2-
}

if [ -n "${CODESIGN_IDENTITY:-}" ]; then
    # From the inside out: a signature covers those of all that lies within. Frameworks' and other programs' files have
    # no suffix, so each file is asked what it is; the application's own is signed with the application.
    find "$app/Contents" -type f ! -path "$app/Contents/MacOS/*" | deepest_first | while IFS= read -r path; do
        case $(file -b -- "$path") in
        Mach-O*) sign "$path" ;;
        esac
    done
    find "$app/Contents" -type d -name '*.framework' | deepest_first | while IFS= read -r path; do
        sign "$path"
    done
    sign --entitlements "$here/entitlements.plist" "$app"
    codesign --verify --deep --strict "$app"
fi

ditto "$app" "$staging/$(basename -- "$app")"
ln -s /Applications "$staging/Applications"
rm -f -- "$image"
hdiutil create -quiet -volname Pentimento -srcfolder "$staging" -format ULFO -fs HFS+ "$image"

if [ -n "${CODESIGN_IDENTITY:-}" ]; then
    codesign --force --timestamp --sign "$CODESIGN_IDENTITY" "$image"
fi
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
