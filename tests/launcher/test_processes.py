"""Programs that the launcher starts: their logs, their ends, and the end of the launcher itself."""

import os
import signal
import subprocess
import sys
import textwrap

from launcher import processes
from launcher.privileges import preparation
from launcher.processes import Program


def sleeper(log, *, seconds=60, before="pass"):
    code = f"import time, signal; {before}; print('up', flush=True); time.sleep({seconds})"
    return Program("sleeper", [sys.executable, "-c", code], log)


def wait_for_line(log, text="up"):
    for _ in range(200):
        if text in processes.last_lines(log):
            return
        processes.time.sleep(0.02)
    raise AssertionError(f"{text!r} never came: {processes.last_lines(log)!r}")


def test_a_program_writes_to_its_log_and_stops_when_asked(tmp_path):
    running = processes.start(sleeper(tmp_path / "log"))
    wait_for_line(tmp_path / "log")

    running.ask_to_stop()
    running.wait_until_ended()

    assert running.process.returncode == -signal.SIGTERM
    assert processes.last_lines(tmp_path / "log") == "up"


def test_a_program_that_will_not_stop_is_killed(tmp_path):
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    running = processes.start(sleeper(tmp_path / "log", before=deaf))
    wait_for_line(tmp_path / "log")

    running.ask_to_stop()
    running.wait_until_ended(0.2)

    assert running.process.returncode == -signal.SIGKILL


def test_nothing_is_left_when_the_launcher_is_killed(tmp_path):
    log = tmp_path / "log"
    code = f"""
        import time
        from pathlib import Path
        from launcher import processes
        child = ["{sys.executable}", "-c", "import time; print('up', flush=True); time.sleep(60)"]
        running = processes.start(processes.Program("child", child, Path({str(log)!r})))
        print(running.process.pid, flush=True)
        time.sleep(60)
    """
    launcher = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    )
    child = int(launcher.stdout.readline())
    wait_for_line(log)

    os.kill(launcher.pid, signal.SIGKILL)
    launcher.communicate()

    assert processes.wait_until_gone(child, 5)


def test_a_program_for_the_background_outlives_the_launcher(tmp_path):
    program = sleeper(tmp_path / "log")
    program.outlives_us = True

    running = processes.start(program)
    wait_for_line(tmp_path / "log")

    assert os.getsid(running.process.pid) == running.process.pid != os.getsid(0)
    running.ask_to_stop()
    running.wait_until_ended()


def test_a_program_that_refuses_root_never_runs_as_root():
    prepare = preparation(stop=None, never_root=True)

    done = subprocess.run(["id", "-u"], capture_output=True, text=True, preexec_fn=prepare)

    assert int(done.stdout) != 0


def test_only_the_last_lines_of_a_log_are_shown(tmp_path):
    (tmp_path / "log").write_text("\n".join(str(number) for number in range(10_000)))

    assert processes.last_lines(tmp_path / "log", 3) == "9997\n9998\n9999"
    assert processes.last_lines(tmp_path / "no such log") == ""


def test_a_process_that_has_gone_is_not_alive():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    assert not processes.is_alive(ended.pid)
    assert processes.is_alive(os.getpid())
