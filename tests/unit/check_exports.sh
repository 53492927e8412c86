#!/bin/sh
# check_exports -- the shared library exports what thidua.h declares, no more and no less.
#
# usage: check_exports.sh LIBRARY HEADER
set -eu
exported=$(nm -D --defined-only "$1" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort)
declared=$(grep '^THIDUA_API' "$2" | grep -o 'thidua_[a-z_]*(' | tr -d '(' | sort)
[ "$exported" = "$declared" ] && exit 0
echo "exported:" $exported >&2
echo "declared:" $declared >&2
exit 1
