"""The syntax of expressions: the FEEL profile as an LALR grammar for lark, and the words it reserves."""

from __future__ import annotations

import re

from policy_engine.values import UNIT_WORDS

KEYWORDS = (
    "if", "then", "else", "some", "every", "in", "satisfies", "and", "or", "not", "between", "true", "false", "null",
)  # fmt: skip
"""Words that can be no name."""

FUNCTION_WORDS = (
    "round up",
    "round down",
    "round half up",
    "round half down",
    "round half even",
    "starts with",
    "list contains",
    "average growth",
    "day of week",
    "day of year",
    "week of year",
    "month of year",
    "years and months duration",
    "date and time",
)
"""The functions whose names have spaces; each is one word, and only before an opening bracket."""


def _one_of(words: tuple[str, ...] | list[str]) -> str:
    """A pattern for any of the words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_UNIT = f"(?:{_one_of(list(UNIT_WORDS))})"
NAME = rf"(?:(?!(?:{'|'.join(KEYWORDS)})\b)[^\W\d]\w*|\?)"
"""A name; `?` is the value that a table's cell tests."""
# The unit ends the literal: no word character follows, so 60元/人数 is 60元 divided by 人数, and 12月份 is no literal.
NUMBER = rf"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?:[ ]?{_UNIT}(?:/{_UNIT})*(?!\w))?"
DATE = r"[0-9]{4,9}-[0-9]{2}-[0-9]{2}(?!\w)"

FUNCTION = rf"(?:{'|'.join(FUNCTION_WORDS)})(?=\s*\()".replace(" ", r"\s+")
_patterns = {word.upper(): rf"{word}\b" for word in KEYWORDS} | {
    "FUNCTION.1": FUNCTION, "NAME": NAME, "DATE.1": DATE, "NUMBER": NUMBER.replace("/", r"\/"),
}  # fmt: skip
_terminals = "\n".join(f"{name}: /{pattern}/" for name, pattern in _patterns.items())

# Two things keep it LALR: the ends of `between` are sums, so that its `and` is never the logical one, and what may
# stand right of a bare `in` does not begin with a round bracket (`bare_postfix`).
GRAMMAR = rf"""
?expression: IF expression THEN expression ELSE expression          -> conditional
    | SOME NAME IN expression SATISFIES expression                  -> quantified
    | EVERY NAME IN expression SATISFIES expression                 -> quantified
    | disjunction
?disjunction: conjunction
    | conjunction (OR conjunction)+                                 -> either
?conjunction: comparison
    | comparison (AND comparison)+                                  -> both
?comparison: sum
    | sum SIGN sum                                                  -> comparison
    | sum BETWEEN sum AND sum                                       -> between
    | sum IN "(" test ("," test)* ")"                               -> in_tests
    | sum IN bare_test                                              -> in_test
?sum: product
    | sum PLUS product                                              -> arithmetic
    | sum MINUS product                                             -> arithmetic
?product: power
    | product STAR power                                            -> arithmetic
    | product SLASH power                                           -> arithmetic
?power: unary
    | power STARS unary                                             -> arithmetic
?unary: postfix
    | MINUS unary                                                   -> negation
?postfix: operand
    | postfix DOT NAME                                              -> path
    | postfix "[" expression "]"                                    -> filter
?operand: bare
    | "(" expression ")"                                            -> bracketed
?bare: NUMBER                                                       -> number
    | STRING                                                        -> text
    | DATE                                                          -> date
    | "@" STRING                                                    -> at
    | TRUE                                                          -> truth
    | FALSE                                                         -> truth
    | NULL                                                          -> null
    | NAME                                                          -> name
    | NOT "(" expression ")"                                        -> negated
    | (FUNCTION | NAME) "(" ")"                                     -> call
    | (FUNCTION | NAME) "(" expression ("," expression)* ")"        -> call
    | "[" "]"                                                       -> items
    | "[" entry ("," entry)* "]"                                    -> items
?entry: expression | interval
?bare_postfix: bare
    | bare_postfix DOT NAME                                         -> path
    | bare_postfix "[" expression "]"                               -> filter
?bare_test: sign_test | interval | bare_postfix
    | MINUS unary                                                   -> negation
?test: expression | special
?special: sign_test | interval
sign_test: SIGN sum
interval: ("[" | "(") sum DOTS sum ("]" | ")")

cell: MINUS                                                         -> any_test
    | NOT "(" special ")"                                           -> not_tests
    | NOT "(" test "," test ("," test)* ")"                         -> not_tests
    | test ("," test)*                                              -> tests

{_terminals}
STRING: /"(?:[^"\\\n\r]|\\.)*"/
SIGN: /<=|>=|!=|[=<>≠≤≥]/
PLUS: "+"
MINUS: "-"
STAR: "*"
STARS: "**"
SLASH: "/"
DOT: "."
DOTS: ".."
%ignore /\s+/
"""
