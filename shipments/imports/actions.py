"""Running a file through the same actions as everybody else."""


def run_import(*, run, by, at):
    raise NotImplementedError
