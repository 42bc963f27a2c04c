"""Writes ini-configparser.json: what Python's configparser, the reader of the earlier gateway, makes of a table of files.

    python3 e2e/vectors/ini-configparser.py

A file that it refuses has the name of its exception in place of sections. Where this program differs on purpose is said in
electron/engine/config/ini-document.test.ts.
"""

import configparser
import json
import pathlib
import sys
import tempfile

DIRECTORY = pathlib.Path(__file__).parent

CASES = {
    "the sample of the earlier gateway": (DIRECTORY.parent.parent / "config/examples/python-gateway.ini").read_text("utf-8"),
    "empty": "",
    "only comments": "# a\n; b\n   # c\n",
    "equals": "[A]\nk=v\n",
    "colon": "[A]\nk: v\n",
    "spaces around": "[A]\n  k   =   v w  \n",
    "separator in the value": "[A]\nurl = http://a:1/b=c\n",
    "colon before equals": "[A]\nk:a=b\n",
    "equals before colon": "[A]\nk=a:b\n",
    "empty value": "[A]\nk =\nl = 1\n",
    "key with spaces": "[A]\nmy key = v\n",
    "upper case key": "[A]\nLog_LEVEL = Info\n",
    "upper case section": "[a]\nk=1\n[A]\nk=2\n",
    "inline hash": "[A]\nk = v # c\n",
    "inline semicolon": "[A]\nk = v ; c\n",
    "hash within a word": "[A]\nk = a#b;c\n",
    "hash after tab": "[A]\nk = v\t# c\n",
    "value that is a comment": "[A]\nk = # c\n",
    "hash right after equals": "[A]\nk =#c\n",
    "percent": "[A]\nunits = V,A,%,%(x)s,%%\n",
    "dollar": "[A]\nk = ${x}\n",
    "backslash": "[A]\nk = C:\\new\\table\n",
    "apostrophes": "[A]\nk = 'a'\n",
    "continuation": "[A]\nk = a,\n    b,\n  c\n",
    "continuation with comment line": "[A]\nk = a,\n# note\n    b\n",
    "continuation with indented comment": "[A]\nk = a,\n    # note\n    b\n",
    "continuation with inline comment": "[A]\nk = a, # one\n    b # two\n",
    "continuation after empty line": "[A]\nk = a\n\n    b\n",
    "continuation on an empty value": "[A]\nk =\n    a\n    b\n",
    "continuation that looks like a key": "[A]\nk = a\n    l = b\n",
    "continuation that looks like a section": "[A]\nk = a\n    [B]\n",
    "trailing empty lines": "[A]\nk = a\n\n\n[B]\n",
    "indented keys": "[A]\n  k = 1\n  l = 2\n",
    "indented less": "[A]\n    k = 1\n  l = 2\n",
    "indented section": "  [A]\n  k = 1\n",
    "tab continuation": "[A]\nk = a\n\tb\n",
    "defaults": "[DEFAULT]\nx = 1\ny = 2\n[A]\ny = 3\n[B]\n",
    "defaults after sections": "[A]\n[DEFAULT]\nx = 1\n",
    "defaults twice": "[DEFAULT]\nx = 1\n[A]\n[DEFAULT]\ny = 2\n",
    "lower case default": "[default]\nx = 1\n[A]\n",
    "section with dots": "[PM5000.A]\nk = 1\n",
    "section with spaces": "[ A B ]\nk = 1\n",
    "section with brackets": "[a]b]\nk = 1\n",
    "section with hash": "[a#b]\nk = 1\n",
    "section with comment": "[A] # c\nk = 1\n",
    "section with text after": "[A] tail\nk = 1\n",
    "section names of JavaScript": "[__proto__]\nconstructor = 1\n[constructor]\n__proto__ = 2\n[toString]\n",
    "key with brackets": "[A]\nk[] = 1\nk[1] = 2\n",
    "key with dots": "[A]\na.b.c = 1\n",
    "CRLF": "[A]\r\nk = a,\r\n    b\r\nl = 1\r\n",
    "CR alone": "[A]\rk = 1\r",
    "mixed line breaks": "[A]\nk = 1\r\nl = 2\rm = 3",
    "byte order mark": "\ufeff[A]\nk = 1\n",
    "no line break at the end": "[A]\nk = 1",
    "not ASCII": "[Medición]\nnombre = Zähler №1 °C\n",
    "non-breaking spaces": "[A]\nk =\u00a0v\u00a0\n",
    "long value": "[A]\nk = " + "x" * 5000 + "\n",
    "numbers stay text": "[A]\nk = 007\nl = 1e3\nm = 0x10\n",
    "true stays text": "[A]\nk = true\nl = null\n",
    "duplicate key": "[A]\nk = 1\nk = 2\n",
    "duplicate key in other case": "[A]\nk = 1\nK = 2\n",
    "duplicate key in defaults": "[DEFAULT]\nk = 1\n[DEFAULT]\nk = 2\n",
    "duplicate section": "[A]\n[A]\n",
    "key before any section": "k = 1\n[A]\n",
    "no separator": "[A]\njust words\n",
    "no key": "[A]\n= v\n",
    "empty section name": "[]\nk = 1\n",
    "open header": "[A\nk = 1\n",
}


def read(text):
    parser = configparser.ConfigParser(interpolation=None, inline_comment_prefixes=("#", ";"), strict=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".ini") as file:
        file.write(text)
        file.flush()
        try:
            with open(file.name, encoding="utf-8-sig") as opened:
                parser.read_file(opened)
        except configparser.Error as error:
            return {"error": type(error).__name__}
    return {
        "defaults": dict(parser.defaults()),
        "sections": [[name, [[key, value] for key, value in parser.items(name)]] for name in parser.sections()],
    }


if __name__ == "__main__":
    vectors = [{"name": name, "text": text, **read(text)} for name, text in CASES.items()]
    rendered = json.dumps(vectors, ensure_ascii=False, indent=1) + "\n"
    (DIRECTORY / "ini-configparser.json").write_text(rendered, encoding="utf-8")
    print(f"{len(vectors)} files, Python {sys.version.split()[0]}")
