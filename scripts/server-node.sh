#!/bin/sh
# Runs Node.js as a server that stays up for days: node's arguments are those of this script.
#
# Memory stays flat over hours by settings that a process only reads when it starts. V8 lets the part of its heap for
# new objects grow to 128 MB and more, and does not give that back: 16 MB a half keep it at 48. It does not count buffers
# that threads share, so threads of views ask for collections themselves, which takes --expose-gc. glibc's malloc keeps
# freed blocks in an arena for each thread: two arenas share them, and blocks from 256 kB go back to the system at once.
# Other libraries than glibc ignore its variables.
export NODE_OPTIONS="--max-semi-space-size=16 ${NODE_OPTIONS:-}"
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-262144}"
export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-262144}"
exec "$(dirname "$0")/../node_modules/.bin/node" --expose-gc "$@"
