"""What a program prints, read as it comes: it never blocks on a full pipe, and nobody waits for a line longer than a bound."""
import threading
import time


class Said:
    """Reads the stream to its end beside the test. Any thread may ask."""

    def __init__(self, process):
        self.process, self.lines, self.ended = process, [], False
        self.changed = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        with self.process.stdout as stream:
            for line in stream:
                with self.changed:
                    self.lines.append(line)
                    self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def line_with(self, word, seconds=60):
        """The first line that has it, whatever else is printed before. AssertionError with all that was said once the program ends
        or the seconds have passed; then it is killed."""
        deadline, seen = time.monotonic() + seconds, 0
        with self.changed:
            while True:
                for line in self.lines[seen:]:
                    if word in line:
                        return line
                seen = len(self.lines)
                if self.ended or not self.changed.wait(max(0, deadline - time.monotonic())):
                    break
        if not self.ended:
            self.process.kill()
        raise AssertionError(f"{word!r} was not said{'' if self.ended else f' in {seconds} s'}: " + "".join(self.lines))

    def everything(self, seconds=60):
        """All it has printed, once it has ended."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.ended, seconds), f"still printing after {seconds} s"
            return "".join(self.lines)
