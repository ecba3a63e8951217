#!/bin/sh
# Removes the Pentimento that this file belongs to, and says what of yours is left.
set -eu

say() {
    printf '%s\n' "$*"
}

fail() {
    printf 'uninstall.sh: %s\n' "$*" >&2
    exit 1
}

is_running() {
    for process in /proc/[0-9]*/exe; do
        if [ "$(readlink "$process" 2>/dev/null || :)" = "$program/pentimento" ]; then
            return 0
        fi
    done
    return 1
}

remove_files() {
    while IFS= read -r file; do
        case $file in
        */bin/pentimento)
            # Somebody may have put another program there since.
            if [ "$(readlink "$file" || :)" = "$program/pentimento" ]; then
                rm -f -- "$file"
            fi ;;
        /*) rm -f -- "$file" ;;
        esac
    done <"$program/installed-files"
}

remove_empty_folders() {
    printf '%s\n' "$1" | sort -r | while IFS= read -r folder; do
        if [ -n "$folder" ]; then
            rmdir -- "$folder" 2>/dev/null || :
        fi
    done
}

tell_what_is_left() {
    home=${HOME:-}
    left=
    for folder in "${XDG_CONFIG_HOME:-$home/.config}/pentimento" "${XDG_DATA_HOME:-$home/.local/share}/pentimento" \
        "${XDG_CACHE_HOME:-$home/.cache}/pentimento" "${XDG_STATE_HOME:-$home/.local/state}/pentimento"; do
        if [ -d "$folder" ]; then
            left="$left
  $folder"
        fi
    done
    say "Pentimento is removed. Your projects and pictures are where you saved them."
    if [ -n "$left" ]; then
        say "Settings, model packs, presets, unsaved work, logs and what was remembered are left here; delete them if you"
        say "do not want them any more:$left"
    fi
}

main() {
    program=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
    if [ ! -f "$program/installed-files" ] || [ ! -d "$program/_internal" ]; then
        fail "nothing is installed here: run the uninstall.sh in the folder that install.sh has named."
    fi
    if is_running; then
        fail "Pentimento is running: close it first."
    fi
    share=$(cat -- "$program/installed-share")
    remove_files
    sh "$program/refresh.sh" "$share"
    # The list of folders lies in the one that goes first.
    folders=$(cat -- "$program/installed-folders")
    cd /
    rm -rf -- "$program"
    remove_empty_folders "$folders"
    tell_what_is_left
    exit 0
}

main "$@"
