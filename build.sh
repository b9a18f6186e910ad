#!/usr/bin/env bash
# build.sh FILE [COMMIT]: builds the program as it is shipped. Equal sources give an equal
# file. COMMIT is what kist --version tells where there is no history to read it from.
#
# timetzdata: an image without a system has no time zones, and what is due on a working
# day at an hour needs them.
#
# The program would be 3 MB larger if small functions were copied into those that call
# them everywhere. They are in what a child's form goes through: the standard library, the
# packages here that take answers in and keep them, and the libraries that seal and store.
set -euo pipefail
out=$(realpath -m "${1:?say into which file}")
cd "$(dirname "${BASH_SOURCE[0]}")"

flags=(-gcflags=all=-l)
for hot in std modernc.org/... github.com/cloudflare/circl/... go.mongodb.org/mongo-driver/v2/bson \
	kist/internal/{ballot,seal,store,store/sqlite} kist/server/{child,web}; do
	flags+=("-gcflags=$hot=")
done
# Of the standard library, what no form goes through; the last flag that fits holds.
for cold in archive/zip compress/bzip2 container/... crypto/{ecdsa,ed25519,elliptic,rsa,tls,x509} database/sql \
	encoding/{asn1,csv,pem,xml} flag go/... html log/... math/big mime/... net net/http/internal/... net/{mail,netip} \
	os/{exec,signal,user} path/... regexp/... runtime/{debug,pprof} testing/... text/{tabwriter,template/parse} vendor/...; do
	flags+=("-gcflags=$cold=-l")
done
CGO_ENABLED=0 go build -trimpath -tags timetzdata "${flags[@]}" \
	-ldflags "-s -w -funcalign=16${2:+ -X main.commit=$2}" -o "$out" ./server
