# The same commands without make: python3.11 dev.py run|test|check|…
PYTHON ?= $(shell command -v python3.11 || command -v python3)

.PHONY: run test check bench lock screenshots
run test check bench lock:
	@$(PYTHON) dev.py $@ $(ARGS)
screenshots:
	@$(PYTHON) dev.py shots $(ARGS)
