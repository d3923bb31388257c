"""Which grammar reads which language, and which of its nodes are symbols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_PYTHON = """
(function_definition name: (identifier) @name body: (_) @body) @function
(class_definition name: (identifier) @name body: (_) @body) @class
(decorated_definition (function_definition name: (identifier) @name body: (_) @body) @function)
(decorated_definition (class_definition name: (identifier) @name body: (_) @body) @class)
(assignment left: (identifier) @name right: (_)? @body) @constant
(assignment left: (identifier) @name type: (_) right: (_)? @body) @field
"""
_PYTHON_WITHIN = {
    "constant": ("expression_statement", "module"),
    "field": ("expression_statement", "block", "class_definition"),
}
_RUST = """
(function_item name: (identifier) @name body: (_) @body) @function
(function_signature_item name: (identifier) @name) @function
(struct_item name: (type_identifier) @name body: (_)? @body) @struct
(union_item name: (type_identifier) @name body: (_) @body) @struct
(enum_item name: (type_identifier) @name body: (_) @body) @enum
(trait_item name: (type_identifier) @name body: (_) @body) @trait
(mod_item name: (identifier) @name body: (_) @body) @module
(impl_item type: (_) @name body: (_) @body) @impl
(const_item name: (identifier) @name value: (_)? @body) @constant
(static_item name: (identifier) @name value: (_)? @body) @constant
(type_item name: (type_identifier) @name) @type
(macro_definition name: (identifier) @name) @macro
(field_declaration name: (field_identifier) @name) @field
(enum_variant name: (identifier) @name) @variant
"""
_GO = """
(function_declaration name: (identifier) @name body: (_)? @body) @function
(method_declaration receiver: (_) @receiver name: (field_identifier) @name body: (_)? @body) @method
(type_spec name: (type_identifier) @name type: (struct_type) @body) @struct
(type_spec name: (type_identifier) @name type: (interface_type) @body) @interface
(type_spec name: (type_identifier) @name type: (_)) @type
(type_alias name: (type_identifier) @name) @type
(const_spec name: (identifier) @name value: (_)? @body) @constant
(var_spec name: (identifier) @name value: (_)? @body) @constant
(field_declaration name: (field_identifier) @name) @field
(method_elem name: (field_identifier) @name) @method
"""
_JAVASCRIPT = """
(function_declaration name: (identifier) @name body: (_) @body) @function
(generator_function_declaration name: (identifier) @name body: (_) @body) @function
(class_declaration name: (_) @name body: (_) @body) @class
(export_statement (class_declaration name: (_) @name body: (_) @body) @class)
(method_definition name: (_) @name body: (_) @body) @method
(lexical_declaration (variable_declarator name: (identifier) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @function
(variable_declaration (variable_declarator name: (identifier) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @function
(expression_statement (assignment_expression left: (member_expression) @name
  right: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @function
(program (lexical_declaration
  (variable_declarator name: (identifier) @name value: (_)? @body)) @constant)
(program (export_statement (lexical_declaration
  (variable_declarator name: (identifier) @name value: (_)? @body)) @constant))
"""
_TYPESCRIPT = (
    _JAVASCRIPT
    + """
(function_signature name: (identifier) @name) @function
(abstract_class_declaration name: (_) @name body: (_) @body) @class
(export_statement (abstract_class_declaration name: (_) @name body: (_) @body) @class)
(interface_declaration name: (type_identifier) @name body: (_) @body) @interface
(type_alias_declaration name: (type_identifier) @name) @type
(enum_declaration name: (identifier) @name body: (_) @body) @enum
(internal_module name: (_) @name body: (_) @body) @module
(module name: (_) @name body: (_) @body) @module
(public_field_definition name: (_) @name value: (_)? @body) @field
(property_signature name: (_) @name) @field
(method_signature name: (_) @name) @method
"""
)
_JAVA = """
(class_declaration name: (identifier) @name body: (_) @body) @class
(interface_declaration name: (identifier) @name body: (_) @body) @interface
(enum_declaration name: (identifier) @name body: (_) @body) @enum
(record_declaration name: (identifier) @name body: (_) @body) @class
(annotation_type_declaration name: (identifier) @name body: (_) @body) @interface
(method_declaration name: (identifier) @name body: (_)? @body) @method
(constructor_declaration name: (identifier) @name body: (_) @body) @method
(annotation_type_element_declaration name: (identifier) @name) @method
(field_declaration declarator: (variable_declarator name: (identifier) @name value: (_)? @body)) @field
(enum_constant name: (identifier) @name arguments: (_)? @body body: (_)? @body) @variant
"""
_C = """
(function_definition declarator: (function_declarator declarator: (_) @name) body: (_) @body)
  @function
(function_definition declarator: (pointer_declarator declarator:
  (function_declarator declarator: (_) @name)) body: (_) @body) @function
(function_definition declarator: (pointer_declarator declarator: (pointer_declarator declarator:
  (function_declarator declarator: (_) @name))) body: (_) @body) @function
(declaration declarator: (function_declarator declarator: (identifier) @name)) @prototype
(declaration declarator: (pointer_declarator declarator:
  (function_declarator declarator: (identifier) @name))) @prototype
(struct_specifier name: (type_identifier) @name body: (_) @body) @struct
(union_specifier name: (type_identifier) @name body: (_) @body) @struct
(enum_specifier name: (type_identifier) @name body: (_) @body) @enum
(type_definition declarator: (type_identifier) @name) @type
(preproc_function_def name: (identifier) @name value: (_)? @body) @macro
(preproc_def name: (identifier) @name value: (_)? @body) @macro
"""
_CPP = (
    _C
    + """
(function_definition declarator: (reference_declarator
  (function_declarator declarator: (_) @name)) body: (_) @body) @function
(function_definition declarator: (operator_cast) @name body: (_) @body) @function
(function_definition declarator: (function_declarator declarator: (_) @name)
  [(default_method_clause) (delete_method_clause)]) @function
(function_definition declarator: (reference_declarator (function_declarator declarator: (_) @name))
  [(default_method_clause) (delete_method_clause)]) @function
(function_definition type: [(struct_specifier !body) (class_specifier !body)]
  declarator: (identifier) @name body: (_) @body) @class
(struct_specifier name: [(template_type) (qualified_identifier)] @name body: (_) @body) @struct
(class_specifier name: (_) @name body: (_) @body) @class
(namespace_definition name: (_) @name body: (_) @body) @module
(template_declaration (function_definition declarator: (function_declarator declarator: (_) @name)
  body: (_) @body) @function)
(template_declaration (function_definition declarator: (reference_declarator
  (function_declarator declarator: (_) @name)) body: (_) @body) @function)
(template_declaration (struct_specifier name: (_) @name body: (_) @body) @struct)
(template_declaration (class_specifier name: (_) @name body: (_) @body) @class)
(concept_definition name: (_) @name) @type
(alias_declaration name: (_) @name) @type
"""
)
_CSHARP = """
(class_declaration name: (identifier) @name body: (_)? @body) @class
(interface_declaration name: (identifier) @name body: (_) @body) @interface
(struct_declaration name: (identifier) @name body: (_)? @body) @struct
(record_declaration name: (identifier) @name body: (_)? @body) @class
(enum_declaration name: (identifier) @name body: (_) @body) @enum
(namespace_declaration name: (_) @name body: (_) @body) @module
(method_declaration name: (identifier) @name body: (_)? @body) @method
(constructor_declaration name: (identifier) @name body: (_)? @body) @method
(operator_declaration operator: _ @name body: (_)? @body) @operator
(conversion_operator_declaration type: (_) @name body: (_)? @body) @operator
(property_declaration name: (identifier) @name
  [(accessor_list) (arrow_expression_clause)]? @body) @field
(delegate_declaration name: (identifier) @name) @type
(local_function_statement name: (identifier) @name body: (_)? @body) @function
(enum_member_declaration name: (identifier) @name) @variant
"""
_RUBY = """
(method name: (_) @name) @method
(singleton_method name: (_) @name) @method
(class name: (_) @name) @class
(module name: (_) @name) @module
"""
_PHP = """
(function_definition name: (name) @name body: (_) @body) @function
(class_declaration name: (name) @name body: (_) @body) @class
(interface_declaration name: (name) @name body: (_) @body) @interface
(trait_declaration name: (name) @name body: (_) @body) @trait
(enum_declaration name: (name) @name body: (_) @body) @enum
(method_declaration name: (name) @name body: (_)? @body) @method
(const_element . (name) @name (_) @body) @constant
"""
_BASH = "(function_definition name: (word) @name body: (_) @body) @function"


@dataclass(frozen=True, slots=True)
class Grammar:
    """A grammar: the module of its wheel, the function in it, its symbols, what joins names.

    `symbols` is a tree-sitter query: each capture but @name, @body and @receiver is a kind. What has
    a head of its own (decorators, a template's parameters) is there with what holds both: lines that
    change may be in that head alone. `within`
    are the types of the nodes that a kind must stand in, innermost first: a pattern that begins at
    them would match all over the file whatever lines are asked about.
    """

    module: str
    symbols: str
    joint: str = "."
    function: str = "language"
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


GRAMMARS = {
    "Python": Grammar("tree_sitter_python", _PYTHON, within=_PYTHON_WITHIN),
    "Rust": Grammar("tree_sitter_rust", _RUST, "::"),
    "Go": Grammar("tree_sitter_go", _GO),
    "JavaScript": Grammar("tree_sitter_javascript", _JAVASCRIPT),
    "TypeScript": Grammar("tree_sitter_typescript", _TYPESCRIPT, function="language_typescript"),
    "TSX": Grammar("tree_sitter_typescript", _TYPESCRIPT, function="language_tsx"),
    "Java": Grammar("tree_sitter_java", _JAVA),
    "C": Grammar("tree_sitter_c", _C),
    "C++": Grammar("tree_sitter_cpp", _CPP, "::"),
    "C#": Grammar("tree_sitter_c_sharp", _CSHARP),
    "Ruby": Grammar("tree_sitter_ruby", _RUBY, "::"),
    "PHP": Grammar("tree_sitter_php", _PHP, "::", "language_php"),
    "Bash": Grammar("tree_sitter_bash", _BASH),
}


def grammar_of(language: str, path: str) -> str | None:
    """The name of the grammar for a file, None where there is none; headers are read as C++."""
    if language == "C/C++ header":
        return "C++"
    if path.endswith(".tsx"):
        return "TSX"
    if path.endswith((".pyx", ".pxd", ".zsh", ".ksh", ".bats")):
        return None  # dialects that the grammar of the language does not know
    return language if language in GRAMMARS else None
