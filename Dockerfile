# The portal's image. Building it needs nothing but the sources; running it needs the
# settings in docs/configuration.md.

# For workers, `docker build --target worker`: where their program comes from. It is only looked
# for when that is built.
ARG PROGRAM_IMAGE=hashicorp/terraform:1.11.4
# And who judges plans by the rules in terraform/policy.
ARG RULES_IMAGE=openpolicyagent/conftest:v0.71.1
FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /build
# The dependencies are a layer of their own, fetched again only when the pom changes.
COPY pom.xml ./
RUN mvn --batch-mode --no-transfer-progress dependency:resolve dependency:resolve-plugins -DincludeScope=runtime
COPY terraform terraform
COPY platform platform
COPY docs docs
COPY portal portal
COPY src/main src/main
RUN mvn --batch-mode --no-transfer-progress package -Dmaven.test.skip -DskipTests \
	&& java -Djarmode=tools -jar target/groundwork.jar extract --layers --destination layers

# What people install to get in from a terminal. It needs no network.
FROM golang:1.26.8-trixie AS cli
WORKDIR /build
COPY cli cli
COPY scripts/cli scripts/cli
ARG VERSION=unknown
RUN scripts/cli programs

FROM eclipse-temurin:25.0.3_9-jre-noble AS portal
LABEL org.opencontainers.image.title="Groundwork" \
	org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /portal
# What changes seldom comes first, so that an upgrade moves few bytes. The files are
# root's and readable by all: whoever the portal runs as, it cannot change itself.
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
COPY deploy/entrypoint ./
COPY --from=cli /build/programs ./cli/
ENV GROUNDWORK_ACCESS_CLI=/portal/cli
# A number, so that Kubernetes can see that it is not root. Any other works as well.
USER 10001:10001
EXPOSE 8080 8081
# The only place it writes to; with a read-only root, mount a tmpfs here.
VOLUME ["/tmp"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=6 \
	CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${GROUNDWORK_MANAGEMENT_PORT:-8081} && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200'* ]]"]
# More options by JAVA_TOOL_OPTIONS, which the JVM reads by itself.
# Java is not the first process: Terraform must not die with it.
ENTRYPOINT ["/portal/entrypoint", "java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "groundwork.jar"]

FROM ${PROGRAM_IMAGE} AS program

FROM ${RULES_IMAGE} AS rules

FROM portal AS worker
ARG PROGRAM_FILE=/bin/terraform
ARG RULES_FILE=/conftest
COPY --from=program ${PROGRAM_FILE} /usr/local/bin/
COPY --from=rules ${RULES_FILE} /usr/local/bin/

# What is built unless a target is named: enough for the role web.
FROM portal
