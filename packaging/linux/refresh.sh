#!/bin/sh
# Tells the desktop that entries, file types or icons below a `share` folder have changed.
set -eu

share=$1

# What these programs make can be made again, so where nothing is left to list, it goes too.
if [ -n "$(find "$share/applications" -name '*.desktop' 2>/dev/null)" ]; then
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$share/applications" || :
    fi
else
    rm -f -- "$share/applications/mimeinfo.cache"
fi

if ls "$share"/mime/packages/*.xml >/dev/null 2>&1; then
    if command -v update-mime-database >/dev/null; then
        update-mime-database "$share/mime" >/dev/null 2>&1 || :
    fi
else
    for made in XMLnamespaces aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types version; do
        rm -f -- "$share/mime/$made"
    done
    rm -f -- "$share"/mime/application/x-pentimento.xml "$share"/mime/application/x-pentimento-recipe.xml
    rmdir -- "$share/mime/application" 2>/dev/null || :
fi

# Newer than its cache, a folder of icons is read again; a cache that nobody renews would hide what comes later.
if [ -d "$share/icons/hicolor" ]; then
    touch -c -- "$share/icons/hicolor"
    if [ -f "$share/icons/hicolor/icon-theme.cache" ] && command -v gtk-update-icon-cache >/dev/null; then
        gtk-update-icon-cache -q -t -f "$share/icons/hicolor" || :
    fi
fi
