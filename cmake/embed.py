#!/usr/bin/env python3
"""usage: embed.py OUT.cpp FILE...: the files as the array troth::catalogue::kFiles, byte by byte."""
import pathlib
import sys

out, files = pathlib.Path(sys.argv[1]), [pathlib.Path(name) for name in sys.argv[2:]]
text = '#include "catalogue/files.h"\n\nnamespace troth::catalogue {\n\n'
for number, file in enumerate(files):
    numbers = ",".join(str(byte) for byte in file.read_bytes())
    text += f"static constexpr unsigned char k{number}[] = {{{numbers}}};\n"
text += f"\nstatic Catalogue::Source const kAll[] = {{\n"
for number, file in enumerate(files):
    text += f'    {{"{file.name}", {{reinterpret_cast<char const*>(k{number}), sizeof k{number}}}}},\n'
text += "};\nstd::span<Catalogue::Source const> files() { return kAll; }\n\n}  // namespace troth::catalogue\n"
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(text)
