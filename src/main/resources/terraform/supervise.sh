#!/bin/sh
# Runs a program whose life does not hang on that of the worker that started it:
#
#   supervise.sh <seconds>
#
# It is started ahead of time and waits for a line of standard input: the folder for the command, in
# which the file "begin" says where to be, with which variables, and what to run. Without it it is not
# needed, and ends.
# What the program says goes to files, and so does its exit code. When our own standard input
# ends the program alone is told to stop, once: at once if the worker asked for that; if the worker
# died, after so many seconds, since what is being made in the moment of a stop may be lost, and not
# at all if another worker attends to it by then.
# Started in a session of its own, so that all of it can be killed as a group.
alone=$1
shift

# began <pid>: sets $began to when a process began, which with its number tells it from any later
# one. "-" where there is no /proc; the file's own time serves there.
began() {
	began=-
	{ read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
	# The second field is a name, which may have spaces and brackets in it.
	set -- ${stat##*) }
	began=${20}
}

# A signal for everybody reaches the program by itself; we stay, to say how it ended.
trap : HUP INT TERM

exec 3<&0 </dev/null
IFS= read -r folder <&3 || exit 0
exec 2>"$folder/supervisor"
. "$folder/begin"
"$@" >"$folder/output" 2>"$folder/errors" 3<&- &
program=$!
rm -f "$folder/begin"
began "$$"
own=$began
began "$program"
since=$began
echo "$$ $own $program $since" >"$folder/processes"

# stop: nobody tells the program twice, since the second time means at once. A reader that missed
# its own end, because it came while it began, finds that all is over.
stop() {
	[ ! -e "$folder/exit" ] || return 0
	set -C
	: >"$folder/stopping" || return 0
	began "$program"
	[ "$began" != "$since" ] || kill -TERM "$program"
}

# Whoever ends this reader with a signal for all has told the program as well.
(
	while read -r line <&3; do :; done
	while [ "$alone" -gt 0 ] && [ ! -e "$folder/asked" ] && [ ! -e "$folder/exit" ]; do
		sleep 1
		alone=$((alone - 1))
	done
	[ ! -e "$folder/asked" ] && [ -e "$folder/attended" ] || stop
) 2>/dev/null &
reader=$!
exec 3<&-

while :; do
	wait "$program"
	code=$?
	kill -0 "$program" 2>/dev/null || break
done
# One write; who reads it waits for the end of the line.
echo "$code" >"$folder/exit"
kill "$reader" 2>/dev/null
exit "$code"
