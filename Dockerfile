# The program alone: no shell, no package, no other user. docs/operator.md says
# how it is run; compose.yaml runs it beside MongoDB.

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# COMMIT: what kist --version tells; there is no history in the image.
ARG COMMIT=
RUN ./build.sh /out/kist "${COMMIT}"
# A new volume takes the owner of the folder that it covers.
RUN mkdir -p /made/keys /made/data /made/backups /made/tmp && chmod 700 /made/keys /made/data /made/backups && chmod 1777 /made/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /made/ /
COPY --from=build /out/kist /kist
COPY LICENSE NOTICE /
USER 65532:65532
# There is no default store: whoever starts this says where answers are kept.
# A round's last day ends at midnight in the time zone that TZ names.
# A trial may say sqlite:/data/kist.db and mount a volume there.
ENV KIST_STORE=none \
    KIST_ADDR=0.0.0.0:8080 \
    KIST_KEY_FILE=/keys/kist.key \
    TZ=Europe/London
# The key file lives apart from the database: who has both can read answers.
VOLUME /keys
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 CMD ["/kist", "ping"]
ENTRYPOINT ["/kist"]
CMD ["serve"]
