#!/bin/sh
# A test of any program against a simulated inverter: start one, let the program read it, look at what it said. What passed on
# the line is in traffic.jsonl afterwards, for `vebus replay` and for whoever has to find out why the test failed.
set -eu

# No recording is ever written over: what an earlier run left goes first.
rm -f traffic.jsonl port.txt readings.jsonl
vebus simulate --tcp 0 --unpaced --record traffic.jsonl >port.txt &
simulator=$!
trap 'kill "$simulator" 2>/dev/null || :' EXIT

# The port stands on the first line as soon as it is served; a simulator that ended has said why.
until [ -s port.txt ]; do
  kill -0 "$simulator" 2>/dev/null || { echo "the simulator ended" >&2; exit 1; }
  sleep 0.1
done
port=$(head -n 1 port.txt)

# Your program in place of this one.
vebus monitor --port "$port" --count 3 --interval 500ms --jsonl >readings.jsonl

[ "$(grep -c '"state":"charge"' readings.jsonl)" -eq 3 ]
