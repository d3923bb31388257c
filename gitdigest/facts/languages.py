"""The language of a file, by its ending or its name."""

from __future__ import annotations

_ENDINGS = {
    "Bash": "sh bash zsh ksh bats",
    "C": "c",
    "C#": "cs csx",
    "C++": "cc cpp cxx c++ hh hpp hxx h++ inl ipp tpp cu cuh",
    "C/C++ header": "h",
    "CSS": "css scss less sass",
    "Clojure": "clj cljs cljc",
    "CMake": "cmake",
    "Dart": "dart",
    "Dockerfile": "dockerfile containerfile",
    "Elixir": "ex exs",
    "Erlang": "erl hrl",
    "Fortran": "f f90 f95 f03",
    "Go": "go",
    "GraphQL": "graphql graphqls gql",
    "Groovy": "groovy gradle",
    "HCL": "tf tfvars hcl",
    "HTML": "html htm xhtml",
    "Haskell": "hs lhs",
    "JSON": "json jsonc json5 ipynb",
    "Java": "java",
    "JavaScript": "js mjs cjs jsx",
    "Jinja": "j2 jinja jinja2",
    "Julia": "jl",
    "Kotlin": "kt kts",
    "Lua": "lua",
    "Markdown": "md mdx markdown",
    "Nix": "nix",
    "OCaml": "ml mli",
    "Objective-C": "m mm",
    "PHP": "php phtml",
    "Perl": "pl pm t",
    "PowerShell": "ps1 psm1 psd1",
    "Protocol Buffers": "proto",
    "Python": "py pyi pyx pxd pyw",
    "R": "r",
    "Ruby": "rb rake gemspec ru",
    "Rust": "rs",
    "SQL": "sql",
    "Scala": "scala sc sbt",
    "Starlark": "bzl bazel star",
    "Svelte": "svelte",
    "Swift": "swift",
    "TOML": "toml",
    "TypeScript": "ts mts cts tsx",
    "Vue": "vue",
    "XML": "xml xsd xsl svg",
    "YAML": "yaml yml",
    "Zig": "zig",
    "reStructuredText": "rst",
}
_BY_ENDING = {ending: name for name, endings in _ENDINGS.items() for ending in endings.split()}
_FAMILIES = {
    **dict.fromkeys(("C++", "C/C++ header", "Objective-C"), "C"),
    **dict.fromkeys(("TypeScript", "Vue", "Svelte"), "JavaScript"),
    **dict.fromkeys(("Kotlin", "Scala", "Groovy", "Clojure"), "Java"),
}
_BY_NAME = {
    "makefile": "Make",
    "gnumakefile": "Make",
    "justfile": "Just",
    "rakefile": "Ruby",
    "gemfile": "Ruby",
    "jenkinsfile": "Groovy",
    "cmakelists.txt": "CMake",
    "build": "Starlark",
    "workspace": "Starlark",
    "tiltfile": "Starlark",
    "pkgbuild": "Bash",
}


def language_of(path: str) -> str:
    """The language of a file, empty where neither its name nor its ending tells.

    A `.h` file is a "C/C++ header": which of the two cannot be told from its name.
    """
    name = path.rsplit("/", 1)[-1].lower()
    if name.startswith(("dockerfile", "containerfile")):
        return "Dockerfile"
    return _BY_NAME.get(name) or _BY_ENDING.get(name.rpartition(".")[2], "")


def family_of(language: str) -> str:
    """The languages whose files name what others of them define, by one name."""
    return _FAMILIES.get(language, language)
