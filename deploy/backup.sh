#!/bin/sh
# Copy the database and the uploads into a folder, by date: sh deploy/backup.sh /var/backups/portal
#
# Reads DATABASE_URL and VAR_DIR as the portal does, and may run while the portal runs. Copies older than KEEP_DAYS
# (30) are deleted. docs/operations.md says how to restore one.

set -eu
umask 077

folder=${1:?Name the folder that the copies go to: sh deploy/backup.sh /var/backups/portal}
var=${VAR_DIR:-var}
now=$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$folder"

# Written under another name first: a copy that was interrupted never looks like one that can be restored.
case ${DATABASE_URL:-} in
postgres*)
    copy=$folder/portal-$now.dump
    pg_dump --format=custom --no-owner --file="$copy.unfinished" --dbname="$DATABASE_URL"
    ;;
*)
    copy=$folder/portal-$now.sqlite3
    database=${DATABASE_URL:-"$var/portal.sqlite3"}
    # Not a copy of the file: what was written last lies in its write-ahead log. SQLite's own backup reads both.
    .venv/bin/python - "${database#sqlite:///}" "$copy.unfinished" <<'PYTHON'
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

source, target = sys.argv[1:]
if not Path(source).exists():
    sys.exit(f"There is no database at {source}.")
with closing(sqlite3.connect(source)) as portal, closing(sqlite3.connect(target)) as copy:
    portal.backup(copy)
    if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        sys.exit("The copy is not sound: look at the disk.")
PYTHON
    ;;
esac
mv "$copy.unfinished" "$copy"

uploads=
for each in media private; do
    if [ -d "$var/$each" ]; then uploads="$uploads $each"; fi
done
if [ -n "$uploads" ]; then
    # shellcheck disable=SC2086  # one word for each folder
    tar -C "$var" -czf "$folder/media-$now.tar.gz.unfinished" $uploads
    mv "$folder/media-$now.tar.gz.unfinished" "$folder/media-$now.tar.gz"
fi

find "$folder" -maxdepth 1 \( -name 'portal-*' -o -name 'media-*' \) -mtime +"${KEEP_DAYS:-30}" -exec rm -f {} +
echo "$copy"
