#!/usr/bin/env python3
"""g++ 12 destroys objects twice in several everyday forms of co_await. This fails on every statement under SOURCE that holds
co_await together with a brace, a bracket (lambda, structured binding), `?` or `switch`, and on coroutines outside net/.
Usage: coroutine_lint.py SOURCE | --self-test"""
import pathlib, re, sys

QUIET = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)  # comments and literals
BLOCK = re.compile(r'(?:\)|[;{}:]|\b(?:else|do|try|const|noexcept|mutable)|->[^;{}()]*)\s*$')  # what a block's brace follows

def statement(code, at):
    """The statement around `at`: between the nearest `;`, block brace or end on either side."""
    start = at
    while start > 0 and not (code[start - 1] in ';}' or (code[start - 1] == '{' and BLOCK.search(code, 0, start - 1))):
        start -= 1
    depth, end = 0, at
    while end < len(code) and code[end] != ';' and not (code[end] == '{' and depth < 0 and code[:end].rstrip().endswith(')')):
        depth += (code[end] == '(') - (code[end] == ')')
        end += 1
    return code[start:end]

def findings(text, coroutines_allowed=True):
    code = QUIET.sub(lambda m: re.sub(r'[^\n]', ' ', m[0]), text)
    for found in re.finditer(r'\bco_(?:await|return|yield)\b', code):
        awaits = found[0] == 'co_await' and re.search(r'[{\[?]|\bswitch\b', statement(code, found.start()))
        if awaits or not coroutines_allowed:
            yield code.count('\n', 0, found.start()) + 1

BAD = ['x = co_await f(A{1});', 'co_await f({a, b});', 'co_await f([s] { return s; });', 'A a{x, (co_await g()).s};',
       'auto r = b ? co_await g() : T();', 'switch (co_await f()) { case 1: break; }', 'auto [a, b] = co_await f();',
       'co_await [s]() -> T<int> { co_return 1; }();', 'if (x) {\n y(); co_await f(A{\n1}); }', 'return_(A{co_await g()});']
GOOD = ['void f() { co_await g(std::move(a), b); }', 'if (co_await f()) { x({1}); }', 'A a{1}; co_await f(a); b = {2};',
        '// co_await f({1})\nint a[2];', 's = "co_await f({1})";', 'while (stay) { stay = co_await f(c); }',
        'if (x)\n  n = co_await f();\nelse\n  n = co_await g();', 'for (int i = 0; i < 2;) i += co_await f(s);', 'do { co_await f(); } while (x[1]);']

def main(argument):
    if argument == '--self-test':
        wrong = [s for s in BAD if not list(findings(s))] + [s for s in GOOD if list(findings(s))]
        wrong += [] if list(findings('co_return 1;', False)) else ['a coroutine outside net']
        print(*wrong or ['ok'], sep='\n')
        return bool(wrong)
    root = pathlib.Path(argument)
    lines = [f'{path}:{line}' for path in sorted(root.rglob('*')) if path.suffix in ('.h', '.cpp')
             for line in findings(path.read_text(), path.relative_to(root).parts[0] == 'net')]
    print(*lines, sep='\n', end='\n' if lines else '')
    return bool(lines)

if __name__ == '__main__':
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
