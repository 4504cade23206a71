# Two commands: `make run` (a working Takwin on this machine) and `make test` (everything that must hold).
.PHONY: install run test bench lock format messages clean

PY := .venv/bin/python
export PORT ?= 8000

install:
	@sh config/install.sh

run: install
	@$(PY) manage.py up --port $(PORT)

test:
	@sh config/install.sh --dev
	@$(PY) config/check.py

bench:
	@sh config/install.sh --dev
	@$(PY) -m benchmarks $(if $(ONLY),--only $(ONLY))

# Everything below is for those who change Takwin.
lock:
	$(PY) -m uv pip compile --universal --generate-hashes --no-header --python-version 3.11 -q requirements.in -o requirements.lock
	$(PY) -m uv pip compile --universal --generate-hashes --no-header --python-version 3.11 -q requirements-dev.in -c requirements.lock -o requirements-dev.lock
	$(PY) -m uv pip compile --universal --generate-hashes --no-header --python-version 3.11 -q requirements-node.in -o requirements-node.lock

format:
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

messages:
	$(PY) manage.py catalogues --make

clean:
	rm -rf .venv node_modules var static-built
