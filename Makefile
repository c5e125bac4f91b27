# Each target's line after ## is its help.
.DEFAULT_GOAL := help
.PHONY: help run test verify bench chaos jar cli up reset clean verify-audit verify-charts format docs

help: ## Explain the targets
	@echo 'Groundwork: a self-service portal for platform environments.'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Run the portal here with everything it needs; needs a JDK 25 and Maven only
	@scripts/run

test: ## Run all tests, with the long proofs as samples
	@scripts/test

verify: ## Run every proof at full size; ONLY=<group> for one
	@scripts/verify

bench: ## Measure; ONLY=<prefix> for one group of figures
	@scripts/bench

chaos: ## Kill and take away what runs depend on, and show that nothing is lost; KILLS=60
	@scripts/chaos

jar: ## Build the jar that goes to production, with its start-up cache
	@scripts/jar

cli: ## Build kubectl-groundwork for Linux, macOS and Windows into target/cli; needs Go
	@scripts/cli

up: ## Run the portal with the real things around it, in Docker
	@scripts/up

verify-audit: ## Verify an exported audit record: FILE=<export>, and KEY=<public key> for its signatures
	@scripts/verify-audit

verify-charts: ## Render the charts together with those of others that they wrap, where these can be had
	@scripts/verify-charts

format: ## Format the Java sources
	@scripts/format

docs: ## Generate the reference pages from the sources
	@scripts/docs

reset: ## Forget what `make run` has kept: database, objects, keys
	@scripts/reset

clean: ## Remove what was built; what `make run` keeps stays
	@rm -rf target
