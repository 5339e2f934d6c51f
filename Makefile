# What can be done here. `make` alone, or `make help`, lists it.

GO      ?= go
BIN     := bin/streamspark
TOOL    := $(GO) tool -modfile=internal/tools/go.mod
PACKAGES ?= ./...

.DEFAULT_GOAL := help
.PHONY: help run demo build test short check figures bench crash soak fuzz films licenses look browser clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## start the program: no account and no other server needed
	@exec ./$(BIN)

demo: build ## start it against stand-ins for DonationAlerts, the rates and AIML
	@exec ./$(BIN) --demo

build: ## make bin/streamspark
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o $(BIN) .

# The race detector looks at all but SQLite, which is C made into Go, locks by
# its own means, and would take half of the time.
test: browser ## all tests, with the race detector and a real browser
	$(GO) test $(VET) -race -gcflags='modernc.org/...=-race=false' -parallel 8 -timeout 40m $(PACKAGES)

short: ## the tests that need no browser, unvetted: half a minute at most
	@dir=$$(.ci/memory); GOGC=400 TMPDIR=$${dir:-$$TMPDIR} GOTMPDIR=$${dir:-$$GOTMPDIR} $(GO) test -short -vet=off $(PACKAGES)

figures: ## how large the code is, and what does not follow its rules yet
	@$(GO) test ./internal/archtest -run 'TestFigures|TestWordsArePlain|TestFaults|TestAnInterface' -count 1 -v

check: ## format, vet, lint, and all tests
	@files=$$($(TOOL) gofumpt -l . ); test -z "$$files" || { echo "not formatted: $$files"; exit 1; }
	$(GO) vet ./...
	GOOS=linux GOARCH=arm $(GO) vet ./... # 32 bits
	$(TOOL) golangci-lint run
	$(GO) mod tidy -diff
	@$(MAKE) test VET=-vet=off # it was vetted above

HISTORY ?= 0,100000,1000000
BENCH   ?= .
bench: build browser ## speed and memory, in figures, with HISTORY=0,100000,1000000 donations before; BENCH=Scenes/cat is a part
	@STREAMSPARK_BENCH_BINARY=$(CURDIR)/$(BIN) STREAMSPARK_BENCH_HISTORY=$(HISTORY) $(GO) test ./internal/e2e -run '^$$' -bench '$(BENCH)' -benchtime 1x -timeout 60m

crash: browser ## kill the real program 200 times while 1000 donations come in
	@STREAMSPARK_CRASH_DONATIONS=1000 STREAMSPARK_CRASH_KILLS=200 $(GO) test ./internal/e2e -run '^TestThePlugIsPulledAtRandom$$' -count 1 -v -timeout 60m

MINUTES ?= 10
soak: browser ## run it for MINUTES=10 while all around it flaps; prints memory, files, database
	@STREAMSPARK_SOAK_MINUTES=$(MINUTES) $(GO) test ./internal/e2e -run '^TestTheProgramSoaks$$' -count 1 -v -timeout 0

SECONDS ?= 300
fuzz: ## try what strangers write, each kind for SECONDS=300
	@set -e; for package in $$(grep -rl --include='*_test.go' '^func Fuzz' internal | xargs -n 1 dirname | sort -u); do \
		for one in $$($(GO) test ./$$package -list '^Fuzz' | grep '^Fuzz'); do \
			echo "$$package $$one"; $(GO) test ./$$package -run '^$$' -fuzz "^$$one$$" -fuzztime $(SECONDS)s; done; done

films: ## draw the clips of the demo anew (with ffmpeg; some minutes)
	@$(GO) run ./internal/standin/films -out internal/standin/media/films

licenses: ## gather the licences of what is compiled in, after a module changed
	@$(GO) run ./internal/licenses/gather

PART ?=
look: browser ## screenshots of every page, the widget and the scenes, into .look/ (15 minutes); PART=scenes/cat is a part
	@STREAMSPARK_LOOK=$(CURDIR)/.look $(GO) test ./internal/e2e -run '^TestLook$$/$(PART)' -count 1 -v -timeout 40m

# The tests need a browser, and the race detector a C compiler. Where apt is
# there they are installed; elsewhere this says what is missing.
browser:
	@.ci/need

clean: ## remove what was built; your data and clips stay
	@rm -rf bin .look
