# คำสั่งของโครงการ พิมพ์ make help เพื่อดูว่ามีอะไรบ้าง
# PYTHON=python3.12 เลือก Python ตัวอื่น, PORT=8001 เลือกพอร์ต, ARGS="..." ส่งต่อให้คำสั่งนั้น

.DEFAULT_GOAL := help
.PHONY: help run test faults bench bench-peer lighthouse lint format pins clean venv venv-dev

help: ## บอกว่ามีคำสั่งอะไรบ้าง
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: venv ## เปิดเว็บพร้อมเครือข่ายตัวอย่าง ที่ http://127.0.0.1:8000/
	@exec .venv/bin/python -m kmnet.run

test: venv-dev ## ตรวจโค้ดแล้วทดสอบทั้งหมด รวมในเบราว์เซอร์ (เลือกบางส่วน: make test ARGS=tests/villages)
	.venv/bin/python -m ruff check
	@browser=$$(sh scripts/browser.sh) && export KMNET_CHROMIUM="$$browser" KMNET_POSTGRES_FAST=1 && \
	exec .venv/bin/python -m kmnet.postgres -- .venv/bin/python -m pytest -n 3 $(ARGS)

faults: venv-dev ## ตัดสัญญาณและฆ่าเครื่องกลางคันทุกแบบ แล้วพิมพ์ตารางว่าอะไรยังอยู่
	@browser=$$(sh scripts/browser.sh) && export KMNET_CHROMIUM="$$browser" && \
	export KMNET_POSTGRES_FAST=1 KMNET_FAULTS=full && \
	exec .venv/bin/python -m kmnet.postgres -- .venv/bin/python -m pytest -q \
		-p tests.faults.table tests/faults tests/browser/test_field_*.py

bench: venv ## วัดความเร็วเทียบกับ Django เปล่าๆ แล้วพิมพ์ตาราง (สั้นลง: make bench ARGS="--stories 1000,10000")
	@exec .venv/bin/python -m bench $(ARGS)

bench-peer: venv ## วัดหน้าของเรากับ Wagtail บนเครื่องเดียวกัน แล้วพิมพ์ตาราง
	@exec .venv/bin/python -m bench.peer $(ARGS)

lighthouse: venv ## ให้ Lighthouse ตรวจห้าหน้าของเว็บตัวอย่างบนมือถือ ต้องได้ 100 ทุกช่อง
	@exec .venv/bin/python -m bench.lighthouse $(ARGS)

lint: venv-dev ## ตรวจโค้ดและรูปแบบ โดยไม่แก้อะไร
	.venv/bin/python -m ruff check
	.venv/bin/python -m ruff format --check

format: venv-dev ## จัดรูปแบบโค้ดให้เหมือนกันทั้งโครงการ
	.venv/bin/python -m ruff format
	.venv/bin/python -m ruff check --fix

pins: venv-dev ## ตรึงรุ่นของที่ใช้ใหม่ หลังแก้ pyproject.toml
	.venv/bin/uv pip compile --quiet --generate-hashes --no-header --universal \
		--python-version 3.11 -o requirements.txt pyproject.toml
	.venv/bin/uv pip compile --quiet --generate-hashes --no-header --universal \
		--python-version 3.11 --group dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	.venv/bin/uv pip compile --quiet --generate-hashes --no-header --universal \
		--python-version 3.11 --group peer -c requirements.txt -o requirements-peer.txt

clean: ## ลบ .venv กับของชั่วคราว ข้อมูลใน var/ ยังอยู่
	rm -rf .venv .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@sh scripts/venv.sh requirements.txt

venv-dev:
	@sh scripts/venv.sh requirements-dev.txt
