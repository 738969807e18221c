"""`make run`: starts the whole system on loopback and says where it is."""

from __future__ import annotations

import signal
import sys
import threading
import time

from infra.local import stack


def main() -> int:
    """Runs until Ctrl-C or a termination signal; exit status 1 when a port is taken."""
    began = time.perf_counter()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    port = stack.port()
    try:
        with stack.started(port) as running:
            sys.stdout.write(_greeting(running, time.perf_counter() - began))
            sys.stdout.flush()
            done.wait()
            sys.stdout.write("\nĐã dừng. Stopped.\n")
    except stack.PortTakenError as taken:
        sys.stderr.write(
            f"Cổng {taken} đang có chương trình khác dùng. Port {taken} is taken.\n"
            f"Chọn cổng khác / choose another: make run MOTCUA_PORT={port + 10}\n"
        )
        return 1
    return 0


def _greeting(running: stack.Running, seconds: float) -> str:
    from infra.seed import demo_users

    users = "\n".join(f"  {user.name:<11} {user.role:<17} {user.who}" for user in demo_users())
    return f"""
Một Cửa đang chạy trên máy này (DEMO). Ready in {seconds:.1f} s.

  API        {running.api}/v1          mô tả: {running.api}/v1/openapi.json
  Tin đã gửi {running.outbox}/            SMS, e-mail, Zalo (sent notices)
  Cổng QG    {running.portal}/told        mô phỏng (simulated national portal: what it was told)
  AWS (moto) {running.aws}

Tài khoản DEMO, mật khẩu chung / demo accounts, one password: {stack.PASSWORD}
{users}

Tiếp theo / next, in another terminal:
  make demo                  một hồ sơ khai sinh từ đầu đến cuối (one dossier, end to end)
  make token AS=clerk        một bearer token
Ctrl-C để dừng / to stop.
"""


if __name__ == "__main__":
    sys.exit(main())
