#!/bin/sh
# Installs Pentimento from the folder that this file lies in, or brings an installed one up to date.
set -eu
umask 022

DESKTOP_FILE=share/applications/io.github.pentimento.Pentimento.desktop
NEWLINE='
'

usage() {
    cat <<'TEXT'
Usage: sh install.sh [--prefix FOLDER]

Installs Pentimento for you, below ~/.local; as root for everybody, in /opt with its links below /usr/local.
With --prefix everything goes below FOLDER. To bring Pentimento up to date, run the newer version's install.sh
in the same way. Your settings, model packs, presets and projects are never touched.
TEXT
}

say() {
    printf '%s\n' "$*"
}

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

# The folders that have to be made for a file; uninstall.sh removes them again where they are empty by then.
make_folder() {
    if [ ! -d "$1" ]; then
        make_folder "$(dirname -- "$1")"
        mkdir -- "$1"
        folders="$folders$1$NEWLINE"
    fi
}

# A path as a desktop entry's Exec key wants it: quoted for the command line, then as a string, with no field codes.
quoted_for_desktop() {
    printf '%s' "$1" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g'
}

# Each file is written beside its place and moved there, so nobody ever sees half of one.
place_file() {
    make_folder "$(dirname -- "$2")"
    if [ "$1" = "$here/$DESKTOP_FILE" ]; then
        PROGRAM=$(quoted_for_desktop "$program/pentimento") awk '
            sub(/^Exec=pentimento/, "") { print "Exec=\"" ENVIRON["PROGRAM"] "\"" $0; next }
            { print }' "$1" >"$2.new.$$"
    else
        cp -- "$1" "$2.new.$$"
    fi
    chmod 644 "$2.new.$$"
    mv -f -- "$2.new.$$" "$2"
}

is_running() {
    for process in /proc/[0-9]*/exe; do
        if [ "$(readlink "$process" 2>/dev/null || :)" = "$program/pentimento" ]; then
            return 0
        fi
    done
    return 1
}

is_ours() {
    grep -Fq Pentimento -- "$1/uninstall.sh" 2>/dev/null
}

# What an installation has left that was killed: one of our folders, named by that process's number.
remove_leftovers() {
    for leftover in "$program".old.* "$program".new.*; do
        case ${leftover#"$program".*.} in
        *[!0-9]* | '') ;;
        *) if is_ours "$leftover"; then rm -rf -- "$leftover"; fi ;;
        esac
    done
}

tidy() {
    rm -rf -- "$program.new.$$"
    # Stopped between the two moves, the version that was there comes back.
    if [ -d "$program.old.$$" ] && [ ! -e "$program" ]; then
        mv -- "$program.old.$$" "$program"
    fi
}

choose_places() {
    prefix=
    while [ $# -gt 0 ]; do
        case $1 in
        --prefix) [ $# -ge 2 ] || fail "--prefix should be followed by a folder."
            prefix=$2
            shift ;;
        --prefix=*) prefix=${1#--prefix=} ;;
        -h | --help)
            usage
            exit 0 ;;
        *) fail "'$1' is no option of it; --help has them all." ;;
        esac
        shift
    done
    folder=
    share=
    if [ -z "$prefix" ] && [ "$(id -u)" -eq 0 ]; then
        prefix=/usr/local
        folder=/opt
    elif [ -z "$prefix" ]; then
        prefix=${HOME:?should name your home folder}/.local
        share=${XDG_DATA_HOME:-}
    fi
    case $prefix in
    /*) ;;
    *) prefix=$(pwd -P)/$prefix ;;
    esac
    case $here$prefix$share in
    *"$NEWLINE"*) fail "a folder's name has a line break in it, and no list of files can name that: choose another." ;;
    esac
    # As the system names it: links would hide from uninstall.sh that a command is ours, and that the program runs.
    make_folder "${folder:=$prefix/lib}"
    prefix=$(cd -- "$prefix" && pwd -P)
    program=$(cd -- "$folder" && pwd -P)/pentimento
    share=${share:-$prefix/share}
    command=$prefix/bin/pentimento
}

check_places() {
    if [ ! -x "$here/pentimento" ] || [ ! -d "$here/_internal" ]; then
        fail "it should lie in Pentimento's folder, as the archive has it: unpack that again."
    fi
    if [ -e "$program" ] && ! is_ours "$program"; then
        fail "'$program' is there and was not made by this: move it away, or choose another folder with --prefix."
    fi
    if [ -e "$command" ] || [ -L "$command" ]; then
        [ "$(readlink "$command" || :)" = "$program/pentimento" ] ||
            fail "'$command' is another program: move it away, or choose another folder with --prefix."
    fi
    if is_running; then
        fail "Pentimento is running: close it first, so that it does not lose its files while it works."
    fi
}

install_program() {
    trap tidy EXIT
    trap 'exit 130' HUP INT TERM
    mkdir -- "$program.new.$$"
    # First what tells whose folder it is, should nobody be left to tidy up.
    cp -- "$here/uninstall.sh" "$program.new.$$/"
    cp -RP -- "$here/." "$program.new.$$/"
    rm -rf -- "$program.new.$$/share" "$program.new.$$/install.sh"
    files=$(cd -- "$here/share" && find . -type f | sort | sed 's|^\./||')
    {
        printf '%s\n' "$command"
        printf '%s\n' "$files" | while IFS= read -r file; do printf '%s\n' "$share/$file"; done
    } >"$program.new.$$/installed-files"
    printf '%s\n' "$share" >"$program.new.$$/installed-share"
    before=
    if [ -f "$program/installed-files" ]; then
        before=$(cat -- "$program/installed-files")
    fi
    if [ -f "$program/installed-folders" ]; then
        folders=$folders$(cat -- "$program/installed-folders")$NEWLINE
    fi
    printf '%s' "$folders" >"$program.new.$$/installed-folders"
    if [ -e "$program" ]; then
        mv -- "$program" "$program.old.$$"
    fi
    mv -- "$program.new.$$" "$program"
    remove_leftovers
}

install_shared_files() {
    # With no subshell, for make_folder notes what it makes.
    while IFS= read -r file; do
        place_file "$here/share/$file" "$share/$file"
    done <<TEXT
$files
TEXT
    make_folder "$(dirname -- "$command")"
    ln -sf -- "$program/pentimento" "$command"
    printf '%s' "$folders" >"$program/installed-folders"
    while IFS= read -r file; do
        if [ -n "$file" ] && ! grep -Fqx -e "$file" -- "$program/installed-files"; then
            rm -f -- "$file"
        fi
    done <<TEXT
$before
TEXT
    sh "$program/refresh.sh" "$share"
}

main() {
    here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
    folders=
    choose_places "$@"
    check_places
    install_program
    install_shared_files
    say "Pentimento is installed in $program."
    say "You find it among your programs, and as the command: $command"
    case :${PATH:-}: in
    *":$prefix/bin:"*) ;;
    *) say "To type only 'pentimento', add $prefix/bin to PATH." ;;
    esac
    say "To remove it: sh '$program/uninstall.sh'"
}

main "$@"
